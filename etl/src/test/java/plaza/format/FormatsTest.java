package plaza.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import plaza.contract.Feed;
import plaza.contract.Problems;

class FormatsTest {
  @TempDir Path folder = Path.of("");

  private Feed feed(String format) throws IOException {
    Path file = folder.resolve("bikes.yaml");
    Files.writeString(
        file,
        """
        title: Bikes
        publisher: Harbour board
        fetch: {url: https://example.org/bikes, every: PT10M}
        format: %s
        license: CC0-1.0
        attribution: Harbour board
        """
            .formatted(format));
    Problems problems = new Problems();
    return Feed.read(file, problems).orElseThrow(() -> new AssertionError(problems.list()));
  }

  @Test
  void a_known_format_with_known_options_has_no_problem() throws IOException {
    assertThat(Formats.findProblem(feed("{name: csv, delimiter: ;, header: [a, b]}"))).isEmpty();
    assertThat(Formats.findProblem(feed("{name: json, records: /rows}"))).isEmpty();
    assertThat(Formats.findProblem(feed("{name: gtfs}"))).isEmpty();
  }

  @Test
  void an_unknown_format_and_an_unknown_option_are_told() throws IOException {
    assertThat(Formats.findProblem(feed("{name: excel}")))
        .contains(
            Map.entry("the format 'excel'", "one of [csv, geojson, gtfs, json, shapefile, yaml]"));
    assertThat(Formats.findProblem(feed("{name: csv, delimeter: ;}")))
        .contains(
            Map.entry(
                "the options [delimeter] of csv",
                "some of [delimiter, footer, header, quote, ragged, title_rows]"));
    assertThatThrownBy(() -> Reading.of(folder, "excel", "x", "a").rows())
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void an_option_of_a_value_that_would_be_ignored_is_told() throws IOException {
    assertThat(Formats.findProblem(feed("{name: csv, delimiter: ab}")))
        .contains(Map.entry("the delimiter 'ab'", "one character"));
    assertThat(Formats.findProblem(feed("{name: csv, header: false}")))
        .contains(
            Map.entry("the header false", "true, or the names of the fields where there is none"));
    for (String titles : List.of("-1", "101", "x", "1.5", "[1]")) {
      assertThat(Formats.findProblem(feed("{name: csv, title_rows: " + titles + "}")))
          .contains(Map.entry("the title_rows " + titles, "a number of records up to 100"));
    }
    assertThat(Formats.findProblem(feed("{name: shapefile, prj: lies}")))
        .contains(Map.entry("the prj 'lies'", "check or ignore"));
    assertThat(Formats.findProblem(feed("{name: shapefile, prj: ignore}"))).isEmpty();
    assertThat(Formats.findProblem(feed("{name: csv, ragged: true}")))
        .contains(Map.entry("the ragged 'true'", "refuse or pad"));
    assertThat(Formats.findProblem(feed("{name: csv, footer: '(Source'}")))
        .contains(
            Map.entry(
                "the footer '(Source'",
                "a regular expression for the first field of a note: Unclosed group"));
    assertThat(Formats.findProblem(feed("{name: csv, footer: [a]}")))
        .contains(
            Map.entry(
                "the footer '[a]'",
                "a regular expression for the first field of a note: it is no text"));
    assertThat(Formats.findProblem(feed("{name: csv, title_rows: 1, footer: 'S.*', ragged: pad}")))
        .isEmpty();
    assertThat(Formats.findProblem(feed("{name: csv, header: true}"))).isEmpty();
    assertThat(Formats.findProblem(feed("{name: json, envelope: {at: /data/at}}"))).isEmpty();
    assertThat(Formats.findProblem(feed("{name: json, envelope: /data/at}")))
        .contains(
            Map.entry(
                "the envelope '/data/at'", "fields with JSON pointers such as {sent_at: /sent}"));
    assertThat(Formats.findProblem(feed("{name: json, envelope: {at: data}}")))
        .contains(
            Map.entry(
                "the envelope at: 'data'", "fields with JSON pointers such as {sent_at: /sent}"));
    assertThat(Formats.findProblem(feed("{name: json, records: rows}")))
        .contains(Map.entry("the records 'rows'", "a JSON pointer such as /records"));
    assertThat(Formats.findProblem(feed("{name: json, single: true}"))).isEmpty();
    assertThat(Formats.findProblem(feed("{name: json, single: no}")))
        .contains(Map.entry("single: no", "true, or no such option"));
  }

  @Test
  void a_request_holds_what_a_feed_declares() throws IOException {
    Feed feed = feed("{name: csv, header: [a, b]}");
    ReadRequest request = ReadRequest.of(feed, null, java.util.List.of("b"), java.util.Set.of("c"));
    assertThat(request.format()).isEqualTo("csv");
    assertThat(request.encoding()).isNull();
    assertThat(request.charset()).isEqualTo(StandardCharsets.UTF_8);
    assertThat(request.crs()).isEqualTo("EPSG:4326");
    assertThat(request.options()).containsEntry("header", java.util.List.of("a", "b"));
    assertThat(request.optional()).containsExactly("c");
  }
}
