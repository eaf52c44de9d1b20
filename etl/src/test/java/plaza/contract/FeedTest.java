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
import java.util.TreeMap;
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
            new TreeMap<>(),
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
                "5: found the key 'header', expected one of "
                    + "[every, files, headers, max_bytes, paging, private, query, url]"),
            Map.entry(
                BIKES.replace("publisher: Harbour board\n", ""),
                "1: found no 'publisher', expected the key 'publisher'"),
            Map.entry(
                BIKES.replace("{name: json}", "{}"),
                "6: found no 'name', expected the key 'name'"));
    broken.forEach((text, told) -> assertThat(feed(text).told()).as(text).containsExactly(told));
  }

  private Declared<Feed> asking(String... lines) {
    return feed(BIKES.replace("  every", "  " + String.join("\n  ", lines) + "\n  every"));
  }

  @Test
  void nothing_is_sent_but_the_address_where_nothing_is_said() {
    assertThat(feed(BIKES).good().request()).isEqualTo(Request.PLAIN);
    assertThat(Request.PLAIN.maxBytes()).isEqualTo(1_073_741_824);
  }

  @Test
  void headers_and_parameters_name_secrets() {
    Request request =
        asking(
                "headers: {Authorization: \"Bearer {secret:tdx_token}\", Accept: text/csv}",
                "query: {api_key: \"{secret:moenv}\", limit: 1000}",
                "max_bytes: 1000",
                "private: true")
            .good()
            .request();
    assertThat(request.headers())
        .containsExactly(
            Map.entry("Authorization", new SecretText("Bearer {secret:tdx_token}")),
            Map.entry("Accept", new SecretText("text/csv")));
    assertThat(request.headers().values())
        .extracting(SecretText::names)
        .containsExactly(List.of("tdx_token"), List.of());
    assertThat(request.query())
        .containsExactly(
            Map.entry("api_key", new SecretText("{secret:moenv}")),
            Map.entry("limit", new SecretText("1000")));
    assertThat(request.maxBytes()).isEqualTo(1000);
    assertThat(request.isPrivate()).isTrue();
  }

  @Test
  void there_are_four_ways_to_the_next_page() {
    Map.of(
            "{by: offset, size: 1000}",
            new Paging.Offset("offset", "limit", 1000, 1000),
            "{by: offset, size: 50, parameter: $skip, size_parameter: $top, max_pages: 7}",
            new Paging.Offset("$skip", "$top", 50, 7),
            "{by: page, size: 20, first: 0}",
            new Paging.PageNumber("page", 0, "limit", 20, 1000),
            "{by: next, at: /links/next}",
            new Paging.Next("/links/next", 1000),
            "{by: link}",
            new Paging.Link(1000))
        .forEach((paging, read) ->
            assertThat(asking("paging: " + paging).good().request().paging()).isEqualTo(read));
  }

  @Test
  void what_is_wrong_with_a_request_is_told_at_its_line() {
    Map.ofEntries(
            Map.entry(
                "headers: {Authorization: \"{secret:Tdx-Token}\"}",
                "found '{secret:Tdx-Token}', expected a text, a secret in it as {secret:its_name}"),
            Map.entry(
                "query: {k: \"{secret:}\"}",
                "found '{secret:}', expected a text, a secret in it as {secret:its_name}"),
            Map.entry(
                "query: {k: \"{ secret : a }\"}",
                "found '{ secret : a }', expected a text, a secret in it as {secret:its_name}"),
            Map.entry(
                "headers: {X: \"a\\nY: b\"}",
                "found 'a\nY: b', expected a text, a secret in it as {secret:its_name}"),
            Map.entry(
                "headers: {Host: example.com}",
                "found the header 'Host', expected a header that is a feed's to set"),
            Map.entry(
                "headers: {\"a b\": c}",
                "found the header 'a b', expected a header that is a feed's to set"),
            Map.entry("max_bytes: 0", "found '0', expected a number of bytes above 0"),
            Map.entry("private: maybe", "found 'maybe', expected true or false"),
            Map.entry(
                "paging: {by: cursor}",
                "found 'cursor', expected one of [link, next, offset, page]"),
            Map.entry("paging: {by: offset}", "found no 'size', expected the key 'size'"),
            Map.entry(
                "paging: {by: next, at: links}",
                "found 'links', expected a JSON pointer such as /links/next"),
            Map.entry(
                "paging: {by: link, max_pages: 10000}",
                "found '10000', expected a number from 1 to 9999"),
            Map.entry(
                "paging: {by: link, size: 3}",
                "found the key 'size', expected one of [by, max_pages]"))
        .forEach(
            (line, told) -> assertThat(asking(line).told()).as(line).containsExactly("5: " + told));
  }

  @Test
  void a_secret_is_not_sent_in_the_clear() {
    String open = BIKES.replace("https:", "http:");
    String key = "  headers: {X-Key: \"{secret:key}\"}\n  every";
    assertThat(feed(open.replace("  every", key)).told())
        .containsExactly(
            "4: found a secret for 'http://example.org/bikes.json', expected an https URL for it");
    assertThat(feed(open.replace("  every", "  private: true\n" + key)).good().request().isSecret())
        .isTrue();
  }

  @Test
  void a_password_in_an_address_and_a_pace_of_nothing_are_problems() {
    assertThat(feed(BIKES.replace("example.org", "me:secret@example.org")).told()).hasSize(1);
    for (String every : List.of("PT0S", "PT-5M", "P0D", "P-1D")) {
      assertThat(feed(BIKES.replace("PT10M", every)).told()).as(every).hasSize(1);
    }
  }

  @Test
  void files_are_not_asked_for_with_headers() {
    assertThat(
            feed(BIKES.replace("url: https://example.org/bikes.json", "files: a\n  max_bytes: 3"))
                .told())
        .containsExactly("5: found 'max_bytes' without a url, expected it beside a url");
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
