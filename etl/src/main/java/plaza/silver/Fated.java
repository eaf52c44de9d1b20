package plaza.silver;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.first;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.apache.spark.storage.StorageLevel;
import plaza.contract.Contract;

/**
 * Judged rows with their fates: for one key the greatest (fetched_at, receipt, row) wins.
 *
 * @param rows with {@code _fate} and {@code _winner} filled
 * @param held what the engine keeps of them until it is told to let go
 */
record Fated(Dataset<Row> rows, Dataset<Row> held) {
  // Beyond so many keys it is cheaper to put all rows in order than to look each one up.
  static final int MAX_CROWDED = 10_000;

  /** Looks each key up that comes twice, or puts all rows in order where there are more of them. */
  static Fated of(Dataset<Row> judged, Contract contract, int maxCrowded) {
    Column[] key = contract.key().stream().map(c -> col(c.name())).toArray(Column[]::new);
    Dataset<Row> kept = judged.persist(StorageLevel.MEMORY_AND_DISK());
    try {
      return of(kept, key, maxCrowded);
    } catch (Exception | Error e) {
      kept.unpersist();
      throw e;
    }
  }

  private static Fated of(Dataset<Row> kept, Column[] key, int maxCrowded) {
    // Most keys come once: putting in order the rows of the others alone saves a sort of all.
    Column hash = xxhash64(key);
    List<Row> crowded =
        kept.where("_fate is null")
            .groupBy(hash.as("_hash"))
            .agg(count(lit(1)).as("_count"))
            .where("_count > 1")
            .select("_hash")
            .limit(maxCrowded + 1)
            .collectAsList();
    if (crowded.size() > maxCrowded) {
      Dataset<Row> fated = rivals(kept, key).persist(StorageLevel.MEMORY_AND_DISK());
      try {
        fated.count();
      } catch (Exception | Error e) {
        fated.unpersist();
        throw e;
      }
      kept.unpersist();
      return new Fated(fated, fated);
    }
    Dataset<Row> alone = kept.withColumn("_fate", coalesce(col("_fate"), lit("kept")));
    if (crowded.isEmpty()) {
      return new Fated(alone, kept);
    }
    // Of other keys with the same hash some may be among them, and win.
    Column meets =
        col("_fate").isNull().and(hash.isin(crowded.stream().map(row -> row.getLong(0)).toArray()));
    return new Fated(
        kept.where(not(meets))
            .withColumn("_fate", coalesce(col("_fate"), lit("kept")))
            .unionByName(rivals(kept.where(meets), key)),
        kept);
  }

  /** Receipt ids begin with the time of fetching. */
  private static Dataset<Row> rivals(Dataset<Row> judged, Column[] key) {
    Column[] groups = Arrays.copyOf(key, key.length + 1);
    // Rows that cannot win get a group each, so that they neither meet nor pile up in one task.
    groups[key.length] = when(col("_fate").isNotNull(), Conformed.address(""));
    WindowSpec rivals =
        Window.partitionBy(groups)
            .orderBy(
                col("_receipt").desc(),
                col("_member").desc(),
                col("_row").desc(),
                coalesce(col("_part"), lit(0)).desc(),
                col("_source").desc());
    Column isWinner = col("_rank").equalTo(1);
    return judged
        .withColumn("_rank", row_number().over(rivals))
        .withColumn("_best", first(Conformed.address("")).over(rivals))
        .withColumn(
            "_winner",
            when(col("_fate").isNull().and(isWinner), null)
                .otherwise(coalesce(col("_winner"), when(col("_fate").isNull(), col("_best")))))
        .withColumn(
            "_fate",
            coalesce(col("_fate"), when(isWinner, lit("kept")).otherwise(lit("superseded"))))
        .drop("_rank", "_best");
  }
}
