package plaza.jobs.supply;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class LicencesTest {
  private static final String REVIEW =
      """
      licences:
        - {id: Apache-2.0, why: Ours., names: ["The Apache Software License, Version 2.0", "https://www.apache.org/licenses/LICENSE-2.0"]}
        - {id: MIT, why: Asks for little., names: []}
      components:
        - {of: ["org.example:silent", "org.example.more:*"], licence: MIT, read: LICENSE in the jar}
      """;
  private static final Piece PLAIN =
      piece("org.example", "plain", "Apache Software License, Version 2.0");
  private static final Piece BY_ADDRESS =
      piece("org.example", "linked", "http://apache.org/licenses/LICENSE-2.0.txt");
  private static final Piece SILENT = piece("org.example", "silent");
  private static final Piece MORE = piece("org.example.more", "misnamed", "AGPL-3.0");

  @Test
  void all_that_is_reviewed_and_used_passes() {
    assertThat(problems(PLAIN, BY_ADDRESS, SILENT, MORE)).isEmpty();
  }

  @Test
  void a_licence_that_nobody_reviewed_is_refused_even_beside_one_that_is() {
    Piece two = piece("org.example", "two", "Apache-2.0", "AGPL-3.0");

    assertThat(problems(PLAIN, BY_ADDRESS, SILENT, MORE, two))
        .containsExactly(
            "org.example:two:1 in maven is under [Apache-2.0, AGPL-3.0], not all of it reviewed:"
                + " decide, and enter it in licences.yaml with the reason, or do without.");
  }

  @Test
  void who_names_no_licence_is_refused_until_someone_has_read_it() {
    assertThat(problems(PLAIN, BY_ADDRESS, SILENT, MORE, piece("org.example", "mute")))
        .containsExactly(
            "org.example:mute:1 in maven names no licence: read it where it is kept, and enter it"
                + " under components in licences.yaml.");
  }

  @Test
  void what_is_reviewed_and_not_used_must_go() {
    assertThat(problems(PLAIN))
        .containsExactly(
            "MIT in licences.yaml is of nothing that is shipped: take it out.",
            "https://www.apache.org/licenses/LICENSE-2.0 in licences.yaml is of nothing that is"
                + " shipped: take it out.",
            "org.example:silent in licences.yaml is of nothing that is shipped: take it out.",
            "org.example.more:* in licences.yaml is of nothing that is shipped: take it out.");
  }

  private static List<String> problems(Piece... pieces) {
    return Declared.text(REVIEW, Licences.class).problems(List.of(pieces));
  }

  private static Piece piece(String group, String name, String... licences) {
    return new Piece(group, name, "1", List.of("maven"), List.of(licences));
  }
}
