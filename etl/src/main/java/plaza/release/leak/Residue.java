package plaza.release.leak;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.when;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import plaza.contract.Coarse;
import plaza.contract.Crs;
import plaza.contract.Cut;
import plaza.contract.Place;

/** Looks for what is left of the precise value in one that was to be coarse. */
final class Residue implements Attack {
  // Six decimals of a degree are 0.06 m off at most in each direction.
  private static final double ROUNDED_M = 0.15;

  @Override
  public String name() {
    return "residue";
  }

  @Override
  public String description() {
    return "Looks for positions, numbers and instants that are not exactly on the declared grid, step"
        + " or cut; won by any.";
  }

  @Override
  public Optional<Outcome> on(Target target) {
    List<Column> off = new ArrayList<>();
    target.limits().values().forEach((name, coarse) -> off.add(isOff(name, coarse)));
    Cut cut = target.limits().time();
    if (!cut.isNone()) {
      target.instants().forEach(c -> off.add(isOff(c.name(), cut, target)));
    }
    if (cut.months() > 0) {
      target.columns().stream()
          .filter(c -> c.type().equals("date"))
          .forEach(c -> off.add(isOffMonth("`%s`".formatted(c.name()), cut.months())));
    }
    boolean isPlaced =
        target.limits().position() instanceof Place.Cell && !target.points().isEmpty();
    Optional<Dataset<Row>> rows = bound(target);
    if ((off.isEmpty() && !isPlaced) || rows.isEmpty()) {
      return Optional.empty();
    }
    long values = 0;
    if (!off.isEmpty()) {
      Row counts =
          rows.get()
              .agg(lit(0), off.stream().map(o -> count(when(o, lit(1)))).toArray(Column[]::new))
              .first();
      for (int i = 1; i <= off.size(); i++) {
        values += counts.getLong(i);
      }
    }
    long places = 0;
    if (isPlaced) {
      for (plaza.contract.Column point : target.points()) {
        places += places(rows.get(), target, point, (Place.Cell) target.limits().position());
      }
    }
    return Outcome.ofAny(
        values + places,
        "%d numbers and instants and %d places are not what they were to be made of"
            .formatted(values, places));
  }

  // What ageing lifts is left out: rows that may be old enough, or all where none shows its age.
  private static Optional<Dataset<Row>> bound(Target target) {
    if (!target.isLifted("position") && !target.isLifted("time") && !target.isLifted("values")) {
      return Optional.of(target.released());
    }
    return target
        .findShownAge()
        .map(age ->
            target
                .released()
                .where(
                    new AsShown(target)
                        .begin(age)
                        .gt(
                            lit(
                                target
                                    .asOf()
                                    .minus(
                                        target.release().findOpening().orElseThrow().after())))));
  }

  private static Column isOff(String name, Coarse coarse) {
    String exact = "cast(cast(`%s` as string) as decimal(38,18))".formatted(name);
    return switch (coarse) {
      case Coarse.Step step ->
          expr(
              "pmod(%s, cast('%s' as decimal(38,18))) <> 0"
                  .formatted(exact, step.step().toPlainString()));
      case Coarse.Classes classes ->
          not(
              expr(
                  "%s in (%s)"
                      .formatted(
                          exact,
                          classes.bounds().stream()
                              .map(BigDecimal::toPlainString)
                              .collect(Collectors.joining(", ")))));
    };
  }

  // Reckoned otherwise than where instants are cut: by what is left of the local day.
  private static Column isOff(String name, Cut cut, Target target) {
    String zone = target.city().timeZone().getId();
    String local = "from_utc_timestamp(`%s`, '%s')".formatted(name, zone);
    if (cut.months() > 0) {
      return expr("%1$s <> date_trunc('DAY', %1$s)".formatted(local))
          .or(isOffMonth(local, cut.months()));
    }
    return expr(
        "pmod(unix_micros(`%s`) - unix_micros(to_utc_timestamp(date_trunc('DAY', %s), '%s')), %d) <> 0"
            .formatted(name, local, zone, cut.seconds() * 1_000_000));
  }

  private static Column isOffMonth(String date, int months) {
    return expr("day(%1$s) <> 1 or (month(%1$s) - 1) %% %2$d <> 0".formatted(date, months));
  }

  /** Places that are no middle of a cell, have more decimals than one needs, or share a cell. */
  private static long places(
      Dataset<Row> rows, Target target, plaza.contract.Column point, Place.Cell cell) {
    List<String> box = target.contract().bbox(point);
    Map<String, String> names =
        Map.of(
            "p",
            "ST_GeomFromWKB(`%s`)".formatted(point.name()),
            "m",
            String.valueOf(cell.metres()));
    Dataset<Row> places =
        rows.where(col(point.name()).isNotNull())
            .select(
                col(point.name()),
                col(box.get(0)),
                col(box.get(1)),
                col(box.get(2)),
                col(box.get(3)))
            .distinct()
            .withColumn("_x", expr("ST_X(%s)".formatted(names.get("p"))))
            .withColumn("_y", expr("ST_Y(%s)".formatted(names.get("p"))))
            .withColumn(
                "_there",
                expr(
                    "ST_Transform(%s, '%s', '%s')"
                        .formatted(names.get("p"), Crs.WGS84, target.city().metricCrs())))
            .withColumn("_column", expr("floor(ST_X(_there) / %s)".formatted(names.get("m"))))
            .withColumn("_line", expr("floor(ST_Y(_there) / %s)".formatted(names.get("m"))))
            .withColumn(
                "_east", expr("abs(ST_X(_there) - (_column + 0.5) * %s)".formatted(names.get("m"))))
            .withColumn(
                "_north", expr("abs(ST_Y(_there) - (_line + 0.5) * %s)".formatted(names.get("m"))));
    Column isOff =
        expr(
            "_east > %1$s or _north > %1$s or round(_x, 6) <> _x or round(_y, 6) <> _y or `%2$s` <> _x or `%3$s` <> _y or `%4$s` <> _x or `%5$s` <> _y"
                .formatted(ROUNDED_M, box.get(0), box.get(1), box.get(2), box.get(3)));
    return places
        .groupBy("_column", "_line")
        .agg(count(when(isOff, lit(1))).as("_off"), count(lit(1)).as("_places"))
        .select(expr("coalesce(sum(_off + if(_places > 1, _places - 1, 0)), 0)"))
        .first()
        .getLong(0);
  }
}
