package plaza.jobs.sample;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SampleRoadsTest {
  private static RecordedCity city = new RecordedCity(Path.of(""));

  @BeforeAll
  static void write(@TempDir Path recording) throws IOException {
    SampleCity.standard().write(recording, line -> {});
    city = new RecordedCity(recording);
  }

  @Test
  void all_recordings_of_the_roads_together_are_small() throws IOException {
    long bytes = 0;
    for (String feed :
        List.of(
            "atlantis_toll_gantries",
            "atlantis_toll_m03a",
            "atlantis_toll_m05a",
            "atlantis_parking_lots",
            "atlantis_parking",
            "atlantis_crashes")) {
      for (Path file : city.files(feed)) {
        bytes += Files.size(file);
      }
    }
    assertThat(bytes).isLessThan(3_000_000);
  }

  @Test
  void flows_and_speeds_are_of_the_gantries_in_the_register() throws IOException {
    Set<String> gantries = new HashSet<>();
    for (NamedCsvRecord row :
        city.csv("atlantis_toll_gantries", RecordedCity.FIRST, "gantries.csv")) {
      gantries.add(row.getField("設定收費區代碼"));
    }
    assertThat(gantries).hasSize(8).contains("01F0005N", "05FR003S");
    Set<String> seen = new HashSet<>();
    for (Path file : city.files("atlantis_toll_m03a")) {
      Files.readAllLines(file).forEach(line -> seen.add(line.split(",", -1)[1]));
    }
    assertThat(seen).isEqualTo(gantries);
    for (Path file : city.files("atlantis_toll_m05a")) {
      List<String> lines = Files.readAllLines(file);
      assertThat(lines).hasSize(12 * 7 * 5);
      lines.forEach(
          line -> assertThat(gantries).contains(line.split(",", -1)[1], line.split(",", -1)[2]));
    }
  }

  @Test
  void flows_have_the_defects_that_are_listed() throws IOException {
    // File 5 was fetched six hours after the first, since it is counted from 0 and of the hour
    // before.
    List<String> cut = lines("atlantis_toll_m03a/20260328T060100Z/TDCS_M03A_20260328_040000.csv");
    assertThat(cut).hasSize(12 * 8 * 5);
    assertThat(cut.get(2)).isEqualTo("2026-03-28 04:00,01F0005N,N,41");
    List<String> late = lines("atlantis_toll_m03a/20260328T080100Z/TDCS_M03A_20260328_060000.csv");
    List<String> before =
        lines("atlantis_toll_m03a/20260328T070100Z/TDCS_M03A_20260328_050000.csv");
    assertThat(late).hasSize(13 * 8 * 5);
    for (int row = 0; row < 40; row++) {
      String[] first = before.get(11 * 40 + row).split(",", -1);
      String[] corrected = late.get(row).split(",", -1);
      assertThat(corrected[0]).isEqualTo("2026-03-28 05:55").isEqualTo(first[0]);
      assertThat(Integer.parseInt(corrected[4])).isEqualTo(Integer.parseInt(first[4]) + 1);
    }
    // The hour before 01:00 on the day that has no 00:00.
    assertThat(
            lines("atlantis_toll_m03a/20260329T010100Z/TDCS_M03A_20260328_230000.csv").getFirst())
        .startsWith("2026-03-28 23:00,");
  }

  @Test
  void a_speed_of_zero_says_that_there_is_none() throws IOException {
    int without = 0;
    int turning = 0;
    for (Path file : city.files("atlantis_toll_m05a")) {
      for (String line : Files.readAllLines(file)) {
        String[] fields = line.split(",", -1);
        assertThat(fields[0]).matches("2026/03/\\d\\d \\d\\d:\\d\\d");
        boolean turnsBack = fields[1].equals("01F0082S") && fields[2].equals("01F0082N");
        assertThat(fields[4].equals("0")).isEqualTo(turnsBack || fields[5].equals("0"));
        turning += turnsBack && !fields[5].equals("0") ? 1 : 0;
        without += fields[5].equals("0") ? 1 : 0;
      }
    }
    assertThat(turning).isPositive();
    assertThat(without).isPositive();
  }

  @Test
  void car_parks_have_the_defects_that_are_listed() throws IOException {
    JsonNode register = json("atlantis_parking_lots/20260328T010000Z/TCMSV_alldesc.json");
    assertThat(register.at("/data/UPDATETIME").textValue())
        .isEqualTo("Sat Mar 28 00:00:00 AZOT 2026");
    JsonNode lots = register.at("/data/park");
    assertThat(lots).hasSize(40);
    assertThat(lots.get(7 - 1).get("tw97x").textValue()).isEqualTo("-78858832.0");
    assertThat(lots.get(11 - 1).has("type2")).isFalse();
    Map<String, Integer> spaces = new HashMap<>();
    lots.forEach(lot -> spaces.put(lot.get("id").textValue(), lot.get("totalcar").intValue()));
    int polls = 0;
    for (Path file : city.files("atlantis_parking")) {
      JsonNode park = new ObjectMapper().readTree(file.toFile()).at("/data/park");
      assertThat(park).hasSize(32 + 2);
      assertThat(spaces).doesNotContainKey(park.get(32).get("id").textValue());
      polls++;
    }
    assertThat(polls).isEqualTo(48 + 46);
    JsonNode night = json("atlantis_parking/20260328T010100Z/TCMSV_allavailable.json");
    assertThat(night.at("/data/park/1/availablecar").intValue())
        .isEqualTo(spaces.getOrDefault("SIM0002", 0) + 3);
    assertThat(
            json("atlantis_parking/20260328T060100Z/TCMSV_allavailable.json")
                .at("/data/park/2/availablecar")
                .intValue())
        .isEqualTo(-3);
    // Lot 5 has no counter, so lot 6 is the fifth.
    assertThat(
            json("atlantis_parking/20260328T110100Z/TCMSV_allavailable.json")
                .at("/data/park/4/availablecar")
                .intValue())
        .isEqualTo(-1);
    assertThat(json("atlantis_parking/20260328T160100Z/TCMSV_allavailable.json"))
        .isEqualTo(json("atlantis_parking/20260328T153100Z/TCMSV_allavailable.json"));
  }

  @Test
  void crashes_have_the_defects_that_are_listed() throws IOException {
    List<NamedCsvRecord> first = crashes("20260328T230000Z");
    List<NamedCsvRecord> second = crashes("20260329T230000Z");
    assertThat(first.getLast().getField("發生年度")).isEqualTo("事故類別：A2類");
    assertThat(first.get(first.size() - 2).getField("發生年度")).isEqualTo("資料提供日期：115年3月28日");
    // 19 crashes that are not fatal: two parties each, a third in crashes 7 and 14.
    assertThat(first).hasSize(19 * 2 + 2 + 2);
    assertThat(second).hasSize(2 * (19 * 2 + 2) + 2);
    assertThat(first.get(4).getField("經度")).isEqualTo("111.000000");
    assertThat(first.get(8).getField("發生地點")).startsWith("Lemuria");
    assertThat(first.get(11).getField("當事者屬-性-別名稱")).isEqualTo("肇事逃逸尚未查獲");
    assertThat(first.get(2).getField("死亡受傷人數")).isNotEqualTo(second.get(2).getField("死亡受傷人數"));
    assertThat(second.get(40 + 6).getField("發生日期")).isEqualTo("20260329");
    assertThat(second.get(40 + 6).getField("發生時間")).isEqualTo("003000");
    assertThat(city.csv("atlantis_crashes", "20260329T230000Z", "a1.csv")).hasSize(2 * 2 + 2);
  }

  @Test
  void metres_are_those_of_the_city_s_crs() {
    // pyproj 3.7: Transformer.from_crs(4326, 32627, always_xy=True).transform(-20.25, 40.0625)
    MetricPosition metres = MetricPosition.of(new Position(-20.25, 40.0625));
    assertThat(metres.x()).isCloseTo(563961.6862958409, within(0.001));
    assertThat(metres.y()).isCloseTo(4434963.592062697, within(0.001));
  }

  private static List<NamedCsvRecord> crashes(String fetchedAt) throws IOException {
    return city.csv("atlantis_crashes", fetchedAt, "a2.csv");
  }

  private static List<String> lines(String file) throws IOException {
    return Files.readAllLines(city.recording().resolve(file), UTF_8);
  }

  private static JsonNode json(String file) throws IOException {
    return new ObjectMapper().readTree(city.recording().resolve(file).toFile());
  }
}
