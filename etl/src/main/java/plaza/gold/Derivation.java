package plaza.gold;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.types.BinaryType;
import plaza.contract.Contract;
import plaza.lake.Shelf;
import plaza.lake.Tables;

/** Derives a table from others by plain Spark SQL, in the catalogue of the build. */
public final class Derivation {
  private final SparkSession spark;

  /** Works in a session whose catalogues are named as in {@link Shelf}. */
  public Derivation(SparkSession spark) {
    this.spark = spark;
  }

  /**
   * As {@link #derive(String, Contract)}, of inputs that hold only some days.
   *
   * @param days the days of the inputs' column that {@code incremental} names
   */
  public Dataset<Row> derive(String sql, Contract contract, Collection<LocalDate> days) {
    String column = contract.findIncremental().orElseThrow().reads();
    spark.sql("USE " + Shelf.BUILD.tables());
    LogicalPlan whole = spark.sql(sql).queryExecution().analyzed();
    LogicalPlan part = whole.transformUpWithSubqueries(new DaysOnly(column, days));
    return shaped(
        org.apache.spark.sql.classic.Dataset.ofRows(
            (org.apache.spark.sql.classic.SparkSession) spark, part),
        contract);
  }

  /**
   * The rows of a query in the contract's columns and types, with the box of each geometry beside
   * it; throws what Spark throws when the query does not fit its inputs.
   */
  public Dataset<Row> derive(String sql, Contract contract) {
    // Not Catalog.setCurrentCatalog: it loads the catalogue as the active session is configured.
    spark.sql("USE " + Shelf.BUILD.tables());
    return shaped(spark.sql(sql), contract);
  }

  private static Dataset<Row> shaped(Dataset<Row> result, Contract contract) {
    List<Column> columns = new ArrayList<>();
    for (var column : contract.columns()) {
      boolean isWkb =
          !column.isGeometry()
              || result.schema().apply(column.name()).dataType() instanceof BinaryType;
      Column value = isWkb ? col(column.name()) : expr("ST_AsBinary(" + column.name() + ")");
      columns.add(value.cast(Tables.type(column.type())).as(column.name()));
    }
    for (var geometry : contract.geometries()) {
      boolean isWkb = result.schema().apply(geometry.name()).dataType() instanceof BinaryType;
      String g = isWkb ? "ST_GeomFromWKB(" + geometry.name() + ")" : geometry.name();
      List<String> edges = List.of("ST_XMin", "ST_YMin", "ST_XMax", "ST_YMax");
      for (int i = 0; i < 4; i++) {
        columns.add(expr(edges.get(i) + "(" + g + ")").as(contract.bbox(geometry).get(i)));
      }
    }
    return result.select(columns.toArray(new Column[0]));
  }
}
