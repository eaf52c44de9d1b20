package plaza.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import plaza.check.Finding;
import plaza.check.Severity;
import plaza.contract.Contract;
import plaza.contract.DatasetName;
import plaza.contract.Encoding;
import plaza.contract.Feed;
import plaza.contract.Problems;
import plaza.contract.Source;
import plaza.lake.LandedFiles;
import plaza.lake.LandedFiles.Arrival;
import plaza.silver.Conform;
import plaza.silver.Conformed;
import plaza.silver.Filling;

/** Titles, footers and blank records of a publisher's CSV, as silver gives them their fates. */
class NotesInFilesTest {
  private static final String FILE =
      """
      Trees of the harbour,,
      tree,species,height
      1,elm,12
      ,,
      2,oak
      3,ash,9,tall
      As of 2026-01-02
      As of 2026-01-02,x,y,z
      4,fir,8
      """;

  @TempDir Path folder;

  @Test
  void notes_and_blank_records_are_out_of_scope_and_never_refused() throws Exception {
    assertThat(fates("footer: As of.*, ragged: refuse", ""))
        .containsExactly(
            "3 kept null",
            "4 out_of_scope null",
            "5 refused ragged_row",
            "6 refused ragged_row",
            "7 out_of_scope null",
            "8 out_of_scope null",
            "9 kept null");
  }

  @Test
  void no_where_brings_a_note_into_scope_not_even_one_that_fails() throws Exception {
    for (String where : List.of("true", "raise_error('no')", "tree is null or true")) {
      assertThat(fates("footer: As of.*, ragged: pad", "where: \"" + where + "\""))
          .as(where)
          .filteredOn(fate -> fate.matches("[478] .*"))
          .containsExactly("4 out_of_scope null", "7 out_of_scope null", "8 out_of_scope null");
    }
  }

  @Test
  void a_padded_row_is_kept_and_without_a_footer_the_note_is_refused() throws Exception {
    assertThat(fates("ragged: pad", ""))
        .contains("5 kept null", "7 refused not_typed", "8 refused ragged_row");
  }

  @Test
  void a_sentinel_does_not_bring_a_note_into_scope() throws Exception {
    assertThat(fates("footer: As of.*", "", "sentinels: [\"As of 2026-01-02\", \"9\"]"))
        .contains("7 out_of_scope null");
  }

  @Test
  void a_guessed_encoding_is_noted_and_fails_nothing() throws Exception {
    String text = FILE.replace("Trees of the harbour", "港區各里樹木調查清冊及其樹種與高度一覽表（含路段）");
    try (Silver silver =
        silver(
            text.getBytes(Encoding.charset("cp950")),
            "footer: As of.*, ragged: pad",
            "",
            "encoding: detect")) {
      assertThat(silver.fates()).contains("3 kept null", "9 kept null");
      assertThat(silver.conformed().findings())
          .filteredOn(finding -> finding.code().severity() == Severity.NOTE)
          .extracting(Finding::toString)
          .singleElement(InstanceOfAssertFactories.STRING)
          .matches(
              "encoding_detected environment\\.trees 20260102T030405Z-[0-9a-f]{12}: "
                  + "found x-windows-950 with a confidence of \\d+ of 100, "
                  + "expected it declared in trees");
    }
  }

  private record Silver(Conformed conformed) implements AutoCloseable {
    List<String> fates() {
      return conformed.rows().orderBy("_row").collectAsList().stream()
          .map(row -> row.getAs("_row") + " " + row.getAs("_fate") + " " + row.getAs("_code"))
          .toList();
    }

    @Override
    public void close() {
      conformed.release();
    }
  }

  private List<String> fates(String options, String where, String... more) throws Exception {
    try (Silver silver = silver(FILE.getBytes(StandardCharsets.UTF_8), options, where, more)) {
      return silver.fates();
    }
  }

  private Silver silver(byte[] bytes, String options, String where, String... more)
      throws Exception {
    Feed feed =
        declared(
            "feeds/trees.yaml",
            """
            title: Trees
            publisher: Harbour board
            fetch: {url: https://example.org/trees, every: P1D}
            format: {name: csv, title_rows: 1, %s}
            license: CC0-1.0
            attribution: Harbour board
            %s
            """
                .formatted(options, String.join("\n", more)),
            Feed::read);
    Source source =
        declared(
            "sources/ys.yaml",
            """
            feed: trees
            %s
            columns:
              city: "'ys'"
              tree: int(tree)
              height: int(height)
            """
                .formatted(where),
            Source::read);
    DatasetName name = DatasetName.parse("environment.trees");
    Contract contract =
        declared(
            "contract.yaml",
            """
            apiVersion: v3.1.0
            kind: DataContract
            id: environment.trees
            version: 1.0.0
            domain: environment
            schema:
              - name: trees
                description: Trees.
                dataGranularityDescription: one row per tree
                properties:
                  - {name: city, physicalType: varchar, description: City}
                  - {name: tree, physicalType: integer, description: Tree, primaryKey: true, primaryKeyPosition: 1}
                  - {name: height, physicalType: integer, description: Height}
            """,
            (file, problems) -> Contract.read(file, name, problems));
    LandedFiles landed = new LandedFiles(folder.resolve("landed"));
    landed.land(
        new Arrival("trees", Instant.parse("2026-01-02T03:04:05Z"), "x", "t.csv", "text/csv", null),
        new ByteArrayInputStream(bytes));
    return new Silver(
        new Conform(Engine.spark(), landed)
            .conform(contract, List.of(new Filling(source, feed, null)))
            .orElseThrow());
  }

  private <T> T declared(String path, String text, BiFunction<Path, Problems, Optional<T>> read)
      throws IOException {
    Path file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    Problems problems = new Problems();
    return read.apply(file, problems).orElseThrow(() -> new AssertionError(problems.list()));
  }
}
