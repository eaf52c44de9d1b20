package plaza.jobs.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SampleRegistersTest {
  private static RecordedCity city = new RecordedCity(Path.of(""));

  @BeforeAll
  static void write(@TempDir Path recording) throws IOException {
    SampleCity.standard().write(recording, line -> {});
    city = new RecordedCity(recording);
  }

  @Test
  void a_city_of_fifty_thousand_has_20_villages_in_4_districts() throws IOException {
    assertThat(city.features("atlantis_villages", "villages.geojson"))
        .hasSize(20)
        .extracting(feature -> RecordedCity.property(feature, "VILLCODE"))
        .doesNotHaveDuplicates()
        .startsWith("A01-001")
        .endsWith("A04-004");
    assertThat(city.features("atlantis_districts", "districts.geojson"))
        .extracting(feature -> RecordedCity.property(feature, "VILLAGES"))
        .containsExactly("6", "4", "6", "4");
  }

  @Test
  void villages_tile_their_districts() throws IOException {
    Map<String, Double> areas = new HashMap<>();
    for (JsonNode village : city.features("atlantis_villages", "villages.geojson")) {
      areas.merge(
          RecordedCity.property(village, "DISTCODE"),
          RecordedCity.squareDegrees(village),
          Double::sum);
    }
    for (JsonNode district : city.features("atlantis_districts", "districts.geojson")) {
      // The bow-tie is all that villages have beyond their district.
      assertThat(areas.get(RecordedCity.property(district, "DISTCODE")))
          .isCloseTo(RecordedCity.squareDegrees(district), within(1e-6));
    }
  }

  @Test
  void every_inner_edge_belongs_to_two_villages() throws IOException {
    Set<String> edges = new HashSet<>();
    for (JsonNode village : city.features("atlantis_villages", "villages.geojson")) {
      RecordedCity.edges(village).forEach(edge -> assertThat(edges.add(edge)).as(edge).isTrue());
    }
    long unmatched = edges.stream().filter(edge -> !edges.contains(reversed(edge))).count();
    // 18 sides of cells of 4 pieces, one more for the bow-tie's end, and the islet's 6.
    assertThat(unmatched).isEqualTo(18 * 4 + 1 + 6);
  }

  @Test
  void the_population_adds_up() throws IOException {
    List<NamedCsvRecord> rows =
        city.csv("atlantis_population", RecordedCity.FIRST, "population.csv");
    NamedCsvRecord total = rows.getLast();
    assertThat(total.getField("site_id")).isEqualTo("Total");
    assertThat(total.getField("people_total")).isEqualTo("50000");
    int known = 0;
    for (NamedCsvRecord row : rows.subList(0, rows.size() - 1)) {
      if (row.getField("people_total").equals("-")) {
        assertThat(row.getStartingLineNumber()).isEqualTo(7);
      } else {
        known += number(row, "people_total");
      }
    }
    for (NamedCsvRecord row : rows) {
      if (!row.getField("people_total").equals("-")) {
        int people = number(row, "people_total");
        assertThat(number(row, "people_total_m") + number(row, "people_total_f")).isEqualTo(people);
        assertThat(number(row, "age_0_14") + number(row, "age_15_64") + number(row, "age_65_up"))
            .isEqualTo(people);
      }
    }
    int missing =
        CityPlan.of(SampleCity.standard()).villages().stream()
            .filter(village -> village.code().equals("A01-006"))
            .mapToInt(Village::people)
            .sum();
    assertThat(known + missing).isEqualTo(50_000);
  }

  @Test
  void a_larger_city_has_more_of_everything() {
    SampleCity city = new SampleCity(1, 1_000_000, LocalDate.of(2026, 3, 28), 1);
    CityPlan plan = CityPlan.of(city);
    assertThat(plan.villages()).hasSizeBetween(380, 420);
    assertThat(plan.villages().stream().mapToInt(Village::people).sum()).isEqualTo(1_000_000);
    assertThat(plan.districts()).hasSizeBetween(45, 55);
    assertThat(BikeStation.all(plan, city)).hasSize(5000);
    assertThat(AirStation.all(plan, city)).hasSize(125 + 10);
    assertThat(new TransitNetwork(plan, city).lines()).hasSize(2 + 250);
  }

  private static int number(NamedCsvRecord row, String field) {
    return Integer.parseInt(row.getField(field));
  }

  private static String reversed(String edge) {
    int middle = edge.indexOf(' ');
    return edge.substring(middle + 1) + " " + edge.substring(0, middle);
  }
}
