package plaza.format;

import static java.util.Arrays.asList;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import plaza.format.UnreadableFile.Fault;

class JsonTest {
  @TempDir Path folder = Path.of("");

  private Reading json(String text, String... fields) {
    return Reading.of(folder, "json", text, fields);
  }

  private static Map<String, Object> records(String pointer) {
    return Map.of("records", pointer);
  }

  @Test
  void elements_of_the_root_array_are_rows_counted_from_one() {
    assertThat(
            json(
                    """
                    [{"sno": "1", "name": "Harbour"}, {"name": "Old Mill", "sno": "2"}]
                    """,
                    "sno",
                    "name")
                .rows())
        .containsExactly(
            new RawRow(1, List.of("1", "Harbour"), null),
            new RawRow(2, List.of("2", "Old Mill"), null));
  }

  @Test
  void records_points_to_the_rows_past_other_members() {
    assertThat(
            json(
                    """
                    {"meta": {"data": [{"sno": "no"}]}, "a/b": {"~data": [{"sno": "1"}]}, "end": [1]}
                    """,
                    "sno")
                .options(records("/a~1b/~0data"))
                .fields())
        .containsExactly(List.of("1"));
  }

  @Test
  void a_single_object_is_the_one_row_of_its_file() {
    assertThat(
            json(
                    """
                    {"id": "a1", "point": {"lat": 1.50}, "photos": [], "depth": null}
                    """,
                    "id",
                    "point",
                    "depth")
                .options(Map.of("single", "true"))
                .rows())
        .containsExactly(new RawRow(1, asList("a1", "{\"lat\":1.50}", null), null));
    assertThat(
            json(
                    """
                    {"event": {"id": "a1"}, "end": 1}
                    """,
                    "id")
                .options(Map.of("single", "true", "records", "/event"))
                .fields())
        .containsExactly(List.of("a1"));
  }

  @Test
  void a_single_row_is_an_object_with_the_wanted_fields_and_an_end() {
    Map<String, Object> single = Map.of("single", "true");
    assertThat(json("[{\"id\": 1}]", "id").options(single).fault()).isEqualTo(Fault.WRONG_FORMAT);
    assertThat(json("{\"no\": 1}", "id").options(single).fault()).isEqualTo(Fault.MISSING_FIELD);
    assertThat(json("{\"id\": 1", "id").options(single).fault()).isEqualTo(Fault.TRUNCATED_FILE);
    assertThat(json("{\"id\": 1} {", "id").options(single).fault()).isEqualTo(Fault.TRUNCATED_FILE);
  }

  @Test
  void members_of_an_object_are_rows_with_their_keys() {
    assertThat(
            json(
                    """
                    {"retVal": {"0001": {"sna": "Harbour"}, "0002": {"sna": "Mill"}}}
                    """,
                    "_key",
                    "sna")
                .options(records("/retVal"))
                .rows())
        .containsExactly(
            new RawRow(1, List.of("0001", "Harbour"), null),
            new RawRow(2, List.of("0002", "Mill"), null));
  }

  private static Map<String, Object> around(Object envelope) {
    return Map.of("records", "/data/park", "envelope", envelope);
  }

  @Test
  void rows_have_what_stands_around_them_before_or_behind() {
    String text =
        """
        {"data": {"UPDATETIME": "noon", "park": [{"id": "1", "sent": "own"}, {"id": "2"}],
          "n": {"of": [2]}}, "version": 1.50, "none": null}
        """;
    assertThat(
            json(text, "id", "sent", "version", "n", "none", "absent")
                .options(
                    around(
                        Map.of(
                            "sent", "/data/UPDATETIME",
                            "version", "/version",
                            "n", "/data/n/of",
                            "none", "/none",
                            "absent", "/data/absent",
                            "unwanted", "/not/there")))
                .optional("absent")
                .rows())
        .containsExactly(
            new RawRow(1, asList("1", "noon", "1.50", "[2]", null, null), null),
            new RawRow(2, asList("2", "noon", "1.50", "[2]", null, null), null));
  }

  @Test
  void what_should_stand_around_the_rows_and_does_not_is_a_missing_field() {
    String text = "{\"data\": {\"park\": [{\"id\": \"1\", \"sent\": \"own\"}]}}";
    Map<String, Object> options = around(Map.of("sent", "/data/UPDATETIME"));
    UnreadableFile refused = json(text, "id", "sent").options(options).refused();
    assertThat(refused.fault()).isEqualTo(Fault.MISSING_FIELD);
    assertThat(refused.text())
        .isEqualTo("found no [sent] around the rows, expected members at {sent=/data/UPDATETIME}");
    assertThat(json(text, "id").options(options).fields()).containsExactly(List.of("1"));
    assertThat(json(text, "id", "sent").options(options).optional("sent").fields())
        .containsExactly(List.of("1", "own"));
  }

  @Test
  void numbers_keep_their_digits() {
    assertThat(
            json(
                    """
                    [{"a": 12.50, "b": 99999999999999999999, "c": 1.0, "d": -0.0, "e": 1E5,
                      "n": {"a": 12.50, "b": 99999999999999999999, "c": 0.1000000000000000055511}}]
                    """,
                    "a",
                    "b",
                    "c",
                    "d",
                    "e",
                    "n")
                .fields())
        .containsExactly(
            List.of(
                "12.50",
                "99999999999999999999",
                "1.0",
                "-0.0",
                "1E5",
                "{\"a\":12.50,\"b\":99999999999999999999,\"c\":0.1000000000000000055511}"));
  }

  @Test
  void nested_values_are_json_text_and_booleans_words() {
    assertThat(
            json(
                    """
                    [{"a": {"b": ["ü", null, true]}, "c": [], "d": false}]
                    """,
                    "a",
                    "c",
                    "d")
                .fields())
        .containsExactly(List.of("{\"b\":[\"ü\",null,true]}", "[]", "false"));
  }

  @Test
  void a_member_may_be_null_or_absent_in_some_rows_but_not_absent_in_all() {
    assertThat(json("[{\"a\": null}, {\"b\": \"1\"}]", "a", "b").fields())
        .containsExactly(asList(null, null), asList(null, "1"));
    assertThat(json("[{\"a\": null}]", "a").fields()).containsExactly(asList((String) null));
    assertThat(json("[{\"a\": \"1\"}]", "a", "b").optional("b").fields())
        .containsExactly(asList("1", null));
    UnreadableFile refused = json("[{\"a\": \"1\"}]", "a", "b").refused();
    assertThat(refused.fault()).isEqualTo(Fault.MISSING_FIELD);
    assertThat(refused.text()).isEqualTo("found no row with [b], expected rows with [b]");
  }

  @Test
  void an_element_that_is_no_object_is_at_fault_alone() {
    assertThat(json("[{\"a\": \"1\"}, 5, [{\"a\": \"no\"}], null, {\"a\": \"2\"}]", "a").rows())
        .extracting(RawRow::row, row -> row.fields().getFirst(), row -> row.fault() != null)
        .containsExactly(
            org.assertj.core.api.Assertions.tuple(1L, "1", false),
            org.assertj.core.api.Assertions.tuple(2L, null, true),
            org.assertj.core.api.Assertions.tuple(3L, null, true),
            org.assertj.core.api.Assertions.tuple(4L, null, true),
            org.assertj.core.api.Assertions.tuple(5L, "2", false));
  }

  @Test
  void a_byte_order_mark_is_dropped() {
    assertThat(json("\uFEFF[{\"a\": \"1\"}]", "a").fields()).containsExactly(List.of("1"));
  }

  @Test
  void other_encodings_are_refused() {
    byte[] big5 = "[{\"a\": \"臺北\"}]".getBytes(Charset.forName("Big5"));
    assertThat(Reading.of(folder, "json", big5, "a").fault()).isEqualTo(Fault.WRONG_ENCODING);
    byte[] marked = "\uFEFF[{\"a\": \"1\"}]".getBytes(StandardCharsets.UTF_16BE);
    assertThat(Reading.of(folder, "json", marked, "a").fault()).isEqualTo(Fault.WRONG_ENCODING);
  }

  @Test
  void nothing_and_no_rows_are_an_empty_file() {
    assertThat(json("", "a").fault()).isEqualTo(Fault.EMPTY_FILE);
    assertThat(json(" \n", "a").fault()).isEqualTo(Fault.EMPTY_FILE);
    assertThat(json("[]", "a").fault()).isEqualTo(Fault.EMPTY_FILE);
    assertThat(json("{}", "a").fault()).isEqualTo(Fault.EMPTY_FILE);
  }

  @Test
  void records_that_are_not_there_are_a_wrong_format() {
    assertThat(json("{\"data\": []}", "a").options(records("/rows")).refused().text())
        .isEqualTo("found no member 'rows', expected rows at /rows");
    assertThat(json("{\"rows\": 5}", "a").options(records("/rows")).fault())
        .isEqualTo(Fault.WRONG_FORMAT);
    assertThat(json("[1]", "a").options(records("/rows")).fault()).isEqualTo(Fault.WRONG_FORMAT);
    assertThat(json("5", "a").fault()).isEqualTo(Fault.WRONG_FORMAT);
  }

  @Test
  void an_error_page_is_a_wrong_format() {
    assertThat(json(ErrorPages.HTML, "a").fault()).isEqualTo(Fault.WRONG_FORMAT);
  }

  @Test
  void a_file_cut_anywhere_is_refused() {
    String whole = "{\"rows\": [{\"a\": \"1\"}, {\"a\": 25, \"b\": {\"c\": [1]}}], \"n\": 2}";
    Map<String, Object> enveloped = Map.of("records", "/rows", "envelope", Map.of("n", "/n"));
    for (int length = 1; length < whole.length(); length++) {
      String cut = whole.substring(0, length);
      // To the parser a comma or a point that nothing follows is a syntax error.
      Fault fault = cut.matches("(?s).*(,\\s*|[.])") ? Fault.WRONG_FORMAT : Fault.TRUNCATED_FILE;
      assertThat(json(cut, "a").options(records("/rows")).fault()).as(cut).isEqualTo(fault);
      assertThat(json(cut, "a", "n").options(enveloped).fault()).as(cut).isEqualTo(fault);
    }
  }

  @Test
  void what_is_broken_behind_the_rows_is_found() {
    assertThat(json("[{\"a\": \"1\"}] trailing", "a").fault()).isEqualTo(Fault.WRONG_FORMAT);
  }

  @Test
  void a_syntax_error_names_its_row_and_line() {
    UnreadableFile refused = json("[{\"a\": \"1\"},\n{\"a\" \"2\"}]", "a").refused();
    assertThat(refused.fault()).isEqualTo(Fault.WRONG_FORMAT);
    assertThat(refused.row()).isEqualTo(2);
    assertThat(refused.text()).contains("at line 2");
  }

  @Test
  void deep_nesting_is_refused_wherever_it_stands() {
    String deep = "[".repeat(100_000);
    assertThat(json(deep, "a").fault()).isEqualTo(Fault.WRONG_FORMAT);
    assertThat(json("[{\"a\": " + deep, "a").fault()).isEqualTo(Fault.WRONG_FORMAT);
    assertThat(json("[{\"b\": " + deep, "a").fault()).isEqualTo(Fault.WRONG_FORMAT);
  }

  @Test
  void a_number_of_absurd_length_or_size_is_refused_or_kept_as_text() {
    assertThat(json("[{\"a\": " + "9".repeat(100_000) + "}]", "a").fault())
        .isEqualTo(Fault.WRONG_FORMAT);
    assertThat(json("[{\"a\": {\"b\": 1e999999999999}}]", "a").fault())
        .isEqualTo(Fault.WRONG_FORMAT);
    assertThat(json("[{\"a\": 1e999999999999}]", "a").fields())
        .containsExactly(List.of("1e999999999999"));
    assertThat(json("[{\"a\": [1e999999]}]", "a").fields()).containsExactly(List.of("[1E+999999]"));
  }
}
