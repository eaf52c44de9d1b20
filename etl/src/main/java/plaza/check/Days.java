package plaza.check;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;
import plaza.contract.Contract;
import plaza.contract.Threshold;
import plaza.contract.Watch;

/**
 * Watches days as wholes, city by city: their rows and the spread of their values against the
 * medians of the days before. One aggregation. A day in progress is held against what the days
 * before it had by the same time.
 */
final class Days {
  // A sensor that is stuck in the past repeats an old day, of which nothing else is left to come.
  private static final Duration LATE = Duration.ofDays(2);
  // Before a quarter of a day has come in, a file more or less is too large a share of it.
  private static final double ENOUGH = 0.25;
  private static final int SHIFTS = -1;

  private final Contract contract;
  private final Watch watch;
  private final Past past;
  private final List<Finding> findings = new ArrayList<>();

  Days(Contract contract, Watch watch, Past past) {
    this.contract = contract;
    this.watch = watch;
    this.past = past;
  }

  /**
   * A day of a city.
   *
   * @param soFar rows by the time of day that it is now, counted as if that day were the one before
   *     now's in UTC, the same, or the one after
   * @param spread for each watched column the 5th, 10th, 90th and 95th percentile, or null
   */
  private record Day(
      LocalDate date, long rows, List<Long> soFar, List<@Nullable List<Double>> spread) {}

  List<Finding> look() {
    if (watch.volume() == null && watch.shift() == null) {
      return List.of();
    }
    days().forEach(this::judge);
    return List.copyOf(findings);
  }

  private Map<String, NavigableMap<LocalDate, Day>> days() {
    Dataset<Row> rows = past.rows();
    if (past.isFetched()) {
      rows = rows.where(org.apache.spark.sql.functions.not(Past.isLate(watch.at(), LATE)));
    }
    List<Column> sums = new ArrayList<>();
    for (int shift = SHIFTS; shift <= -SHIFTS; shift++) {
      String timeOfDay = "(unix_seconds(%s) - 86400L * unix_date(%s))";
      sums.add(
          expr(
              ("count_if("
                      + timeOfDay
                      + " < unix_seconds(_now) - 86400L * (%d + unix_seconds(_now)"
                      + " div 86400))")
                  .formatted(watch.at(), watch.by(), shift)));
    }
    for (String column : columns()) {
      sums.add(
          expr(
              "percentile_approx(cast(%s as double), array(0.05, 0.1, 0.9, 0.95), 1000)"
                  .formatted(column)));
    }
    Map<String, NavigableMap<LocalDate, Day>> days = new TreeMap<>();
    for (Row row :
        rows.groupBy(col("_city"), col(watch.by()))
            .agg(count(lit(1)), sums.toArray(new Column[0]))
            .collectAsList()) {
      LocalDate date = row.getLocalDate(1);
      days.computeIfAbsent(row.getString(0), c -> new TreeMap<>()).put(date, day(date, row));
    }
    return days;
  }

  private Day day(LocalDate date, Row row) {
    List<@Nullable List<Double>> spread = new ArrayList<>();
    for (int i = 0; i < columns().size(); i++) {
      spread.add(row.isNullAt(6 + i) ? null : row.getList(6 + i));
    }
    List<Long> soFar = List.of(row.getLong(3), row.getLong(4), row.getLong(5));
    return new Day(date, row.getLong(2), soFar, spread);
  }

  private List<String> columns() {
    Watch.Shift shift = watch.shift();
    return shift == null ? List.of() : shift.columns();
  }

  private void judge(String city, NavigableMap<LocalDate, Day> days) {
    for (Day day : days.values()) {
      List<Day> before =
          List.copyOf(
              days.subMap(day.date().minusDays(watch.days()), true, day.date(), false).values());
      if (past.isJudged(day.date()) && before.size() >= watch.atLeast()) {
        if (watch.volume() != null) {
          boolean isLast = day.date().equals(days.lastKey());
          volume(city, day, before, isLast, watch.volume());
        }
        for (int i = 0; i < columns().size(); i++) {
          shift(city, day, before, i);
        }
      }
    }
  }

  private void volume(String city, Day day, List<Day> before, boolean isLast, Watch.Volume volume) {
    Instant now = past.now(city);
    long ahead = ChronoUnit.DAYS.between(now.atZone(ZoneOffset.UTC).toLocalDate(), day.date());
    // Of a day longer ago all hours have passed, in any time zone.
    boolean isInProgress = isLast && Math.abs(ahead) <= -SHIFTS;
    ToDoubleFunction<Day> rows =
        isInProgress ? d -> d.soFar().get((int) ahead - SHIFTS) : d -> d.rows();
    double found = rows.applyAsDouble(day);
    double usual = median(before.stream().mapToDouble(rows).toArray());
    double whole = median(before.stream().mapToDouble(Day::rows).toArray());
    if (isInProgress && usual < ENOUGH * whole) {
      return;
    }
    String by = isInProgress ? " by " + now : "";
    if (found < volume.minShare() * usual) {
      add(
          FindingCode.VOLUME_LOW,
          city,
          day,
          "found %s rows%s, expected at least %s %% of %s, the median of %d days before"
              .formatted(
                  Threshold.text(found),
                  by,
                  Threshold.text(volume.minShare() * 100),
                  Threshold.text(usual),
                  before.size()),
          volume.isError());
    }
    if (volume.maxShare() != null && found > volume.maxShare() * usual) {
      add(
          FindingCode.VOLUME_HIGH,
          city,
          day,
          "found %s rows%s, expected at most %s times %s, the median of %d days before"
              .formatted(
                  Threshold.text(found),
                  by,
                  Threshold.text(volume.maxShare()),
                  Threshold.text(usual),
                  before.size()),
          volume.isError());
    }
  }

  private void shift(String city, Day day, List<Day> before, int column) {
    Watch.Shift shift = java.util.Objects.requireNonNull(watch.shift());
    List<Double> found = day.spread().get(column);
    List<List<Double>> usual = new ArrayList<>();
    before.forEach(d -> {
      List<Double> spread = d.spread().get(column);
      if (spread != null) {
        usual.add(spread);
      }
    });
    if (found == null || usual.size() < watch.atLeast()) {
      return;
    }
    double low = median(usual.stream().mapToDouble(s -> s.get(0)).toArray());
    double high = median(usual.stream().mapToDouble(s -> s.get(3)).toArray());
    String name = shift.columns().get(column);
    String message =
        "%s: found a tenth of the values %s %s, expected within a factor of %s from %s to %s, where"
            + " most of those of %d days before are";
    if (low > 0 && found.get(1) < low / shift.factor()) {
      add(
          FindingCode.VALUES_SHIFTED,
          city,
          day,
          message.formatted(
              name,
              "below",
              text(found.get(1)),
              shift.factor(),
              text(low),
              text(high),
              usual.size()),
          shift.isError());
    } else if (high > 0 && found.get(2) > high * shift.factor()) {
      add(
          FindingCode.VALUES_SHIFTED,
          city,
          day,
          message.formatted(
              name,
              "above",
              text(found.get(2)),
              shift.factor(),
              text(low),
              text(high),
              usual.size()),
          shift.isError());
    }
  }

  private static String text(double number) {
    return Threshold.text(Math.round(number * 1e6) / 1e6);
  }

  private void add(FindingCode code, String city, Day day, String message, boolean isError) {
    String address = (city + " " + day.date()).strip();
    findings.add(Finding.declared(code, contract.dataset().toString(), address, message, isError));
  }

  static double median(double[] numbers) {
    double[] sorted = numbers.clone();
    java.util.Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
