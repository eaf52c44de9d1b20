package plaza.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DatasetNameTest {
  @Test
  void a_name_is_a_domain_and_a_table() {
    assertThat(DatasetName.parse("mobility.bike_stations"))
        .isEqualTo(new DatasetName("mobility", "bike_stations"))
        .hasToString("mobility.bike_stations");
  }

  @Test
  void names_sort_by_domain_and_then_by_table() {
    // As one text, "a_b.a" would go before "a.b": '.' and '_' must not be compared with letters.
    assertThat(Stream.of("a_b.a", "b.a", "a.c", "a.b").map(DatasetName::parse).sorted())
        .extracting(DatasetName::toString)
        .containsExactly("a.b", "a.c", "a_b.a", "b.a");
  }

  @Test
  void a_name_is_never_a_path() {
    for (String name :
        List.of(
            "",
            ".",
            "a",
            "a.",
            ".b",
            "a.b.c",
            "../x.y",
            "a./b",
            "a.b/c",
            "a.b\\c",
            "A.b",
            "a.B",
            "1a.b",
            "_a.b",
            "a.b ",
            "a.b\n",
            "a.b\0",
            "a.臺北",
            "a.b;drop",
            "a." + "b".repeat(64))) {
      assertThatThrownBy(() -> DatasetName.parse(name))
          .as(name)
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(DatasetName.parse("a." + "b".repeat(63)).table()).hasSize(63);
  }
}
