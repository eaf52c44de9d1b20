package plaza.format;

import static java.util.Arrays.asList;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import plaza.format.UnreadableFile.Fault;

class YamlDocumentTest {
  @TempDir Path folder = Path.of("");

  private Reading yaml(String text, String... fields) {
    return Reading.of(folder, "yaml", text, fields);
  }

  @Test
  void a_document_is_one_row_named_by_its_file() throws IOException {
    Path file = folder.resolve("lyonesse.yaml");
    Files.writeString(
        file,
        """
        name: Lyonesse (simulated)
        bounds: [-6.5, 49.9, -5.6, 50.2]
        names: {en: Lyonesse, kw: Lethesow}
        """);
    assertThat(Reading.file(file, "yaml", "_name", "name", "bounds", "names").rows())
        .containsExactly(
            new RawRow(
                1,
                List.of(
                    "lyonesse",
                    "Lyonesse (simulated)",
                    "[-6.5,49.9,-5.6,50.2]",
                    "{\"en\":\"Lyonesse\",\"kw\":\"Lethesow\"}"),
                null));
  }

  @Test
  void null_is_there_and_missing_is_not() {
    assertThat(yaml("a: null\nb: 1\n", "a", "b", "c").optional("c").fields())
        .containsExactly(asList(null, "1", null));
    UnreadableFile refused = yaml("a: null\nb: 1\n", "c").refused();
    assertThat(refused.fault()).isEqualTo(Fault.MISSING_FIELD);
    assertThat(refused.text()).isEqualTo("found the keys [a, b], expected also 'c'");
  }

  @Test
  void a_byte_order_mark_is_dropped() {
    assertThat(yaml("\uFEFFa: x\n", "a").fields()).containsExactly(List.of("x"));
  }

  @Test
  void other_encodings_are_refused() {
    byte[] big5 = "a: 臺北\n".getBytes(Charset.forName("Big5"));
    assertThat(Reading.of(folder, "yaml", big5, "a").fault()).isEqualTo(Fault.WRONG_ENCODING);
    byte[] marked = "\uFEFFa: x\n".getBytes(StandardCharsets.UTF_16LE);
    assertThat(Reading.of(folder, "yaml", marked, "a").fault()).isEqualTo(Fault.WRONG_ENCODING);
  }

  @Test
  void nothing_is_an_empty_file() {
    assertThat(yaml("", "a").fault()).isEqualTo(Fault.EMPTY_FILE);
    assertThat(yaml(" \n# only a comment\n", "a").fault()).isEqualTo(Fault.EMPTY_FILE);
  }

  @Test
  void what_is_no_mapping_is_a_wrong_format() {
    for (String text :
        List.of(
            ErrorPages.HTML,
            "[1, 2]",
            "just text",
            "a: 1\na: 2\n",
            "a: [1\n",
            "a: 1\n---\na: 2\n",
            "a: !!java.io.File [/etc/passwd]\n")) {
      assertThat(yaml(text, "a").fault()).as(text).isEqualTo(Fault.WRONG_FORMAT);
    }
  }

  @Test
  void bombs_are_refused() {
    StringBuilder aliases = new StringBuilder("a: &a0 [x, x]\n");
    for (int i = 1; i < 40; i++) {
      aliases.append("b%d: &a%d [*a%d, *a%d]%n".formatted(i, i, i - 1, i - 1));
    }
    assertThat(yaml(aliases.toString(), "a").fault()).isEqualTo(Fault.WRONG_FORMAT);
    assertThat(yaml("a: " + "[".repeat(100_000), "a").fault()).isEqualTo(Fault.WRONG_FORMAT);
    assertThat(yaml("a: " + "[".repeat(20_000) + "]".repeat(20_000), "a").fault())
        .isEqualTo(Fault.WRONG_FORMAT);
  }

  @Test
  void what_has_no_form_as_json_is_refused() {
    assertThat(yaml("a: &a [*a]\n", "a").fault()).isEqualTo(Fault.WRONG_FORMAT);
    assertThat(yaml("a: {null: 1}\n", "a").fault()).isEqualTo(Fault.WRONG_FORMAT);
  }
}
