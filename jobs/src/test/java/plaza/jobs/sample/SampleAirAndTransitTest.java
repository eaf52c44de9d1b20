package plaza.jobs.sample;

import static org.assertj.core.api.Assertions.assertThat;

import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SampleAirAndTransitTest {
  private static RecordedCity city = new RecordedCity(Path.of(""));

  @BeforeAll
  static void write(@TempDir Path recording) throws IOException {
    SampleCity.standard().write(recording, line -> {});
    city = new RecordedCity(recording);
  }

  @Test
  void the_air_has_the_defects_that_are_listed() throws IOException {
    for (Path file : city.files("atlantis_air")) {
      assertThat(city.csv("atlantis_air", day(file), "aqx_p_432.csv")).hasSize(16);
    }
    NamedCsvRecord untyped = city.csv("atlantis_air", "20260328T060500Z", "aqx_p_432.csv").get(1);
    assertThat(untyped.getField("pm2.5")).isEqualTo("x");
    NamedCsvRecord before = city.csv("atlantis_air", "20260328T090500Z", "aqx_p_432.csv").get(2);
    NamedCsvRecord again = city.csv("atlantis_air", "20260328T100500Z", "aqx_p_432.csv").get(2);
    assertThat(again.getFields()).isEqualTo(before.getFields());
    assertThat(publishTime("20260329T000500Z")).isEqualTo("2026/03/28 23:00:00");
    assertThat(publishTime("20260329T010500Z")).isEqualTo("2026/03/29 01:00:00");
  }

  @Test
  void trips_call_at_stops_that_exist_until_after_midnight() throws IOException {
    List<String> stops = city.column("stops.txt", "stop_id");
    assertThat(stops).hasSize(199).doesNotHaveDuplicates();
    assertThat(city.column("stop_times.txt", "stop_id"))
        .isSubsetOf(stops)
        .doesNotContain("L1", "L2");
    List<String> arrivals = city.column("stop_times.txt", "arrival_time");
    assertThat(arrivals).hasSize(29_448).contains("25:40:00").containsOnlyOnce("", "7:6x:00");
    assertThat(new HashSet<>(city.column("stop_times.txt", "trip_id")))
        .containsExactlyInAnyOrderElementsOf(city.column("trips.txt", "trip_id"));
  }

  @Test
  void every_trip_has_a_path_and_the_last_metro_on_weekends_comes_again() throws IOException {
    assertThat(new HashSet<>(city.column("trips.txt", "shape_id")))
        .containsExactlyInAnyOrderElementsOf(new HashSet<>(city.column("shapes.txt", "shape_id")));
    // Two metro lines of 9 stations and twelve bus routes of 12 stops, both ways.
    assertThat(city.column("shapes.txt", "shape_id")).hasSize(2 * 2 * 9 + 12 * 2 * 12);
    assertThat(city.column("frequencies.txt", "trip_id"))
        .containsExactly("M1-WE-0-2520", "M1-WE-1-2520")
        .isSubsetOf(city.column("trips.txt", "trip_id"));
  }

  private static String publishTime(String fetchedAt) throws IOException {
    return city.csv("atlantis_air", fetchedAt, "aqx_p_432.csv").getFirst().getField("publishtime");
  }

  private static String day(Path file) {
    return file.getName(file.getNameCount() - 2).toString();
  }
}
