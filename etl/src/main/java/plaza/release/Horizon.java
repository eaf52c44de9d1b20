package plaza.release;

import static org.apache.spark.sql.functions.lit;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import org.apache.spark.sql.Column;
import plaza.contract.Cut;
import plaza.contract.Limits;

/** The instant that rows have to be older than to be shown, on a city's clock. */
public final class Horizon {
  private Horizon() {}

  /** What a tier shows as of an instant: its delay before it, down to the start of its renewal. */
  public static Instant of(Limits limits, Instant asOf, ZoneId zone) {
    return start(asOf.minus(limits.delay()), limits.renewal(), zone);
  }

  /**
   * Whether what ended then is shown. Where nobody has to wait, what has no age is too.
   *
   * @param end an instant, or null
   */
  public static Column reaches(Column end, Limits limits, Instant asOf, ZoneId zone) {
    Column isOld = end.leq(lit(of(limits, asOf, zone)));
    boolean isDelayed = !limits.delay().isZero() || !limits.renewal().isNone();
    return isDelayed ? isOld : end.isNull().or(isOld);
  }

  /** The start of the period that an instant lies in. */
  public static Instant start(Instant instant, Cut cut, ZoneId zone) {
    if (cut.isNone()) {
      return instant;
    }
    ZonedDateTime local = instant.atZone(zone);
    if (cut.months() > 0) {
      int month = (local.getMonthValue() - 1) / cut.months() * cut.months() + 1;
      return LocalDate.of(local.getYear(), month, 1).atStartOfDay(zone).toInstant();
    }
    // As many seconds since the day began, whatever its clock did meanwhile.
    Instant day = local.toLocalDate().atTime(LocalTime.MIN).atZone(zone).toInstant();
    long elapsed =
        Math.floorDiv(java.time.Duration.between(day, instant).toSeconds(), cut.seconds());
    return day.plusSeconds(elapsed * cut.seconds());
  }
}
