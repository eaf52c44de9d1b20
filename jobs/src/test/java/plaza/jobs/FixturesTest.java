package plaza.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import plaza.catalog.Catalog;
import plaza.contract.Column;
import plaza.contract.Contract;
import plaza.contract.DatasetName;
import plaza.gold.Derivation;
import plaza.lake.LandedFiles;
import plaza.lake.LandedFiles.Arrival;
import plaza.silver.Conform;
import plaza.silver.Conformed;
import plaza.silver.Filling;

/** Takes every dataset's fixtures through the rooms, found by walking the tree. */
class FixturesTest {
  private static final Catalog CATALOG = Catalog.read(List.of(Checkout.SCHEMAS));

  @TempDir Path folder;

  @Test
  void the_declarations_have_no_problem() {
    assertThat(CATALOG.problems()).isEmpty();
    assertThat(CATALOG.datasets()).isNotEmpty();
  }

  @TestFactory
  Stream<DynamicTest> fixtures_become_the_expected_rows_and_fates() {
    return CATALOG.datasets().values().stream()
        .map(dataset ->
            DynamicTest.dynamicTest(
                dataset.name().toString(),
                () -> {
                  if (dataset.findQuery().isPresent()) {
                    derive(dataset);
                  } else {
                    conform(dataset);
                  }
                }));
  }

  private void conform(plaza.catalog.Dataset dataset) throws Exception {
    Path fixtures = fixtures(dataset);
    LandedFiles landed = new LandedFiles(folder.resolve(dataset.name().toString()));
    List<Path> recorded;
    try (var files = Files.walk(fixtures.resolve("landing"))) {
      recorded = files.filter(Files::isRegularFile).sorted().toList();
    }
    for (Path file : recorded) {
      Path at = file.getParent();
      Instant instant = Instant.from(LandedFiles.INSTANT.parse(at.getFileName().toString()));
      try (var in = Files.newInputStream(file)) {
        landed.land(
            new Arrival(
                at.getParent().getFileName().toString(),
                instant,
                "fixture",
                file.getFileName().toString(),
                "text/plain",
                null),
            in);
      }
    }
    List<Filling> fillings =
        dataset.sources().stream()
            .map(s ->
                new Filling(
                    s, CATALOG.feed(s.feed()), s.city() == null ? null : CATALOG.city(s.city())))
            .toList();
    Conformed conformed =
        new Conform(Engine.spark(), landed).conform(dataset.contract(), fillings).orElseThrow();
    Map<String, String> feedOf =
        dataset.sources().stream().collect(Collectors.toMap(s -> s.id(), s -> s.feed()));
    assertThat(texts(conformed.table(), dataset.contract()))
        .containsExactlyElementsOf(expected(fixtures, dataset.contract()));
    assertThat(fates(conformed, feedOf))
        .containsExactlyInAnyOrderElementsOf(
            FixtureRows.records(fixtures.resolve("fates.csv")).stream()
                .map(r -> String.join("|", r.getFields()))
                .toList());
    conformed.release();
  }

  private static List<String> fates(Conformed conformed, Map<String, String> feedOf) {
    return conformed
        .rows()
        .select("_source", "_receipt", "_member", "_row", "_part", "_fate", "_code")
        .collectAsList()
        .stream()
        .map(r ->
            String.join(
                "|",
                feedOf.getOrDefault(r.getString(0), "?"),
                r.getString(1).substring(0, 16),
                text(r.get(2)),
                text(r.get(3)),
                text(r.get(4)),
                text(r.get(5)),
                text(r.get(6))))
        .toList();
  }

  private void derive(plaza.catalog.Dataset dataset) throws IOException {
    SparkSession spark = Engine.spark();
    Path fixtures = fixtures(dataset);
    String sql = dataset.findQuery().orElseThrow().sql();
    for (DatasetName input : dataset.inputs()) {
      String view = "fixture_" + input.domain() + "_" + input.table();
      FixtureRows.read(
              spark,
              fixtures.resolve("input").resolve(input + ".csv"),
              CATALOG.findDataset(input).orElseThrow().contract())
          .createOrReplaceTempView(view);
      sql = sql.replaceAll("\\b" + input.domain() + "\\." + input.table() + "\\b", view);
    }
    Dataset<Row> rows = new Derivation(spark).derive(sql, dataset.contract());
    assertThat(texts(rows, dataset.contract()))
        .containsExactlyElementsOf(expected(fixtures, dataset.contract()));
  }

  private static List<String> texts(Dataset<Row> rows, Contract contract) {
    org.apache.spark.sql.Column[] key =
        contract.key().stream()
            .map(c -> functions.col(c.name()))
            .toArray(org.apache.spark.sql.Column[]::new);
    return rows
        .orderBy(key)
        .select(
            contract.columns().stream()
                .map(c ->
                    c.isGeometry()
                        ? functions.expr(wkt("ST_GeomFromWKB(" + c.name() + ")", c))
                        : functions.col(c.name()))
                .toArray(org.apache.spark.sql.Column[]::new))
        .collectAsList()
        .stream()
        .map(r -> contractTexts(r, contract))
        .toList();
  }

  /** Points to a centimetre: implementations of a projection differ in the last digits. */
  private static String wkt(String geometry, Column column) {
    return "Point".equals(column.geometryType())
        ? "ST_AsText(ST_Point(round(ST_X(%s), 7), round(ST_Y(%s), 7)))"
            .formatted(geometry, geometry)
        : "ST_AsText(" + geometry + ")";
  }

  private static String contractTexts(Row row, Contract contract) {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < contract.columns().size(); i++) {
      texts.add(contract.columns().get(i).name() + "=" + text(row.get(i)));
    }
    return String.join("|", texts);
  }

  private static String text(@org.jspecify.annotations.Nullable Object value) {
    return value == null ? "" : value.toString();
  }

  private static List<String> expected(Path fixtures, Contract contract) throws IOException {
    return FixtureRows.records(fixtures.resolve("expected.csv")).stream()
        .map(r ->
            contract.columns().stream()
                .map(c -> c.name() + "=" + r.getField(c.name()))
                .collect(Collectors.joining("|")))
        .toList();
  }

  private static Path fixtures(plaza.catalog.Dataset dataset) {
    return dataset.folders().getFirst().resolve("fixtures");
  }
}
