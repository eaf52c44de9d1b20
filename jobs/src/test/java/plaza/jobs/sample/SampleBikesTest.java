package plaza.jobs.sample;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SampleBikesTest {
  private static RecordedCity city = new RecordedCity(Path.of(""));

  @BeforeAll
  static void write(@TempDir Path recording) throws IOException {
    SampleCity.standard().write(recording, line -> {});
    city = new RecordedCity(recording);
  }

  @Test
  void each_snapshot_lists_every_station() throws IOException {
    for (Path file : city.files("atlantis_bikes")) {
      JsonNode rows = new ObjectMapper().readTree(file.toFile());
      assertThat(rows).hasSize(250);
      boolean isNewer = day(file).compareTo("20260329T01") > 0;
      assertThat(rows.get(0).has("total")).isEqualTo(isNewer);
      assertThat(rows.get(0).has("tot")).isNotEqualTo(isNewer);
    }
  }

  @Test
  void bikes_have_the_defects_that_are_listed() throws IOException {
    JsonNode poll50 = city.bikes("20260328T092020Z");
    assertThat(poll50.get(20 - 1).get("sbi").intValue()).isEqualTo(-1);
    assertThat(poll50.get(4 - 1).get("lat").doubleValue()).isZero();
    assertThat(poll50.get(8 - 1).get("lat").doubleValue()).isNegative();
    assertThat(poll50.get(12 - 1).get("lng").doubleValue()).isEqualTo(121.55);
    assertThat(poll50.get(18 - 1).get("sarea").isNull()).isTrue();
    assertThat(city.bikes("20260328T110020Z").get(30 - 1).get("mday").textValue())
        .isEqualTo("2026-02-30 12:00:00");
    assertThat(city.bikes("20260328T124020Z").get(32 - 1).get("sno").isNull()).isTrue();
    assertThat(city.bikes("20260329T030020Z").get(24 - 1).get("mday").textValue())
        .isEqualTo("2026-03-29 00:30:00");
    assertThat(city.bikes("20260329T235020Z").get(14 - 1).get("mday").textValue())
        .isEqualTo("2026-03-25 14:05:00");
  }

  @Test
  void a_key_that_comes_twice_brings_the_same_counts() throws IOException {
    Map<String, Integer> counts = new HashMap<>();
    int repeated = 0;
    int broken = 0;
    for (Path file : city.files("atlantis_bikes")) {
      for (JsonNode row : new ObjectMapper().readTree(file.toFile())) {
        int bikes = row.path("sbi").asInt() + row.path("available_rent_bikes").asInt();
        int free = row.path("bemp").asInt() + row.path("available_return_bikes").asInt();
        int docks = row.path("tot").asInt() + row.path("total").asInt();
        broken += docks == bikes + free ? 0 : 1;
        Integer before = counts.put(row.get("sno") + " " + row.get("mday"), bikes);
        if (before != null) {
          assertThat(before).isEqualTo(bikes);
          repeated++;
        }
      }
    }
    // 281 of the frozen station, and 3 % of the 218 that may fall silent.
    assertThat(repeated).isBetween(281 + 1600, 281 + 2100);
    assertThat(broken).isBetween(250 * 282 * 18 / 100, 250 * 282 * 22 / 100);
  }

  private static String day(Path file) {
    return file.getName(file.getNameCount() - 2).toString();
  }
}
