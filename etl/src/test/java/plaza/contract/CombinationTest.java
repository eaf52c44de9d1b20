package plaza.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Licences of several things that are passed on together. */
class CombinationTest {
  @TempDir Path folder;

  private Licences licences;

  @BeforeEach
  void what_is_known() throws Exception {
    Files.writeString(
        folder.resolve("licences.yaml"),
        """
        CC0-1.0: []
        CC-BY-4.0: [attribution]
        OGL-UK-3.0: [attribution]
        CC-BY-SA-4.0: [attribution, share alike]
        ODbL-1.0: [attribution, share alike]
        CC-BY-NC-4.0: [attribution, non-commercial]
        CC-BY-ND-4.0: [attribution, no derivatives]
        """);
    licences = Licences.read(List.of(folder), new Problems());
  }

  private Combination of(String... ids) {
    return Combination.of(
        licences,
        Stream.of(ids).map(id -> new Offer(id, null, Map.of(), Map.of(), List.of())).toList());
  }

  @Test
  void one_licence_is_its_own_whatever_it_asks() {
    assertThat(of("CC-BY-NC-4.0", "CC-BY-NC-4.0").licence()).contains("CC-BY-NC-4.0");
    assertThat(of("LicenseRef-Mine").licence()).contains("LicenseRef-Mine");
    assertThat(of("CC0-1.0").duties()).isEmpty();
    assertThat(of("CC-BY-4.0").duties()).containsExactly("attribute");
  }

  @Test
  void of_several_it_is_one_that_asks_for_all_that_any_asks_for() {
    assertThat(of("CC0-1.0", "CC-BY-4.0").licence()).contains("CC-BY-4.0");
    assertThat(of("OGL-UK-3.0", "CC-BY-4.0").licence()).contains("CC-BY-4.0");
    assertThat(of("CC-BY-4.0", "ODbL-1.0", "CC0-1.0").licence()).contains("ODbL-1.0");
    assertThat(of("CC-BY-NC-4.0", "CC-BY-4.0").licence()).contains("CC-BY-NC-4.0");
  }

  @Test
  void two_that_want_their_own_do_not_go_together() {
    Combination both = of("CC-BY-SA-4.0", "ODbL-1.0");
    assertThat(both.licence()).isEmpty();
    assertThat(both.obstacles())
        .containsExactly(
            "not under CC-BY-SA-4.0: ODbL-1.0 asks for the same licence",
            "not under ODbL-1.0: CC-BY-SA-4.0 asks for the same licence");
    assertThat(of("CC-BY-ND-4.0").obstacles())
        .containsExactly("CC-BY-ND-4.0 forbids to pass it on changed");
    assertThat(of("CC-BY-NC-4.0", "CC-BY-SA-4.0").licence()).isEmpty();
  }

  @Test
  void of_what_is_not_known_nothing_is_passed_on_under_another() {
    assertThat(of("LicenseRef-Mine", "LicenseRef-Other").licence()).isEmpty();
    // Terms of one's own may carry what others ask for.
    assertThat(of("LicenseRef-Mine", "CC-BY-4.0").licence()).contains("LicenseRef-Mine");
  }

  @Test
  void duties_of_all_are_done_by_whoever_passes_it_on() {
    Combination both =
        Combination.of(
            licences,
            List.of(
                new Offer("CC-BY-4.0", null, Map.of(), Map.of(), List.of("inform")),
                new Offer("CC-BY-4.0", null, Map.of(), Map.of(), List.of("delete"))));
    assertThat(both.duties()).containsExactly("attribute", "delete", "inform");
  }
}
