package plaza.release.leak;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import plaza.contract.Opening;
import plaza.release.Coarsening;
import plaza.release.Horizon;

/** What a tier would show of precise rows: its scheme is no secret, so an attacker has it too. */
final class AsShown {
  /** Before the names of columns as they would be shown. */
  static final String PREFIX = "_as_";

  private final Target target;
  private final Coarsening coarsening;

  AsShown(Target target) {
    this.target = target;
    this.coarsening = new Coarsening(target.city());
  }

  /** Rows with each of some columns as shown beside, {@code _as_} before its name. */
  Dataset<Row> of(Dataset<Row> rows, List<String> columns) {
    List<Column> all = new ArrayList<>(List.of(col("*")));
    columns.forEach(name -> all.add(value(name).as(PREFIX + name)));
    return rows.select(all.toArray(Column[]::new));
  }

  /**
   * Shown rows likewise: of what is already shown as declared nothing changes, and what is shown
   * more precisely can be compared with it.
   */
  Dataset<Row> again(Dataset<Row> shown, List<String> columns) {
    boolean isDecidable =
        target.release().findOpening().isEmpty() || target.findShownAge().isPresent();
    if (isDecidable) {
      return of(shown, columns);
    }
    return exactly(shown, columns);
  }

  /** Rows as if their values were shown as they are. */
  static Dataset<Row> exactly(Dataset<Row> rows, List<String> columns) {
    List<Column> all = new ArrayList<>(List.of(col("*")));
    columns.forEach(name -> all.add(col(name).as(PREFIX + name)));
    return rows.select(all.toArray(Column[]::new));
  }

  /** The precise rows that the tier would consider: those of its {@code where}, and old enough. */
  Dataset<Row> considered() {
    Dataset<Row> rows = target.precise();
    if (target.limits().where() != null) {
      rows = rows.where(coalesce(expr(target.limits().where()), lit(false)));
    }
    Optional<Column> end = end();
    return end.isEmpty()
        ? rows
        : rows.where(
            Horizon.reaches(end.get(), target.limits(), target.asOf(), target.city().timeZone()));
  }

  /** When all is over that a precise row tells of; empty where rows have no age. */
  Optional<Column> end() {
    return target
        .release()
        .findAge()
        .map(age -> {
          List<Column> ends = new ArrayList<>(List.of(over(age)));
          target.instants().forEach(c -> ends.add(coalesce(col(c.name()), lit(Instant.EPOCH))));
          return ends.size() == 1
              ? ends.getFirst()
              : when(ends.getFirst().isNotNull(), greatest(ends.toArray(Column[]::new)));
        });
  }

  private Column over(plaza.contract.Column age) {
    return age.type().equals("date")
        ? midnight("date_add(`%s`, 1)".formatted(age.name()))
        : col(age.name());
  }

  /** When a precise row's age begins, as an instant. */
  Column begin(plaza.contract.Column age) {
    return age.type().equals("date") ? midnight("`%s`".formatted(age.name())) : col(age.name());
  }

  private Column midnight(String date) {
    return expr(
        "to_utc_timestamp(cast(%s as timestamp), '%s')"
            .formatted(date, target.city().timeZone().getId()));
  }

  private Column value(String name) {
    plaza.contract.Column column = target.contract().findColumn(name).orElseThrow();
    Column value = coarsening.of(column, target.limits());
    Optional<Opening> opening =
        target.release().findOpening().filter(o -> o.to().compareTo(target.limits().tier()) <= 0);
    if (opening.isEmpty()) {
      return value;
    }
    Column isOpened = end().orElseThrow().leq(lit(target.asOf().minus(opening.get().after())));
    var narrowest = target.release().tiers(target.city()).lastEntry().getValue();
    return when(isOpened, coarsening.of(column, target.limits().lifted(opening.get(), narrowest)))
        .otherwise(value);
  }

  /** One number for the values of some columns. */
  static Column number(String prefix, List<String> columns) {
    return xxhash64(columns.stream().map(name -> col(prefix + name)).toArray(Column[]::new));
  }

  /** The start of a period on the city's clock. */
  Column start(Column instant, plaza.contract.Cut cut) {
    return coarsening.start(instant, cut);
  }
}
