package plaza.release;

import static org.apache.spark.sql.functions.add_months;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.date_trunc;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.floor;
import static org.apache.spark.sql.functions.from_utc_timestamp;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.month;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.timestamp_micros;
import static org.apache.spark.sql.functions.to_utc_timestamp;
import static org.apache.spark.sql.functions.trunc;
import static org.apache.spark.sql.functions.unix_micros;
import static org.apache.spark.sql.functions.when;

import java.math.BigDecimal;
import java.util.Locale;
import org.apache.spark.sql.Column;
import plaza.contract.City;
import plaza.contract.Coarse;
import plaza.contract.Crs;
import plaza.contract.Cut;
import plaza.contract.Limits;
import plaza.contract.Place;

/**
 * What a tier makes of single values: never finer than it says, and always the same of the same.
 */
public final class Coarsening {
  // A tenth of a metre: the middle of a cell needs no more, and what is left tells nothing.
  private static final int DECIMALS = 6;

  private final City city;

  /** By a city's clock and in its metric CRS. */
  public Coarsening(City city) {
    this.city = city;
  }

  /** A column's value as the tier shows it; not yet under pseudonyms. */
  public Column of(plaza.contract.Column column, Limits limits) {
    Column value = col(column.name());
    if (column.isGeometry()) {
      return limits.position() instanceof Place.Cell cell ? middle(column.name(), cell) : value;
    }
    if (limits.values().containsKey(column.name())) {
      return down(value, limits.values().get(column.name())).cast(type(column));
    }
    if (column.type().startsWith("timestamp")) {
      return start(value, limits.time());
    }
    if (column.type().equals("date") && limits.time().months() > 0) {
      return months(value, limits.time().months());
    }
    return value;
  }

  private static String type(plaza.contract.Column column) {
    return plaza.lake.Tables.type(column.type()).sql().toLowerCase(Locale.ROOT);
  }

  /** The start of the period that an instant lies in, on the city's clock. */
  public Column start(Column instant, Cut cut) {
    if (cut.isNone()) {
      return instant;
    }
    Column zone = lit(city.timeZone().getId());
    Column local = from_utc_timestamp(instant, zone);
    if (cut.months() > 0) {
      return to_utc_timestamp(months(local.cast("date"), cut.months()).cast("timestamp"), zone);
    }
    Column day = unix_micros(to_utc_timestamp(date_trunc("DAY", local), zone));
    Column length = lit(cut.seconds() * 1_000_000);
    Column elapsed = floor(unix_micros(instant).minus(day).divide(length));
    return timestamp_micros(day.plus(elapsed.multiply(length)).cast("long"));
  }

  private static Column months(Column date, int months) {
    Column year = trunc(date, "YEAR");
    return months == 12
        ? year
        : add_months(year, floor(month(date).minus(1).divide(months)).multiply(months).cast("int"));
  }

  /** The middle of the cell that a point lies in, as WKB; null where the point is. */
  private Column middle(String name, Place.Cell cell) {
    String there =
        "ST_Transform(ST_GeomFromWKB(`%s`), '%s', '%s')"
            .formatted(name, Crs.WGS84, city.metricCrs());
    String x = "(floor(ST_X(%s) / %2$d) + 0.5) * %2$d".formatted(there, cell.metres());
    String y = "(floor(ST_Y(%s) / %2$d) + 0.5) * %2$d".formatted(there, cell.metres());
    String back =
        "ST_Transform(ST_Point(%s, %s), '%s', '%s')".formatted(x, y, city.metricCrs(), Crs.WGS84);
    return expr(
        "if(`%1$s` is null, null, transform(array(%2$s), p -> ST_AsBinary(ST_Point(round(ST_X(p), %3$d), round(ST_Y(p), %3$d))))[0])"
            .formatted(name, back, DECIMALS));
  }

  private static Column down(Column value, Coarse coarse) {
    Column exact = value.cast("decimal(38,12)");
    return switch (coarse) {
      case Coarse.Step step -> exact.minus(pmod(exact, lit(step.step()).cast("decimal(38,12)")));
      case Coarse.Classes classes -> {
        Column down = lit(null).cast("decimal(38,12)");
        for (BigDecimal bound : classes.bounds()) {
          down = when(exact.geq(lit(bound)), lit(bound).cast("decimal(38,12)")).otherwise(down);
        }
        yield down;
      }
    };
  }
}
