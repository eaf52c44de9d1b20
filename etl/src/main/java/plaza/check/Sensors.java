package plaza.check;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_sort;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.date_format;
import static org.apache.spark.sql.functions.datediff;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lag;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.pow;
import static org.apache.spark.sql.functions.slice;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import plaza.contract.Contract;
import plaza.contract.Watch;

/**
 * Watches each sensor of a table: whether it is still heard of, and whether what it measures still
 * moves. One finding for a city and kind, with some of the sensors.
 */
record Sensors(Contract contract, Watch watch, Past past) {
  // No more likely may a run of one value be, if each reading repeats the last one as often as the
  // sensor's others do: two readings at both ends of a night without any last long, and say little.
  private static final double CHANCE = 1e-6;

  List<Finding> look() {
    List<Finding> findings = new ArrayList<>();
    if (watch.silent() != null) {
      findings.addAll(silent(watch.silent()));
    }
    if (watch.frozen() != null) {
      findings.addAll(frozen(watch.frozen()));
    }
    return findings;
  }

  private List<Finding> silent(Watch.Silent silent) {
    Dataset<Row> sensors =
        past.rows()
            .groupBy(series(col("_city"), col("_now")))
            .agg(max(col(watch.at())).as("_last"), max(col(watch.by())).as("_day"))
            .withColumn("_latest", max(col("_day")).over(Window.partitionBy("_city")))
            // What has been gone for longer is no news, but a sensor that was taken away.
            .where(expr("_day >= date_sub(_latest, " + watch.days() + ")"))
            .where(col("_last").lt(col("_now").minus(seconds(silent.after()))));
    List<Finding> findings = new ArrayList<>();
    for (Row row : some(sensors, col("_city"), said("_last"))) {
      findings.add(
          finding(
              FindingCode.SENSOR_SILENT,
              row.getString(0),
              "found %d silent, last heard of: %s, expected a report within %s of the newest file"
                  .formatted(
                      row.getLong(1), String.join(", ", row.<String>getList(2)), silent.after()),
              silent.isError()));
    }
    return findings;
  }

  /** Runs of one value that last too long and are no chance, of sensors with no other such run. */
  private List<Finding> frozen(Watch.Frozen frozen) {
    Column tooLong = col("_from").leq(col("_to").minus(seconds(frozen.after())));
    WindowSpec sensor = Window.partitionBy(series(col("_column")));
    Dataset<Row> stuck =
        runs(frozen.columns())
            .withColumn("_days", days(sensor))
            .withColumn("_long", sum(when(tooLong, 1).otherwise(0)).over(sensor))
            .withColumn("_chance", chance(sensor))
            .where(tooLong.and(col("_long").equalTo(1)).and(col("_chance").lt(CHANCE)))
            .where(col("_days").geq(watch.atLeast()));
    LocalDate first = past.first();
    if (first != null) {
      stuck = stuck.where(col("_last_day").geq(lit(first)));
    }
    List<Finding> findings = new ArrayList<>();
    for (Row row : some(stuck, concat_ws(" ", col("_city"), col("_column")), frozenAt())) {
      findings.add(
          finding(
              FindingCode.SENSOR_FROZEN,
              row.getString(0),
              "found %d with one value: %s, expected a change within %s, as in the days before"
                  .formatted(
                      row.getLong(1), String.join(", ", row.<String>getList(2)), frozen.after()),
              frozen.isError()));
    }
    return findings;
  }

  // Days from the sensor's first to its last one: how much past there is to compare with.
  private static Column days(WindowSpec sensor) {
    return datediff(max(col("_last_day")).over(sensor), min(col("_first_day")).over(sensor));
  }

  /**
   * How likely the run is, by Laplace's rule of succession over the pairs of readings beside it.
   */
  private static Column chance(WindowSpec sensor) {
    Column again = col("_readings").minus(1);
    Column pairs = sum("_readings").over(sensor).minus(col("_readings"));
    Column repeats = sum(again).over(sensor).minus(again);
    return pow(repeats.plus(1).divide(pairs.plus(2)), again);
  }

  private Dataset<Row> runs(List<String> columns) {
    List<Column> values = new ArrayList<>();
    for (String column : columns) {
      values.add(struct(lit(column).as("column"), col(column).cast("string").as("value")));
    }
    WindowSpec inTime = Window.partitionBy(series(col("_column"))).orderBy(watch.at());
    return past.rows()
        .withColumn("_reading", explode(array(values.toArray(new Column[0]))))
        .withColumn("_column", col("_reading.column"))
        .withColumn("_value", col("_reading.value"))
        .where(col("_value").isNotNull())
        .withColumn("_before", lag(col("_value"), 1).over(inTime))
        .withColumn(
            "_run",
            sum(when(col("_before").eqNullSafe(col("_value")), 0).otherwise(1)).over(inTime))
        .groupBy(series(col("_city"), col("_column"), col("_value"), col("_run")))
        .agg(
            count(lit(1)).as("_readings"),
            min(col(watch.at())).as("_from"),
            max(col(watch.at())).as("_to"),
            min(col(watch.by())).as("_first_day"),
            max(col(watch.by())).as("_last_day"));
  }

  private Column[] series(Column... more) {
    List<Column> columns = new ArrayList<>(List.of(more));
    watch.series().forEach(name -> columns.add(col(name)));
    return columns.toArray(new Column[0]);
  }

  /** For each group the number of sensors and what is said of some, in a fixed order. */
  private static List<Row> some(Dataset<Row> sensors, Column group, Column said) {
    return sensors
        .groupBy(group.as("_group"))
        .agg(count(lit(1)), slice(array_sort(collect_list(said)), 1, Audit.EXAMPLES))
        .orderBy("_group")
        .collectAsList();
  }

  private Column said(String time) {
    return concat_ws(" ", name(), date_format(col(time), "yyyy-MM-dd'T'HH:mm'Z'"));
  }

  private Column frozenAt() {
    return concat_ws(
        " ",
        name(),
        lit("="),
        col("_value"),
        lit("since"),
        date_format(col("_from"), "yyyy-MM-dd'T'HH:mm'Z'"));
  }

  // The city stands before the finding already.
  private Column name() {
    List<Column> parts =
        watch.series().stream()
            .filter(column -> !column.equals("city"))
            .map(column -> col(column).cast("string"))
            .toList();
    return parts.isEmpty() ? lit("all") : concat_ws("/", parts.toArray(new Column[0]));
  }

  private static Column seconds(Duration duration) {
    return expr("interval " + duration.toSeconds() + " seconds");
  }

  private Finding finding(FindingCode code, String address, String message, boolean isError) {
    return Finding.declared(code, contract.dataset().toString(), address, message, isError);
  }
}
