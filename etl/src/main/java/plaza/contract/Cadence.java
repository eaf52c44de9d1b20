package plaza.contract;

import java.time.Duration;
import java.time.LocalTime;
import java.time.Period;
import java.time.temporal.TemporalAmount;
import java.util.Optional;

/** How often something recurs, as clocks and calendars have it: {@code cron} writes it so. */
public final class Cadence {
  private static final Duration DAY = Duration.ofDays(1);

  private Cadence() {}

  /**
   * The five fields of cron by which something recurs at an hour, minutes of which count where it
   * does so each hour, and neither where oftener. Weeks begin on Monday, months on the 1st. Empty
   * where no clock and no calendar shows such steps, 7 hours or 10 days say.
   */
  public static Optional<String> cron(TemporalAmount every, LocalTime at) {
    String time = at.getMinute() + " " + at.getHour();
    if (every instanceof Duration duration) {
      return duration.equals(DAY) ? Optional.of(time + " * * *") : withinDay(duration, at);
    }
    Period period = ((Period) every).normalized();
    if (period.equals(Period.ofDays(1))) {
      return Optional.of(time + " * * *");
    }
    if (period.equals(Period.ofWeeks(1))) {
      return Optional.of(time + " * * 1");
    }
    long months = period.toTotalMonths();
    if (months == 0 || 12 % months != 0 || !period.minusMonths(months).normalized().isZero()) {
      return Optional.empty();
    }
    return Optional.of(
        time + " 1 " + (months == 1 ? "*" : months == 12 ? "1" : "*/" + months) + " *");
  }

  private static Optional<String> withinDay(Duration every, LocalTime at) {
    long minutes = every.toMinutes();
    if (every.compareTo(Duration.ofMinutes(1)) <= 0) {
      return Optional.of("* * * * *"); // no scheduler is faster
    }
    if (every.toSecondsPart() != 0 || every.toNanosPart() != 0) {
      return Optional.empty();
    }
    if (60 % minutes == 0 && minutes < 60) {
      return Optional.of("*/" + minutes + " * * * *");
    }
    if (minutes % 60 != 0 || 24 % (minutes / 60) != 0) {
      return Optional.empty();
    }
    long hours = minutes / 60;
    return Optional.of(
        at.getMinute()
            + (hours == 1 ? " *" : " %d-23/%d".formatted(at.getHour() % hours, hours))
            + " * * *");
  }

  /** Whether it recurs each day or less often. */
  public static boolean isDaily(TemporalAmount every) {
    return every instanceof Period || ((Duration) every).compareTo(DAY) >= 0;
  }
}
