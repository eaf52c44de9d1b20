package plaza.jobs.sample;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;

/**
 * The rain on Atlantis, in the half millimetres that a tipping bucket counts: a little drizzle, and
 * on the recording's second day a storm that begins at 10 o'clock, is worst at 13 and ends at 16,
 * by the local clock. Before the first day it had not rained for long.
 */
record Rain(Chance chance, LocalDate from) {
  /** What counts are of. */
  static final Duration STEP = Duration.ofMinutes(10);

  private static final double MM_OF_TIP = 0.5;
  private static final double PEAK_MM = 9;
  private static final double PEAK_HOUR = 13;
  private static final double HOURS_TO_PEAK = 3;
  private static final double SHARE_OF_DRIZZLE = 0.01;

  /** Millimetres at a place between two instants, both whole tens of minutes. */
  double between(int place, Instant start, Instant end) {
    Instant first = from.atStartOfDay(SampleCity.ZONE).toInstant();
    long tips = 0;
    for (Instant step = start.isBefore(first) ? first : start;
        step.isBefore(end);
        step = step.plus(STEP)) {
      tips += tips(place, step);
    }
    return tips * MM_OF_TIP;
  }

  /** Millimetres at a place in so many hours up to an instant. */
  double ofHours(int place, Instant end, int hours) {
    return between(place, end.minus(Duration.ofHours(hours)), end);
  }

  private long tips(int place, Instant step) {
    Chance own = chance.of(place).of(step.getEpochSecond());
    double mm = own.of("drizzle").unit() < SHARE_OF_DRIZZLE ? MM_OF_TIP : 0;
    double storm = storm(step);
    if (storm > 0) {
      mm += PEAK_MM * storm * own.of("storm").between(0.6, 1.4);
    }
    return StrictMath.round(mm / MM_OF_TIP);
  }

  private double storm(Instant step) {
    var local = LocalDay.local(step);
    if (!local.toLocalDate().equals(from.plusDays(1))) {
      return 0;
    }
    double hours = local.toLocalTime().toSecondOfDay() / 3600.0;
    return Math.max(0, 1 - StrictMath.abs(hours - PEAK_HOUR) / HOURS_TO_PEAK);
  }
}
