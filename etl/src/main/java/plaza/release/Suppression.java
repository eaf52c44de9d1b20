package plaza.release;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.dense_rank;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

/** Withholds what too few stand behind. */
final class Suppression {
  private static final String RANK = "_rank";
  private static final String SUBJECTS = "_subjects";
  private static final String WITHHELD = "_withheld";
  private static final String IS_GONE = "_gone";
  private static final String LINES = "_lines";

  private Suppression() {}

  /** The rows of groups that at least so many different subjects stand behind. */
  static Dataset<Row> ofSubjects(
      Dataset<Row> rows, String subject, List<Column> group, int minCount) {
    WindowSpec groups = Window.partitionBy(group.toArray(Column[]::new));
    return rows.where(col(subject).isNotNull())
        .withColumn(RANK, dense_rank().over(groups.orderBy(col(subject))))
        .withColumn(SUBJECTS, max(col(RANK)).over(groups))
        .where(col(SUBJECTS).geq(minCount))
        .drop(RANK, SUBJECTS);
  }

  /**
   * The rows whose count is not known, or at least so many; and of these as many less as it takes
   * that no withheld one can be told from totals: wherever some are withheld under one, they are
   * two or more, together at least so many, and other numbers have the same sums. That there is
   * nobody is withheld like any small count: if it was shown, all others would be known for one or
   * more.
   *
   * @param all the rows that sums are over: those that are not among {@code rows} are withheld too
   * @param totals by which columns sums of the count are known
   * @param order what the rows are told apart by
   */
  static Dataset<Row> ofCounts(
      Dataset<Row> rows,
      Dataset<Row> all,
      String counted,
      List<List<String>> totals,
      List<Column> order,
      int minCount) {
    Column number = col(counted);
    // Checkpoints, not caches: plans stay short, and what is not looked at any more is let go.
    Dataset<Row> judged =
        rows.withColumn(WITHHELD, coalesce(number.lt(minCount), lit(false)))
            .withColumn(IS_GONE, lit(false))
            .unionByName(gone(rows, all, number, order), true)
            .withColumn(LINES, Totals.lines(totals))
            .localCheckpoint();
    long withheld = judged.where(col(WITHHELD)).count();
    Set<Long> telling = Set.of();
    boolean isSettled = totals.isEmpty() || withheld == 0;
    while (!isSettled) {
      Dataset<Row> next = judged;
      for (int total = 0; total < totals.size(); total++) {
        next = complementary(next, number, col(LINES).getItem(total), telling, order, minCount);
      }
      next = next.localCheckpoint();
      long now = next.where(col(WITHHELD)).count();
      judged = next;
      if (now > withheld) {
        telling = Set.of();
      } else if (telling.isEmpty()) {
        telling = telling(judged, number, minCount);
        isSettled = telling.isEmpty();
      } else {
        // Nothing is left to withhold: the totals tell it by themselves, as the attack will say.
        isSettled = true;
      }
      withheld = now;
    }
    return judged.where(not(col(WITHHELD).or(col(IS_GONE)))).drop(WITHHELD, IS_GONE, LINES);
  }

  // What a narrower tier withholds, or is not old enough, is hidden under the same totals.
  private static Dataset<Row> gone(
      Dataset<Row> rows, Dataset<Row> all, Column number, List<Column> order) {
    Column isSame = lit(true);
    Dataset<Row> left = all.as("all");
    Dataset<Row> right = rows.as("rows");
    for (Column each : order) {
      isSame = isSame.and(col("all." + each).eqNullSafe(col("rows." + each)));
    }
    return left.join(right, isSame, "left_anti")
        .withColumn(WITHHELD, number.isNotNull())
        .withColumn(IS_GONE, lit(true));
  }

  /** The lines of withheld counts that are told all the same. */
  private static Set<Long> telling(Dataset<Row> judged, Column number, int minCount) {
    Totals totals = new Totals();
    judged
        .where(col(WITHHELD))
        .select(number.cast("long"), col(LINES))
        .collectAsList()
        .forEach(row -> totals.add(row.getLong(0), row.getList(1)));
    Set<Long> telling = new HashSet<>();
    totals.told(minCount).forEach(telling::addAll);
    return telling;
  }

  // One more under each total that would tell: the least of those that are shown.
  private static Dataset<Row> complementary(
      Dataset<Row> rows,
      Column number,
      Column line,
      Set<Long> telling,
      List<Column> order,
      int minCount) {
    WindowSpec under = Window.partitionBy(line);
    Column isWithheld = col(WITHHELD);
    Column isShown = number.isNotNull().and(not(isWithheld.or(col(IS_GONE))));
    Column[] least =
        Stream.concat(Stream.of(when(isShown, 0).otherwise(1), number), order.stream())
            .toArray(Column[]::new);
    Column isTold = col("_hidden").equalTo(1).or(col("_sum").lt(minCount));
    Column tells = col("_sum").gt(0).and(isTold).or(line.isin(telling.toArray()));
    return rows.withColumn("_hidden", count(when(isWithheld, lit(1))).over(under))
        .withColumn("_sum", coalesce(sum(when(isWithheld, number)).over(under), lit(0)))
        .withColumn("_least", row_number().over(under.orderBy(least)))
        .withColumn(WITHHELD, isWithheld.or(isShown.and(col("_least").equalTo(1)).and(tells)))
        .drop("_hidden", "_sum", "_least");
  }

  private static Column not(Column column) {
    return org.apache.spark.sql.functions.not(column);
  }
}
