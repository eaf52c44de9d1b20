package plaza.jobs.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TimeZone;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SampleCityTest {
  @TempDir Path folder;

  @Test
  void the_same_seed_writes_the_same_bytes() throws IOException {
    assertThat(written(village(1, 2), "again")).isEqualTo(written(village(1, 2), "once"));
  }

  @Test
  void another_seed_writes_other_bytes_to_the_same_files() throws IOException {
    Map<String, String> one = written(village(1, 1), "one");
    Map<String, String> other = written(village(2, 1), "other");
    assertThat(other.keySet()).isEqualTo(one.keySet());
    assertThat(other.entrySet()).doesNotContainAnyElementsOf(one.entrySet());
  }

  @Test
  void a_longer_recording_begins_with_the_shorter_one() throws IOException {
    assertThat(written(village(1, 3), "three days"))
        .containsAllEntriesOf(written(village(1, 2), "two"));
  }

  @Test
  void writing_over_a_recording_leaves_the_same_recording() throws IOException {
    Map<String, String> once = written(village(1, 1), "city");
    assertThat(written(village(1, 1), "city")).isEqualTo(once);
  }

  @Test
  void the_machine_s_language_and_zone_do_not_matter() throws IOException {
    Map<String, String> here = written(village(1, 2), "here");
    Locale locale = Locale.getDefault();
    TimeZone zone = TimeZone.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
      TimeZone.setDefault(TimeZone.getTimeZone("Asia/Kathmandu"));
      assertThat(written(village(1, 2), "there")).isEqualTo(here);
    } finally {
      Locale.setDefault(locale);
      TimeZone.setDefault(zone);
    }
  }

  @Test
  void the_day_on_which_clocks_go_forward_has_23_hours() throws IOException {
    Map<String, String> files = written(village(1, 2), "city");
    assertThat(count(files, "atlantis_bikes/")).isEqualTo(144 + 138);
    assertThat(count(files, "atlantis_air/")).isEqualTo(24 + 23);
    assertThat(count(files, "atlantis_parking/")).isEqualTo(48 + 46);
    assertThat(count(files, "atlantis_toll_m03a/")).isEqualTo(24 + 23);
    assertThat(count(files, "atlantis_toll_m05a/")).isEqualTo(24 + 23);
    assertThat(count(files, "atlantis_flood_sensors/")).isEqualTo(48 + 46);
    assertThat(files)
        .containsKeys(
            "atlantis_bikes/20260328T010020Z/youbike_immediate.json",
            "atlantis_bikes/20260329T235020Z/youbike_immediate.json",
            "atlantis_air/20260328T010500Z/aqx_p_432.csv",
            "atlantis_air/20260329T230500Z/aqx_p_432.csv",
            "atlantis_bike_trips/20260329T234500Z/trips_20260329.csv");
  }

  @Test
  void registers_are_fetched_once() throws IOException {
    Map<String, String> files = written(village(1, 2), "city");
    assertThat(files.keySet().stream().filter(file -> file.contains("/20260328T010000Z/")))
        .containsExactly(
            "atlantis_districts/20260328T010000Z/districts.geojson",
            "atlantis_gtfs/20260328T010000Z/gtfs.zip",
            "atlantis_historic_floods/20260328T010000Z/flood_places.csv",
            "atlantis_parking_lots/20260328T010000Z/TCMSV_alldesc.json",
            "atlantis_population/20260328T010000Z/population.csv",
            "atlantis_toll_gantries/20260328T010000Z/gantries.csv",
            "atlantis_villages/20260328T010000Z/villages.geojson");
    assertThat(count(files, "atlantis_toll_gantries/")).isEqualTo(1);
    assertThat(count(files, "atlantis_parking_lots/")).isEqualTo(2);
    assertThat(count(files, "atlantis_villages/")).isEqualTo(1);
    assertThat(count(files, "atlantis_gtfs/")).isEqualTo(1);
    // Those that take until six o'clock; the list of stolen bicycles is renewed.
    assertThat(files)
        .containsKeys(
            "atlantis_attractions/20260328T060000Z/attractions.json",
            "atlantis_care_facilities/20260328T060000Z/facilities.geojson",
            "atlantis_energy/20260328T060000Z/energy.csv",
            "atlantis_thefts/20260328T060000Z/bicycle.csv",
            "atlantis_thefts/20260328T060000Z/motorcycle.csv",
            "atlantis_thefts/20260328T060000Z/robbery.csv",
            "atlantis_thefts/20260329T060000Z/bicycle.csv");
    assertThat(count(files, "atlantis_thefts/")).isEqualTo(4);
    assertThat(count(files, "atlantis_bike_trips/")).isEqualTo(2);
  }

  @Test
  void each_day_of_each_feed_is_told() throws IOException {
    List<String> told = new ArrayList<>();
    village(1, 2).write(folder, told::add);
    assertThat(told).doesNotHaveDuplicates().contains("atlantis_bikes 2026-03-29");
    long feeds = told.stream().map(line -> line.split(" ", -1)[0]).distinct().count();
    assertThat(feeds).isGreaterThan(10);
    assertThat(told).hasSize((int) feeds * 2);
  }

  @Test
  void a_city_without_days_is_refused() {
    assertThatThrownBy(() -> village(1, 0)).isInstanceOf(IllegalArgumentException.class);
  }

  /** As small as a city can be, so that the tests are quick. */
  private static SampleCity village(long seed, int days) {
    return new SampleCity(seed, 1000, LocalDate.of(2026, 3, 28), days);
  }

  private static long count(Map<String, String> files, String prefix) {
    return files.keySet().stream().filter(file -> file.startsWith(prefix)).count();
  }

  private Map<String, String> written(SampleCity city, String name) throws IOException {
    Path root = folder.resolve(name);
    city.write(root, line -> {});
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(root)) {
      all.filter(Files::isRegularFile)
          .forEach(file -> files.put(root.relativize(file).toString(), sha256(file)));
    }
    return files;
  }

  private static String sha256(Path file) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
      return HexFormat.of().formatHex(digest);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
