package plaza.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class YamlTest {
  @TempDir Path folder = Path.of("");

  private Declared<Yaml> yaml(String text) {
    return Declared.read(folder.resolve("a.yaml"), text, Yaml::read);
  }

  @Test
  void a_key_twice_is_told_where_it_stands_again() {
    assertThat(yaml("a: 1\nb: 2\na: 3\n").told())
        .containsExactly("3: found the key 'a' twice, expected each key once");
    assertThat(yaml("a:\n  - b: {c: 1}\n  - b:\n      c: 1\n      d: 2\n      c: 3\n").told())
        .containsExactly("6: found the key 'c' twice, expected each key once");
  }

  @Test
  void a_tab_as_indentation_is_told_at_its_line() {
    assertThat(yaml("a:\n  b: 1\n\tc: 2\n").told()).singleElement().asString().startsWith("3: ");
  }

  @Test
  void broken_syntax_is_told_at_its_line() {
    assertThat(yaml("a: 1\nb: [1, 2\nc: 3\n").told()).singleElement().asString().startsWith("3: ");
  }

  @Test
  void aliases_of_aliases_are_refused() {
    StringBuilder bomb = new StringBuilder("a0: &a0 [x, x]\n");
    for (int i = 1; i < 40; i++) {
      bomb.append("a%d: &a%d [*a%d, *a%d]%n".formatted(i, i, i - 1, i - 1));
    }
    assertThat(yaml(bomb.toString()).told())
        .singleElement()
        .asString()
        .contains("aliases")
        .endsWith("well-formed YAML 1.2");
  }

  @Test
  void depth_is_refused() {
    assertThat(yaml("a: " + "[".repeat(100_000)).told()).hasSize(1);
    assertThat(yaml("a: " + "[".repeat(20_000) + "]".repeat(20_000)).told()).hasSize(1);
  }

  @Test
  void a_list_within_itself_is_refused() {
    assertThat(yaml("a: &a\n  - *a\n").told()).hasSize(1);
  }

  @Test
  void size_is_refused() {
    assertThat(yaml("a: " + "x".repeat(1_000_001)).told()).hasSize(1);
  }

  @Test
  void what_is_no_utf_8_is_told() {
    byte[] big5 = "name: 臺北\n".getBytes(Charset.forName("Big5"));
    assertThat(Declared.read(folder.resolve("a.yaml"), big5, Yaml::read).told())
        .containsExactly(
            "1: found a file that cannot be read as UTF-8, expected readable UTF-8 text");
  }

  @Test
  void what_is_no_mapping_is_told() {
    for (String text : List.of("", "# nothing\n", "- a\n", "text\n")) {
      assertThat(yaml(text).told())
          .as(text)
          .containsExactly("1: found no mapping, expected a YAML mapping of keys to values");
    }
  }

  @Test
  void tags_construct_nothing() {
    assertThat(yaml("a: !!java.io.File [/etc/passwd]\n").good().find("a").orElseThrow().isList())
        .isTrue();
  }

  @Test
  void plain_is_lists_maps_texts_and_null() {
    assertThat(yaml("a: [1, {b: null}, \"x\"]\n").good().plain())
        .hasToString("{a=[1, {b=null}, x]}");
  }
}
