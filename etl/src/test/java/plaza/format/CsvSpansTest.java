package plaza.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file read in parts gives what it gives when read as one, or is read as one. */
class CsvSpansTest {
  @TempDir Path folder = Path.of("");

  private static ReadRequest request(String encoding, String... fields) {
    return new ReadRequest(
        "csv", Map.of(), encoding, "EPSG:4326", null, List.of(fields), Set.of("note"));
  }

  private Path file(String text, Charset encoding) throws IOException {
    return Files.write(folder.resolve("landed.csv"), text.getBytes(encoding));
  }

  private static List<RawRow> rows(RowReader reader) {
    List<RawRow> rows = new ArrayList<>();
    try (reader) {
      reader.forEachRemaining(rows::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return rows;
  }

  private static List<RawRow> inParts(Path file, ReadRequest request, List<Span> spans)
      throws IOException {
    List<RawRow> rows = new ArrayList<>();
    for (Span span : spans) {
      rows.addAll(rows(Formats.open(file, request, span)));
    }
    return rows;
  }

  @Test
  void rows_and_their_lines_are_those_of_the_whole_wherever_it_is_cut() throws Exception {
    Random random = new Random(4);
    for (String encoding : List.of("UTF-8", "Big5")) {
      for (String end : List.of("\n", "\r\n")) {
        StringBuilder text = new StringBuilder(encoding.equals("UTF-8") ? "\ufeff" : "");
        text.append("sno,name,note").append(end);
        for (int i = 0; i < 200; i++) {
          text.append(
              switch (random.nextInt(5)) {
                case 0 -> "";
                case 1 -> i + ",港灣 " + i;
                case 2 -> i + ",許功蓋,x,too many";
                default -> i + ",桃園,";
              });
          text.append(i == 199 ? "" : end);
        }
        Path file = file(text.toString(), Charset.forName(encoding));
        ReadRequest request = request(encoding, "name", "sno", "note");
        List<RawRow> whole = rows(Formats.open(file, request));
        assertThat(whole).hasSizeGreaterThan(100);
        for (int size : List.of(1, 7, 64, 300)) {
          List<Span> spans = Formats.spans(file, request, size);
          assertThat(spans).hasSizeGreaterThan(3);
          assertThat(inParts(file, request, spans)).as(encoding + size).isEqualTo(whole);
        }
      }
    }
  }

  @Test
  void what_may_hold_a_line_end_within_a_field_is_read_as_one() throws Exception {
    String rows = "1,a\n2,b\n3,c\n";
    ReadRequest request = request("UTF-8", "sno");
    assertThat(Formats.spans(file("sno,x\n" + rows, StandardCharsets.UTF_8), request, 4))
        .hasSize(4);
    for (String text :
        List.of("sno,x\n1,\"a\n2\"\n" + rows, "sno,x\r1,a\n" + rows, rows + "9,z\r")) {
      assertThat(Formats.spans(file(text, StandardCharsets.UTF_8), request, 4)).as(text).isEmpty();
    }
    Path wide = file("sno,x\n" + rows, StandardCharsets.UTF_16LE);
    assertThat(Formats.spans(wide, request("UTF-16LE", "sno"), 4)).isEmpty();
    assertThat(Formats.spans(file("sno,x\n" + rows, StandardCharsets.UTF_8), request, 64))
        .isEmpty();
  }

  @Test
  void a_bad_byte_is_named_by_its_place_in_the_whole_file() throws Exception {
    byte[] bytes = "sno\n1\n2\n3\n\u00e9\n".getBytes(StandardCharsets.ISO_8859_1);
    Path file = Files.write(folder.resolve("landed.csv"), bytes);
    ReadRequest request = request("UTF-8", "sno");
    UnreadableFile whole =
        catchThrowableOfType(UnreadableFile.class, () -> rows(Formats.open(file, request)));
    UnreadableFile part =
        catchThrowableOfType(
            UnreadableFile.class, () -> inParts(file, request, Formats.spans(file, request, 4)));
    assertThat(part.text()).isEqualTo(whole.text()).contains("offset 10 (line 5)");
    assertThat(part.row()).isEqualTo(whole.row());
  }
}
