package plaza.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CityTest {
  private static final String LYONESSE =
      """
      name: Lyonesse (simulated)
      country: GB
      time_zone: Europe/London
      metric_crs: EPSG:27700
      bounds: [-6.5, 49.9, -5.6, 50.2]
      languages: [en, kw]
      """;

  @TempDir Path folder = Path.of("");

  private Declared<City> city(String text) {
    return Declared.read(folder.resolve("lyonesse.yaml"), text, City::read);
  }

  @Test
  void a_city_is_what_its_file_says_and_named_by_it() {
    assertThat(city(LYONESSE).good())
        .isEqualTo(
            new City(
                "lyonesse",
                "Lyonesse (simulated)",
                "GB",
                ZoneId.of("Europe/London"),
                "EPSG:27700",
                new Bounds(-6.5, 49.9, -5.6, 50.2),
                List.of("en", "kw"),
                new TreeMap<>(),
                folder.resolve("lyonesse.yaml")));
  }

  @Test
  void a_problem_reads_as_file_line_found_and_expected() {
    Declared<City> city = city(LYONESSE.replace("Europe/London", "Europe/Lyonesse"));
    assertThat(city.problems())
        .hasToString(
            "["
                + folder.resolve("lyonesse.yaml")
                + ":3: found 'Europe/Lyonesse', expected a time zone such as Pacific/Auckland]");
  }

  @Test
  void every_problem_is_told_at_once() {
    assertThat(
            city("""
            name: [a]
            time_zone: UTC+25
            metric_crs: metres
            bounds: [1, 2, 3]
            mayor: nobody
            """)
                .told())
        .containsExactlyInAnyOrder(
            "1: found a list, expected a single value",
            "2: found 'UTC+25', expected a time zone such as Pacific/Auckland",
            "3: found 'metres', expected a metric CRS such as EPSG:25832",
            "4: found [1, 2, 3], expected [west, south, east, north] in degrees, EPSG:4326",
            "5: found the key 'mayor', expected one of"
                + " [bounds, country, languages, metric_crs, name, tiers, time_zone]",
            "1: found no 'country', expected the key 'country'");
  }

  @Test
  void an_unknown_key_is_told_where_it_stands_though_its_value_is_below() {
    assertThat(city(LYONESSE + "parts:\n\n  old: {}\n").told())
        .containsExactly(
            "7: found the key 'parts', expected one of"
                + " [bounds, country, languages, metric_crs, name, tiers, time_zone]");
  }

  @Test
  void a_ladder_of_tiers_has_to_nest() {
    String ladder =
        LYONESSE
            + """
            tiers:
              open: {position: {grid_m: 500}, delay: P1D, license: CC-BY-4.0}
              subscriber: {license: LicenseRef-Lyonesse}
            """;
    assertThat(city(ladder).good().ladder().keySet()).containsExactly(Tier.OPEN, Tier.SUBSCRIBER);
    assertThat(
            city(ladder.replace("license: LicenseRef-Lyonesse", "delay: P2D, license: X")).told())
        .containsExactly("8: found open: delay PT24H, expected at least subscriber's PT48H");
    assertThat(city(ladder.replace("delay: P1D", "columns: [city]")).told())
        .first()
        .asString()
        .startsWith("8: found the key 'columns', expected one of [delay, duties, license");
  }

  @Test
  void bounds_are_a_box_on_the_globe() {
    for (String bounds :
        List.of(
            "[-5.6, 49.9, -6.5, 50.2]",
            "[-6.5, 50.2, -5.6, 49.9]",
            "[-181, 49.9, -5.6, 50.2]",
            "[-6.5, 49.9, -5.6, 91]",
            "[-6.5, 49.9, -6.5, 50.2]",
            "[-6.5, 49.9, -5.6, north]",
            "[-6.5, 49.9, -5.6, NaN]",
            "[-6.5, 49.9, -5.6, 50.2, 0]")) {
      assertThat(city(LYONESSE.replace("[-6.5, 49.9, -5.6, 50.2]", bounds)).told())
          .as(bounds)
          .singleElement()
          .asString()
          .startsWith("5: ");
    }
  }

  @Test
  void a_file_name_is_an_id() {
    for (String name : List.of("Lyonesse.yaml", "lyonesse.yml", "ly onesse.yaml", "1.yaml")) {
      assertThat(Declared.read(folder.resolve(name), LYONESSE, City::read).told())
          .as(name)
          .containsExactly(
              "1: found the file name '"
                  + name
                  + "', expected a name of a-z, 0-9 and _, ending in .yaml");
    }
  }
}
