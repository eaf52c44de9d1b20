package plaza.jobs.sample;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;

/**
 * How bikes move: to offices in the morning, home in the evening, less at weekends, and a little at
 * random. A report depends on its station and time alone, so that any poll can be written by
 * itself.
 */
record BikeRhythm(Chance chance) {
  static final Duration POLL_EVERY = Duration.ofMinutes(10);

  private static final double SHARE_SILENT = 0.03;
  private static final double SHARE_WITH_BROKEN_DOCKS = 0.2;

  /** Whether the station has not reported since the poll before this one. */
  boolean isSilent(BikeStation station, Instant poll) {
    return chance(station, poll).of("silent").unit() < SHARE_SILENT;
  }

  /** What the station reports for a poll, within the ten minutes before it. */
  BikeReport report(BikeStation station, Instant poll) {
    Instant time = poll.minusSeconds(1 + chance(station, poll).of("delay").below(590));
    ZonedDateTime local = LocalDay.local(time);
    int broken = brokenDocks(station, local);
    int usable = station.docks() - broken;
    int bikes = Math.clamp(StrictMath.round(usable * fullness(station, local)), 0, usable);
    return new BikeReport(LocalDay.text(local.toLocalDateTime()), bikes, usable - bikes);
  }

  private Chance chance(BikeStation station, Instant poll) {
    return chance.of(station.index()).of(poll.getEpochSecond());
  }

  /** Docks that take no bike: in each quarter of a day some stations have a few. */
  private int brokenDocks(BikeStation station, ZonedDateTime local) {
    long quarter = local.toLocalDate().toEpochDay() * 4 + local.getHour() / 6;
    Chance own = chance.of(station.index()).of("broken").of(quarter);
    return own.unit() < SHARE_WITH_BROKEN_DOCKS ? 1 + own.of("docks").below(3) : 0;
  }

  private double fullness(BikeStation station, ZonedDateTime local) {
    double hours = local.toLocalTime().toSecondOfDay() / 3600.0;
    // Flat by day and by night, steep when people commute, around 8 and 18 o'clock.
    double day = Math.clamp(1.9 * StrictMath.cos(2 * StrictMath.PI * (hours - 13) / 24), -1.0, 1.0);
    boolean isWeekend = local.getDayOfWeek().compareTo(DayOfWeek.SATURDAY) >= 0;
    double tide = day * (isWeekend ? 0.12 : 0.32) * (station.isOffice() ? 1 : -1);
    double drift = chance.of(station.index()).of("drift").drift(local.toEpochSecond() / 5400.0);
    return 0.45 + tide + 0.5 * (drift - 0.5);
  }
}
