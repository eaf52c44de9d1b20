package plaza.silver;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.round;

import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import plaza.check.FindingCode;
import plaza.contract.Bounds;
import plaza.contract.City;
import plaza.contract.Contract;

/** Where a row lies: repairs its geometry, puts the box beside it, holds it against the city. */
final class Placement {
  private final SparkSession spark;
  private final Contract contract;
  private final plaza.contract.Column column;
  private final Verdict verdict;

  Placement(
      SparkSession spark,
      Contract contract,
      plaza.contract.Column column,
      @Nullable City city,
      Verdict verdict) {
    this.spark = spark;
    this.contract = contract;
    this.column = column;
    this.verdict = verdict;
  }

  Dataset<Row> apply(Dataset<Row> rows) throws Exception {
    String name = column.name();
    Dataset<Row> placed = rows;
    if (isPolygonal()) {
      String repaired = "ST_CollectionExtract(ST_MakeValid(" + name + "), 3)";
      placed =
          placed
              .withColumn(
                  "_repair_" + name,
                  SparkExpressions.attempt(
                      spark, "if(ST_IsValid(" + name + "), " + name + ", " + repaired + ")"))
              .withColumn("_broken_" + name, expr("not ST_IsValid(" + name + ")"))
              .withColumn(name, col("_repair_" + name + ".value"));
      verdict.note(
          col("_broken_" + name),
          FindingCode.GEOMETRY_REPAIRED,
          lit(name + ": found a polygon that crosses itself, expected a simple one"));
    }
    if (isMulti()) {
      placed = placed.withColumn(name, expr("ST_Multi(" + name + ")"));
    }
    List<String> bbox = contract.bbox(column);
    List<String> edges = List.of("xmin", "ymin", "xmax", "ymax");
    Column outline = SparkExpressions.outline(spark, name);
    placed = placed.withColumn(outline(column), outline);
    for (int i = 0; i < 4; i++) {
      placed = placed.withColumn(bbox.get(i), col(outline(column)).getField(edges.get(i)));
    }
    return placed;
  }

  /** The column with all that is known of a geometry, see {@link Outline}. */
  static String outline(plaza.contract.Column column) {
    return "_outline_" + column.name();
  }

  private boolean isPolygonal() {
    return type(column).endsWith("Polygon");
  }

  private boolean isMulti() {
    return type(column).startsWith("Multi");
  }

  private static String type(plaza.contract.Column column) {
    return String.valueOf(column.geometryType());
  }

  /** Adds what may be wrong with the place of a row whose box is known. */
  static void judge(
      Contract contract, plaza.contract.Column column, @Nullable City city, Verdict verdict) {
    String name = column.name();
    Column outline = col(outline(column));
    verdict.refuse(
        outline
            .isNotNull()
            .and(
                outline
                    .getField("is_empty")
                    .or(outline.getField("kind").notEqual("ST_" + type(column)))),
        FindingCode.INVALID_GEOMETRY,
        concat(
            lit(name + ": found "),
            coalesce(outline.getField("kind"), lit("nothing")),
            lit(", expected a " + type(column) + " that is not empty")));
    List<Column> box = contract.bbox(column).stream().map(edge -> col(edge)).toList();
    Column x = box.get(0);
    Column y = box.get(1);
    Column found =
        concat(
            lit(name + ": found "),
            round(x, 6).cast("string"),
            lit(" "),
            round(y, 6).cast("string"),
            lit(", expected a place within " + (city == null ? "" : city.bounds())));
    verdict.refuse(
        x.equalTo(0).and(y.equalTo(0)).and(box.get(2).equalTo(0)).and(box.get(3).equalTo(0)),
        FindingCode.ZERO_COORDINATES,
        found);
    if (city == null) {
      return;
    }
    Bounds bounds = city.bounds();
    Column inside = within(box.get(0), box.get(1), box.get(2), box.get(3), bounds);
    Column swapped = within(box.get(1), box.get(0), box.get(3), box.get(2), bounds);
    verdict.refuse(inside.equalTo(false).and(swapped), FindingCode.SWAPPED_COORDINATES, found);
    verdict.refuse(inside.equalTo(false), FindingCode.OUT_OF_BOUNDS, found);
  }

  private static Column within(Column west, Column south, Column east, Column north, Bounds b) {
    return west.geq(b.west())
        .and(south.geq(b.south()))
        .and(east.leq(b.east()))
        .and(north.leq(b.north()));
  }
}
