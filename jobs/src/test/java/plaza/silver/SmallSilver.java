package plaza.silver;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import plaza.catalog.Catalog;
import plaza.contract.DatasetName;
import plaza.jobs.Declarations;
import plaza.jobs.Engine;
import plaza.lake.LandedFiles;
import plaza.lake.LandedFiles.Arrival;

/** Silver over a handful of rows: landed and conformed, or in a session that is told how to run. */
final class SmallSilver {
  static final String KEY =
      "physicalType: bigint, description: Key, primaryKey: true, primaryKeyPosition: ";

  final Declarations declared;
  private final LandedFiles landed;

  SmallSilver(Path folder) throws IOException {
    this.declared = new Declarations(folder.resolve("tree"), "[0, 10, 9, 20]");
    this.landed = new LandedFiles(folder.resolve("landed"));
  }

  void land(String feed, String at, String text) throws IOException {
    landed.land(
        new Arrival(feed, Instant.parse(at), "test", "rows.csv", "text/csv", null),
        new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
  }

  Conformed conform(String table, int limit) throws Exception {
    Catalog catalog = Catalog.read(List.of(declared.root()));
    assertThat(catalog.problems()).isEmpty();
    var dataset = catalog.findDataset(new DatasetName("environment", table)).orElseThrow();
    List<Filling> fillings =
        dataset.sources().stream()
            .map(s -> new Filling(s, catalog.feed(s.feed()), catalog.city("here")))
            .toList();
    return new Conform(Engine.spark(), landed, limit)
        .conform(dataset.contract(), fillings)
        .orElseThrow();
  }

  static SparkSession session(String factoryMode, String wholeStage) {
    SparkSession spark = Engine.spark().newSession();
    // Generated code that does not compile would else be passed over in silence.
    spark.conf().set("spark.sql.codegen.factoryMode", factoryMode);
    spark.conf().set("spark.sql.codegen.wholeStage", wholeStage);
    return spark;
  }

  // Of one partition, and not known to the optimizer, which would evaluate them itself.
  static Dataset<Row> rows(SparkSession spark, String schema, @Nullable Object[][] values) {
    List<Row> rows = Arrays.stream(values).map(RowFactory::create).toList();
    return spark.createDataFrame(
        new JavaSparkContext(spark.sparkContext()).parallelize(rows, 1),
        StructType.fromDDL(schema));
  }

  static List<String> texts(Dataset<Row> rows, String... columns) {
    return rows.selectExpr(columns).collectAsList().stream().map(row -> row.mkString("|")).toList();
  }
}
