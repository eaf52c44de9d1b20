package plaza.jobs.access;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;

/**
 * From a day to a day, both included, on one city's clock. The instants were reckoned when it was
 * agreed and hold whatever becomes of the clock.
 *
 * @param starts the first instant of it
 * @param ends the first instant behind it
 */
public record Term(LocalDate from, LocalDate to, ZoneId zone, Instant starts, Instant ends) {
  /** From the beginning of a day to the end of another. */
  public static Term of(LocalDate from, LocalDate to, ZoneId zone) {
    if (to.isBefore(from)) {
      throw new Refused(
          "it would end on %s, before it begins on %s".formatted(to, from),
          "--to is the last day, --from the first.");
    }
    return new Term(
        from,
        to,
        zone,
        from.atStartOfDay(zone).toInstant(),
        to.plusDays(1).atStartOfDay(zone).toInstant());
  }

  @Override
  public String toString() {
    return from + ".." + to;
  }
}
