package plaza.check;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import java.util.SortedSet;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;
import plaza.contract.Contract;
import plaza.contract.Watch;

/** The rows that a watch looks at, the days that it judges, and what time it is in each city. */
final class Past {
  private final Contract contract;
  private final Watch watch;
  private final Dataset<Row> table;
  private final Scope scope;

  Past(Contract contract, Watch watch, Dataset<Row> table, Scope scope) {
    this.contract = contract;
    this.watch = watch;
    this.table = table;
    this.scope = scope;
  }

  /**
   * The days to judge and their past, and all later days, so that a sensor's last word is among
   * them: with {@code _city}, {@code _now} and without what claims to be of later than that.
   */
  Dataset<Row> rows() {
    Column now = lit(null).cast("timestamp");
    Column city = hasCity() ? col("city") : lit("");
    for (Map.Entry<String, Instant> newest : scope.newest().entrySet()) {
      now = when(city.equalTo(newest.getKey()), lit(newest.getValue())).otherwise(now);
    }
    Dataset<Row> rows = table;
    SortedSet<LocalDate> days = scope.daysOf(watch.by());
    if (days != null && !days.isEmpty()) {
      // A day more, since the day before those that changed is judged, too.
      LocalDate from = days.getFirst().minusDays(watch.days() + 1L);
      rows = rows.where(col(watch.by()).geq(lit(from)));
    }
    return rows.withColumn("_city", city)
        .withColumn("_now", now)
        .where(col(watch.at()).leq(col("_now")));
  }

  private boolean hasCity() {
    return contract.findColumn("city").isPresent();
  }

  /** Whether rows say which file they come from, and so when they were fetched. */
  boolean isFetched() {
    return java.util.Arrays.asList(table.columns()).contains("_receipt");
  }

  /**
   * Whether a day is one that the build has changed, or the one before such a day: of that nothing
   * more is to come, which could not be told while it was in progress.
   */
  boolean isJudged(LocalDate day) {
    SortedSet<LocalDate> days = scope.daysOf(watch.by());
    return days == null || days.contains(day) || days.contains(day.plusDays(1));
  }

  /** The first day that is judged, or null where all are. */
  @Nullable LocalDate first() {
    SortedSet<LocalDate> days = scope.daysOf(watch.by());
    return days == null || days.isEmpty() ? null : days.getFirst();
  }

  /** What time it is in a city. */
  Instant now(String city) {
    return java.util.Objects.requireNonNull(scope.newest().get(city));
  }

  /** A condition of rows that came at least so long after what they tell of. */
  static Column isLate(String at, Duration late) {
    return org.apache.spark.sql.functions.expr(
        "to_timestamp(substring(_receipt, 1, 16), \"yyyyMMdd'T'HHmmssX\") > %s + interval %d seconds"
            .formatted(at, late.toSeconds()));
  }
}
