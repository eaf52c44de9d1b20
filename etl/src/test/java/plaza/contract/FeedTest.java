package plaza.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Period;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeedTest {
  private static final String BIKES =
      """
      title: Bikes
      publisher: Harbour board
      fetch:
        url: https://example.org/bikes.json
        every: PT10M
      format: {name: json}
      license: CC0-1.0
      attribution: Harbour board
      """;

  @TempDir Path folder = Path.of("");

  private Declared<Feed> feed(String text) {
    return Declared.read(folder.resolve("bikes.yaml"), text, Feed::read);
  }

  @Test
  void what_is_left_out_has_its_default() {
    Feed feed = feed(BIKES).good();
    assertThat(feed.id()).isEqualTo("bikes");
    assertThat(feed.url()).isEqualTo("https://example.org/bikes.json");
    assertThat(feed.files()).isNull();
    assertThat(feed.every()).isEqualTo(Duration.ofMinutes(10));
    assertThat(feed.encoding())
        .isEqualTo(new Encoding(StandardCharsets.UTF_8, Encoding.Origin.ASSUMED));
    assertThat(feed.crs()).isEqualTo("EPSG:4326");
    assertThat(feed.timeZone()).isNull();
    assertThat(feed.nullValues()).containsExactly("");
    assertThat(feed.sentinels()).isEmpty();
    assertThat(feed.complete()).isFalse();
  }

  @Test
  void what_is_said_is_kept() {
    Feed feed =
        feed(BIKES
                    .replace("url: https://example.org/bikes.json", "files: \"{home}/r/*/*\"")
                    .replace("PT10M", "P1M")
                    .replace("{name: json}", "{name: csv, header: [a, b], delimiter: ;}")
                + """
                encoding: Big5
                crs: OGC:CRS84
                time_zone: Asia/Taipei
                null_values: ["", "-"]
                sentinels: ["-999"]
                complete: true
                """)
            .good();
    assertThat(feed.url()).isNull();
    assertThat(feed.files()).isEqualTo("{home}/r/*/*");
    assertThat(feed.every()).isEqualTo(Period.ofMonths(1));
    assertThat(feed.format()).isEqualTo("csv");
    assertThat(feed.options())
        .isEqualTo(Map.of("name", "csv", "header", List.of("a", "b"), "delimiter", ";"));
    assertThat(feed.encoding())
        .isEqualTo(new Encoding(Charset.forName("Big5"), Encoding.Origin.DECLARED));
    assertThat(feed.crs()).isEqualTo("EPSG:4326");
    assertThat(feed.timeZone()).isEqualTo(ZoneId.of("Asia/Taipei"));
    assertThat(feed.nullValues()).isEqualTo(Set.of("", "-"));
    assertThat(feed.sentinels()).isEqualTo(Set.of("-999"));
    assertThat(feed.complete()).isTrue();
  }

  @Test
  void a_feeds_clock_goes_before_the_citys() {
    City city =
        new City(
            "ys",
            "Ys",
            "FR",
            ZoneId.of("Europe/Paris"),
            "EPSG:2154",
            new Bounds(-5, 48, -4, 49),
            List.of(),
            folder);
    assertThat(feed(BIKES).good().zoneIn(city)).isEqualTo(ZoneId.of("Europe/Paris"));
    assertThat(feed(BIKES + "time_zone: Asia/Taipei\n").good().zoneIn(city))
        .isEqualTo(ZoneId.of("Asia/Taipei"));
  }

  @Test
  void each_problem_is_told_at_its_line() {
    Map<String, String> broken =
        Map.ofEntries(
            Map.entry(
                BIKES + "encoding: UTF-99\n",
                "9: found 'UTF-99', expected a character encoding such as UTF-8, or detect"),
            Map.entry(
                BIKES + "crs: EPSG:4326 or so\n",
                "9: found 'EPSG:4326 or so', expected a CRS such as EPSG:4326"),
            Map.entry(
                BIKES + "time_zone: Formosa\n",
                "9: found 'Formosa', expected a time zone such as Pacific/Auckland"),
            Map.entry(BIKES + "complete: maybe\n", "9: found 'maybe', expected true or false"),
            Map.entry(BIKES + "null_values: \"-\"\n", "9: found a single value, expected a list"),
            Map.entry(
                BIKES.replace("PT10M", "10 minutes"),
                "5: found '10 minutes', expected an ISO 8601 duration such as PT10M or P1M"),
            Map.entry(
                BIKES.replace("https:", "ftp:"),
                "4: found 'ftp://example.org/bikes.json', expected an http or https URL"),
            Map.entry(
                BIKES.replace("https://example.org", "https:"),
                "4: found 'https:/bikes.json', expected an http or https URL"),
            Map.entry(
                BIKES.replace("  every", "  files: a\n  every"),
                "4: found url and files both or neither, expected exactly one of url and files"),
            Map.entry(
                BIKES.replace("  every: PT10M\n", ""),
                "4: found no 'every', expected the key 'every'"),
            Map.entry(
                BIKES.replace("  every", "  header: x\n  every"),
                "5: found the key 'header', expected one of [every, files, url]"),
            Map.entry(
                BIKES.replace("publisher: Harbour board\n", ""),
                "1: found no 'publisher', expected the key 'publisher'"),
            Map.entry(
                BIKES.replace("{name: json}", "{}"),
                "6: found no 'name', expected the key 'name'"));
    broken.forEach((text, told) -> assertThat(feed(text).told()).as(text).containsExactly(told));
  }

  @Test
  void a_format_without_options_is_a_mapping_all_the_same() {
    for (String format : List.of("csv", "[csv]")) {
      assertThat(feed(BIKES.replace("{name: json}", format)).told())
          .as(format)
          .allSatisfy(told -> assertThat(told).startsWith("6: "));
    }
  }
}
