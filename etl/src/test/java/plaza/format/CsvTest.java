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

class CsvTest {
  @TempDir Path folder = Path.of("");

  private Reading csv(String text, String... fields) {
    return Reading.of(folder, "csv", text, fields);
  }

  @Test
  void fields_come_in_the_order_asked_for() {
    assertThat(
            csv(
                    """
                    sno,name,total
                    1,Harbour,20
                    2,Old Mill,15
                    """,
                    "total",
                    "sno")
                .rows())
        .containsExactly(
            new RawRow(2, List.of("20", "1"), null), new RawRow(3, List.of("15", "2"), null));
  }

  @Test
  void a_row_is_at_the_line_it_starts_at_though_a_quoted_field_before_it_has_newlines() {
    assertThat(
            csv(
                    """
                    sno,name
                    1,"Harbour
                    east
                    gate"
                    2,"a ""quoted"" name"
                    """,
                    "sno",
                    "name")
                .rows())
        .containsExactly(
            new RawRow(2, List.of("1", "Harbour\neast\ngate"), null),
            new RawRow(5, List.of("2", "a \"quoted\" name"), null));
  }

  @Test
  void blank_lines_are_no_rows_and_yet_counted() {
    assertThat(csv("sno\n1\n\n\n2\n", "sno").rows())
        .extracting(RawRow::row)
        .containsExactly(2L, 5L);
  }

  @Test
  void crlf_ends_one_line_and_stays_out_of_the_fields() {
    assertThat(csv("sno,name\r\n1,a\r\n2,b\r\n", "name").rows())
        .containsExactly(new RawRow(2, List.of("a"), null), new RawRow(3, List.of("b"), null));
  }

  @Test
  void a_byte_order_mark_is_dropped() {
    assertThat(csv("\uFEFFsno,name\n1,a\n", "sno").fields()).containsExactly(List.of("1"));
  }

  @Test
  void an_empty_field_is_empty_text_and_a_field_the_file_lacks_is_null() {
    assertThat(csv("sno,name\n1,\n", "name", "code").optional("code").fields())
        .containsExactly(asList("", null));
  }

  @Test
  void delimiter_and_quote_are_the_feeds() {
    assertThat(
            csv("sno;name\n1;'a;b'\n", "name")
                .options(Map.of("delimiter", ";", "quote", "'"))
                .fields())
        .containsExactly(List.of("a;b"));
  }

  @Test
  void a_file_without_header_has_the_names_that_the_feed_gives() {
    assertThat(csv("1,a\n2,b\n", "name").options(Map.of("header", List.of("sno", "name"))).rows())
        .containsExactly(new RawRow(1, List.of("a"), null), new RawRow(2, List.of("b"), null));
  }

  @Test
  void a_ragged_row_is_at_fault_alone() {
    assertThat(csv("sno,name\n1\n2,b\n3,c,x\n", "sno", "name").rows())
        .containsExactly(
            new RawRow(2, asList("1", null), "found 1 fields, expected 2"),
            new RawRow(3, List.of("2", "b"), null),
            new RawRow(4, List.of("3", "c"), "found 3 fields, expected 2"));
  }

  @Test
  void a_title_over_the_header_is_skipped() {
    String text = "Entrances of stations,,\n\nsno,name,total\n1,a,5\n";
    assertThat(csv(text, "total").options(Map.of("title_rows", "1")).rows())
        .containsExactly(new RawRow(4, List.of("5"), null));
    assertThat(
            csv("Entrances\nof stations\n1,a\n", "name")
                .options(Map.of("title_rows", "2", "header", List.of("sno", "name")))
                .rows())
        .containsExactly(new RawRow(3, List.of("a"), null));
  }

  @Test
  void a_file_of_titles_alone_is_empty() {
    UnreadableFile refused =
        csv("Entrances of stations\n", "sno").options(Map.of("title_rows", "2")).refused();
    assertThat(refused.fault()).isEqualTo(Fault.EMPTY_FILE);
    assertThat(refused.text())
        .isEqualTo("found a file of 1 records, expected 2 title rows and more");
  }

  @Test
  void a_note_of_the_publisher_is_no_data_whatever_its_number_of_fields() {
    String text = "sno,name\n1,a\nAs of 2025-01-01\n2,As of x\nAs of,b,c\nNot As of,d\n";
    assertThat(csv(text, "sno").options(Map.of("footer", "As of.*")).rows())
        .containsExactly(
            new RawRow(2, List.of("1"), null),
            RawRow.note(3, List.of("As of 2025-01-01")),
            new RawRow(4, List.of("2"), null),
            RawRow.note(5, List.of("As of")),
            new RawRow(6, List.of("Not As of"), null));
  }

  @Test
  void a_record_without_text_is_no_data_and_an_empty_line_no_record() {
    assertThat(csv("sno,name\n,,,,\n\n \n\"\",\" \"\n1,\n", "name").rows())
        .containsExactly(
            RawRow.note(2, List.of("")),
            RawRow.note(4, asList((String) null)),
            RawRow.note(5, List.of(" ")),
            new RawRow(6, List.of(""), null));
  }

  @Test
  void a_file_of_notes_is_empty() {
    assertThat(csv("sno,name\n,,,\n", "name").refused().text())
        .isEqualTo("found a header without rows, expected rows");
  }

  @Test
  void short_rows_are_padded_where_the_feed_says_so_and_long_ones_never_cut() {
    assertThat(
            csv("sno,name,total\n1\n2,b\n3,c,5,x\n", "sno", "total")
                .options(Map.of("ragged", "pad"))
                .rows())
        .containsExactly(
            new RawRow(2, asList("1", null), null),
            new RawRow(3, asList("2", null), null),
            new RawRow(4, List.of("3", "5"), "found 4 fields, expected 3"));
    assertThat(csv("sno,name\n1\n", "sno").options(Map.of("ragged", "refuse")).rows())
        .containsExactly(new RawRow(2, List.of("1"), "found 1 fields, expected 2"));
  }

  @Test
  void big5_is_read_where_the_feed_says_so() {
    byte[] big5 = "站名\n臺北\n".getBytes(Charset.forName("Big5"));
    assertThat(Reading.of(folder, "csv", big5, "站名").encoding("Big5").fields())
        .containsExactly(List.of("臺北"));
  }

  @Test
  void big5_bytes_are_no_utf_8() {
    byte[] big5 = "sno,name\n1,臺北\n".getBytes(Charset.forName("Big5"));
    UnreadableFile refused = Reading.of(folder, "csv", big5, "name").refused();
    assertThat(refused.fault()).isEqualTo(Fault.WRONG_ENCODING);
    assertThat(refused.text())
        .isEqualTo("found bytes at offset 11 (line 2) that are no UTF-8, expected UTF-8");
  }

  @Test
  void bad_bytes_far_behind_the_first_buffer_are_found() {
    byte[] text = ("sno\n" + "12345678\n".repeat(50_000)).getBytes(StandardCharsets.UTF_8);
    text[text.length - 2] = (byte) 0xa5;
    assertThat(Reading.of(folder, "csv", text, "sno").fault()).isEqualTo(Fault.WRONG_ENCODING);
  }

  @Test
  void a_mark_of_utf_16_is_no_utf_8() {
    byte[] text = "\uFEFFsno\n1\n".getBytes(StandardCharsets.UTF_16LE);
    UnreadableFile refused = Reading.of(folder, "csv", text, "sno").refused();
    assertThat(refused.fault()).isEqualTo(Fault.WRONG_ENCODING);
    assertThat(refused.text()).isEqualTo("found a byte order mark of UTF-16LE, expected UTF-8");
  }

  @Test
  void utf_16_takes_its_byte_order_from_the_mark() {
    for (Charset order : List.of(StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
      byte[] text = "\uFEFFsno\n1\n".getBytes(order);
      assertThat(Reading.of(folder, "csv", text, "sno").encoding("UTF-16").fields())
          .as(order.name())
          .containsExactly(List.of("1"));
    }
  }

  @Test
  void a_missing_field_is_named() {
    UnreadableFile refused = csv("sno,name\n1,a\n", "sno", "total").refused();
    assertThat(refused.fault()).isEqualTo(Fault.MISSING_FIELD);
    assertThat(refused.row()).isEqualTo(1);
    assertThat(refused.text()).isEqualTo("found the fields [sno, name], expected also [total]");
  }

  @Test
  void an_empty_file_and_one_of_blank_lines_are_empty() {
    assertThat(csv("", "sno").fault()).isEqualTo(Fault.EMPTY_FILE);
    assertThat(csv("\n\n", "sno").fault()).isEqualTo(Fault.EMPTY_FILE);
    assertThat(csv("\uFEFF", "sno").fault()).isEqualTo(Fault.EMPTY_FILE);
  }

  @Test
  void a_header_alone_is_an_empty_file() {
    assertThat(csv("sno,name\n", "sno").refused().text())
        .isEqualTo("found a header without rows, expected rows");
  }

  @Test
  void a_field_without_end_is_refused() {
    assertThat(csv("sno,name\n1,\"" + "x\n".repeat(10_000_000), "sno").fault())
        .isEqualTo(Fault.TRUNCATED_FILE);
  }

  @Test
  void an_error_page_lacks_the_fields() {
    assertThat(csv(ErrorPages.HTML, "sno").fault()).isEqualTo(Fault.MISSING_FIELD);
  }
}
