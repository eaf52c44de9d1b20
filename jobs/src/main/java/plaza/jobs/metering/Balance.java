package plaza.jobs.metering;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import plaza.contract.DatasetName;
import plaza.contract.Tier;

/**
 * How much of one limit is used on one day.
 *
 * @param holder who uses it up: a user, or by an agreement an organisation
 * @param by the agreement or the tier that the limit is of
 * @param limit its name, such as {@code rows_per_day}
 * @param ends the first instant of the next day
 */
public record Balance(
    String holder,
    DatasetName dataset,
    Tier tier,
    String by,
    String limit,
    long allowed,
    long used,
    LocalDate day,
    ZoneId zone,
    Instant ends) {

  /** What is left of it. */
  public long left() {
    return Math.max(0, allowed - used);
  }

  /** Whether nothing is left. */
  public boolean isUsedUp() {
    return used >= allowed;
  }

  /** Whether four fifths are used. */
  public boolean isLow() {
    return used >= allowed - allowed / 5;
  }

  /** What it counts, such as {@code rows}. */
  public String unit() {
    return limit.replaceFirst("_per_day$", "");
  }

  /** All of it in a sentence. */
  public String sentence() {
    return String.format(
        Locale.ROOT,
        "quota of %s: %,d of %,d %s of %s used on %s (%s); the next day begins at %s",
        by,
        used,
        allowed,
        unit(),
        dataset,
        day,
        zone,
        DateTimeFormatter.ISO_OFFSET_DATE_TIME
            .format(ends.atZone(zone))
            .replaceFirst("(T\\d\\d:\\d\\d):00", "$1"));
  }
}
