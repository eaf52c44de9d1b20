package plaza.silver;

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
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import plaza.check.Finding;
import plaza.contract.Contract;
import plaza.contract.DatasetName;
import plaza.contract.Feed;
import plaza.contract.Problems;
import plaza.contract.Source;
import plaza.lake.LandedFiles;
import plaza.lake.LandedFiles.Arrival;
import plaza.lake.Receipt;

class ShapeChangesTest {
  private static final String FIRST = "tree,height,note\n1,12,x\n";
  private static final String SECOND = "tree,height,girth\n1,tall,30\n";

  @TempDir Path folder = Path.of("");
  private String valid = "";
  private String drift = "";
  private String optional = "";

  @Test
  void each_change_is_a_note_with_both_shapes() throws IOException {
    Receipt before = land("2026-01-01", FIRST);
    Receipt after = land("2026-01-02", SECOND);
    String shapes =
        " in [tree int, height text, girth int], "
            + "expected [tree int, height int, note text] as in "
            + before.id();
    assertThat(changes(r -> true))
        .extracting(Finding::toString)
        .containsExactly(
            "field_retyped environment.trees "
                + after.id()
                + ": found the field height text that was int"
                + shapes,
            "field_added environment.trees "
                + after.id()
                + ": found the new field girth int"
                + shapes,
            "field_gone environment.trees " + after.id() + ": found no field note" + shapes);
  }

  @Test
  void a_field_that_the_source_needs_is_left_to_missing_field() throws IOException {
    land("2026-01-01", FIRST);
    land("2026-01-02", "tree,note\n1,x\n");
    assertThat(changes(r -> true)).isEmpty();
    optional = "optional: [height]";
    assertThat(changes(r -> true)).extracting(f -> f.code().id()).containsExactly("field_gone");
  }

  @Test
  void only_new_files_are_looked_at_each_against_the_last_that_could_be_read() throws IOException {
    land("2026-01-01", FIRST);
    land("2026-01-02", SECOND);
    land("2026-01-03", "");
    Receipt last = land("2026-01-04", SECOND + "2,x,31\n");
    assertThat(changes(r -> r.id().equals(last.id()))).isEmpty();
    assertThat(changes(r -> false)).isEmpty();
    assertThat(changes(r -> true)).hasSize(3);
  }

  @Test
  void a_change_where_another_source_begins_is_expected() throws IOException {
    land("2026-01-01", FIRST);
    land("2026-01-02", SECOND);
    valid = "valid: {to: 2026-01-01}";
    assertThat(changes(r -> true)).isEmpty();
    valid = "valid: {from: 2026-01-02}";
    assertThat(changes(r -> true)).isEmpty();
  }

  @Test
  void the_contract_may_want_silence_or_a_stop() throws IOException {
    land("2026-01-01", FIRST);
    land("2026-01-02", SECOND);
    drift = "{added: ignore, gone: note, retyped: fail}";
    assertThat(changes(r -> true))
        .extracting(f -> f.code().id() + " " + f.message().replaceFirst(" in \\[.*", ""))
        .containsExactly(
            "shape_changed field_retyped: found the field height text that was int",
            "field_gone found no field note");
  }

  private Receipt land(String day, String text) throws IOException {
    return landed()
        .land(
            new Arrival("trees", Instant.parse(day + "T03:00:00Z"), "x", "t.csv", "text/csv", null),
            new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
  }

  private LandedFiles landed() {
    return new LandedFiles(folder.resolve("landed"));
  }

  private List<Finding> changes(Predicate<Receipt> isNew) throws IOException {
    Feed feed =
        declared(
            "trees.yaml",
            """
            title: Trees
            publisher: Harbour board
            fetch: {url: https://example.org/trees, every: P1D}
            format: {name: csv}
            license: CC0-1.0
            attribution: Harbour board
            """,
            Feed::read);
    Source source =
        declared(
            "ys.yaml",
            """
            feed: trees
            %s
            %s
            columns:
              city: "'ys'"
              tree: int(tree)
              height: int(height)
            """
                .formatted(valid, optional),
            Source::read);
    String properties =
        drift.isEmpty() ? "" : "customProperties: [{property: drift, value: " + drift + "}]";
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
                - {name: tree, physicalType: integer, description: T, primaryKey: true, primaryKeyPosition: 1}
                - {name: height, physicalType: integer, description: Height}
            %s
            """
                .formatted(properties),
            (file, problems) ->
                Contract.read(file, DatasetName.parse("environment.trees"), problems));
    return new ShapeChanges(landed()).of(contract, new Filling(source, feed, null), isNew);
  }

  private <T> T declared(String name, String text, BiFunction<Path, Problems, Optional<T>> read)
      throws IOException {
    Path file = folder.resolve(name);
    Files.writeString(file, text);
    Problems problems = new Problems();
    return read.apply(file, problems).orElseThrow(() -> new AssertionError(problems.list()));
  }
}
