package plaza.jobs.sample;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Thefts, care, electricity and attractions. */
class SamplePeopleTest {
  private static final String AT_SIX = "20260328T060000Z";
  private static RecordedCity city = new RecordedCity(Path.of(""));

  @BeforeAll
  static void write(@TempDir Path recording) throws IOException {
    SampleCity.standard().write(recording, line -> {});
    city = new RecordedCity(recording);
  }

  @Test
  void people_s_feeds_are_small() throws IOException {
    long bytes = 0;
    for (String feed :
        List.of(
            "atlantis_thefts",
            "atlantis_care_facilities",
            "atlantis_energy",
            "atlantis_attractions",
            "atlantis_bike_trips")) {
      for (Path file : city.files(feed)) {
        bytes += Files.size(file);
      }
    }
    assertThat(bytes).isBetween(300_000L, 1_500_000L);
  }

  @Test
  void lists_of_thefts_are_in_cp950_with_the_defects_that_are_listed() throws IOException {
    List<NamedCsvRecord> bicycles = thefts(AT_SIX, "bicycle.csv");
    assertThat(bicycles).hasSize(250);
    assertThat(bicycles.getFirst().getFields()).startsWith("1", "自行車竊盜", "1130328");
    assertThat(bicycles.get(2).getField("發生日期")).matches("11\\d1305");
    assertThat(bicycles.get(4).getField("發生日期")).startsWith("155");
    assertThat(bicycles.get(6).getField("發生時段")).isEqualTo("04~60");
    assertThat(bicycles.get(7).getField("發生時段")).matches("\\d\\d-\\d\\d");
    assertThat(bicycles)
        .filteredOn(row -> row.getField("發生地點").matches("Atlantis A\\d\\d A\\d\\d-\\d{3} .*號"))
        .hasSizeBetween(110, 165);
    List<NamedCsvRecord> motorcycles = thefts(AT_SIX, "motorcycle.csv");
    assertThat(motorcycles).hasSize(125 + 40 + 1);
    assertThat(motorcycles.get(130).getFields()).containsExactly("", "", "", "", "");
    assertThat(motorcycles.getLast().getFields()).containsExactly("", "", "1150327", "", "");
    assertThat(thefts(AT_SIX, "robbery.csv").getFirst().getHeader()).endsWith("備註");
  }

  @Test
  void the_next_list_of_bicycles_begins_with_the_one_before() throws IOException {
    List<NamedCsvRecord> next = thefts("20260329T060000Z", "bicycle.csv");
    assertThat(next).hasSizeBetween(251, 253);
    assertThat(next.subList(0, 250))
        .extracting(NamedCsvRecord::getFields)
        .isEqualTo(thefts(AT_SIX, "bicycle.csv").stream().map(NamedCsvRecord::getFields).toList());
    assertThat(next.getLast().getField("發生日期")).isEqualTo("1150328");
  }

  private static List<NamedCsvRecord> thefts(String fetchedAt, String file) throws IOException {
    Path path = city.recording().resolve("atlantis_thefts").resolve(fetchedAt).resolve(file);
    String text = Files.readString(path, Charset.forName("x-windows-950"));
    return CsvReader.builder().ofNamedCsvRecord(text).stream().toList();
  }

  @Test
  void facilities_have_the_defects_that_are_listed() throws IOException {
    List<JsonNode> features =
        city.features("atlantis_care_facilities", AT_SIX, "facilities.geojson");
    // 62, and the 15th, 30th, 45th and 60th once more.
    assertThat(features).hasSize(62 + 4);
    assertThat(features.get(7 - 1).at("/geometry/coordinates").toString()).isEqualTo("[0.0,0.0]");
    assertThat(RecordedCity.property(features.get(9 - 1), "address")).endsWith("\u3000");
    assertThat(features.get(15).get("properties")).isEqualTo(features.get(14).get("properties"));
    assertThat(features.get(15).get("geometry")).isNotEqualTo(features.get(14).get("geometry"));
    assertThat(features.get(31)).isEqualTo(features.get(30));
  }

  @Test
  void the_total_of_a_month_is_the_sum_of_its_counties() throws IOException {
    List<NamedCsvRecord> rows = city.csv("atlantis_energy", AT_SIX, "energy.csv");
    assertThat(rows).hasSize(24 * 4);
    Map<String, Long> sums = new HashMap<>();
    for (NamedCsvRecord row : rows) {
      long sold = Long.parseLong(row.getField("合計售電量(度)"));
      boolean isTotal = row.getField("縣市").equals("合計");
      sums.merge(row.getField("日期"), isTotal ? -sold : sold, Long::sum);
    }
    assertThat(sums).hasSize(24).containsKeys("2026年02月", "2024年03月");
    assertThat(sums.values()).containsOnly(0L);
    assertThat(rows.get(4 * 4).getField("農林漁牧售電量(度)")).isEqualTo("-");
  }

  @Test
  void attractions_have_the_defects_that_are_listed() throws IOException {
    Path path = city.files("atlantis_attractions").getFirst();
    JsonNode results = new ObjectMapper().readTree(path.toFile()).at("/result/results");
    assertThat(results).hasSize(50);
    Set<String> numbers = new HashSet<>();
    List<Integer> withoutStation = new ArrayList<>();
    for (JsonNode each : results) {
      numbers.add(each.get("SERIAL_NO").textValue());
      if (each.get("MRT").isNull()) {
        withoutStation.add(each.get("_id").intValue());
      }
      assertThat(each.get("longitude").isTextual()).isTrue();
    }
    assertThat(numbers).hasSize(50);
    assertThat(withoutStation).containsExactly(12, 24, 36, 48);
    assertThat(results.get(11 - 1).get("xpostDate").textValue()).endsWith("/02/30");
    assertThat(results.get(4 - 1).get("file").textValue())
        .startsWith("https://atlantis.example/sound/4.mp3https://atlantis.example/pic/4-1.png");
  }
}
