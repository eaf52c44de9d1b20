package plaza.lake;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.date_trunc;
import static org.apache.spark.sql.functions.lit;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import plaza.contract.Contract;

/**
 * Conditions on the partition columns of a table that are true for whole partitions: what Iceberg
 * overwrites by, and what a reader is pruned by.
 */
public final class Partitions {
  // Beyond so many, one condition takes longer to plan than the whole table to write.
  private static final int MAX = 400;

  private final List<plaza.contract.Column> columns;

  /** The partitions of a contract's table. */
  public Partitions(Contract contract) {
    this.columns = contract.partitions();
  }

  /**
   * True for all rows of the partitions that any of these rows lies in; empty where that may be the
   * whole table.
   */
  public Optional<Column> findOf(Dataset<Row> rows) {
    if (columns.isEmpty()) {
      return Optional.empty();
    }
    List<Row> values =
        rows.select(columns.stream().map(Partitions::start).toArray(Column[]::new))
            .distinct()
            .limit(MAX + 1)
            .collectAsList();
    if (values.size() > MAX) {
      return Optional.empty();
    }
    return Optional.of(
        values.stream()
            .map(value ->
                IntStream.range(0, columns.size())
                    .mapToObj(i -> within(columns.get(i), value.get(i)))
                    .reduce(Column::and)
                    .orElseThrow())
            .reduce(Column::or)
            .orElse(lit(false)));
  }

  /**
   * True for all rows of the partitions that hold these days of a column; empty where that may be
   * the whole table.
   */
  public Optional<Column> findOf(String day, Collection<LocalDate> days) {
    for (var column : columns) {
      if (column.name().equals(day)) {
        Set<LocalDate> starts = new TreeSet<>();
        for (LocalDate each : days) {
          starts.add(
              switch (column.partitionTransform()) {
                case "month" -> each.withDayOfMonth(1);
                case "year" -> each.withDayOfYear(1);
                default -> each;
              });
        }
        return starts.size() > MAX
            ? Optional.empty()
            : starts.stream().map(s -> within(column, s)).reduce(Column::or);
      }
    }
    return Optional.empty();
  }

  private static Column start(plaza.contract.Column column) {
    Column c = col(column.name());
    boolean isDate = column.type().equals("date");
    return switch (column.partitionTransform()) {
      case "day" -> isDate ? c : date_trunc("DAY", c);
      case "month" -> isDate ? date_trunc("MONTH", c).cast("date") : date_trunc("MONTH", c);
      case "year" -> isDate ? date_trunc("YEAR", c).cast("date") : date_trunc("YEAR", c);
      default -> c;
    };
  }

  private static Column within(plaza.contract.Column column, Object start) {
    Column c = col(column.name());
    if (column.partitionTransform().equals("identity")) {
      return c.equalTo(lit(start));
    }
    return c.geq(lit(start)).and(c.lt(lit(end(column.partitionTransform(), start))));
  }

  private static Object end(String transform, Object start) {
    if (start instanceof LocalDate date) {
      return after(transform, date);
    }
    ZonedDateTime at = ((Instant) start).atZone(ZoneOffset.UTC);
    return after(transform, at.toLocalDate()).atStartOfDay(ZoneOffset.UTC).toInstant();
  }

  private static LocalDate after(String transform, LocalDate start) {
    return switch (transform) {
      case "month" -> start.plusMonths(1);
      case "year" -> start.plusYears(1);
      default -> start.plusDays(1);
    };
  }
}
