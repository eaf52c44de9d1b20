package plaza.jobs.sample;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What passes the toll gantries in each five minutes: two peaks on a day, and slower where it is
 * full. A number depends on its place, type and time alone.
 */
record TollTraffic(Chance chance) {
  /** Cars, vans, buses, lorries, lorries with a trailer. */
  static final List<String> TYPES = List.of("31", "32", "41", "42", "5");

  static final Duration EVERY = Duration.ofHours(1);
  static final Duration FETCHED_LATER = Duration.ofMinutes(1);

  private static final Duration INTERVAL = Duration.ofMinutes(5);
  private static final double[] SHARES = {1, 0.35, 0.05, 0.12, 0.08};
  private static final double BUSIEST = 60;
  private static final DateTimeFormatter FILE_TIME =
      DateTimeFormatter.ofPattern("uuuuMMdd_HHmmss", Locale.ROOT).withZone(SampleCity.ZONE);

  /** Two neighbouring gantries; {@code turnsBack} where the second is the first's other side. */
  record Pair(TollGantry from, TollGantry to) {
    boolean turnsBack() {
      return from.road().equals(to.road()) && from.direction() != to.direction();
    }
  }

  /** The pairs that speeds are published of, in the order published. */
  static List<Pair> pairs() {
    List<TollGantry> all = TollGantry.all();
    return List.of(
        new Pair(all.get(2), all.get(0)),
        new Pair(all.get(1), all.get(3)),
        new Pair(all.get(4), all.get(2)),
        new Pair(all.get(3), all.get(5)),
        new Pair(all.get(5), all.get(4)),
        new Pair(all.get(5), all.get(6)),
        new Pair(all.get(7), all.get(4)));
  }

  /** The starts of the twelve intervals before an instant. */
  static Stream<Instant> intervalsBefore(Instant end) {
    return Stream.iterate(end.minus(EVERY), at -> at.isBefore(end), at -> at.plus(INTERVAL));
  }

  /** The name of the file of a module for the hour before an instant. */
  static String fileName(String module, Instant end) {
    return "TDCS_" + module + "_" + FILE_TIME.format(end.minus(EVERY)) + ".csv";
  }

  /** Vehicles of a type at a gantry in one interval. */
  int vehicles(TollGantry gantry, int type, Instant interval) {
    Chance own = chance.of(gantry.id()).of(type).of(interval.getEpochSecond());
    double expected = BUSIEST * fullness(interval) * SHARES[type];
    return (int) (expected * own.between(0.7, 1.3) + own.of("rest").unit());
  }

  /** Vehicles of a type that passed both gantries of a pair. */
  int vehicles(Pair pair, int type, Instant interval) {
    int passed = vehicles(pair.to(), type, interval);
    if (pair.turnsBack()) {
      return passed / 20;
    }
    return pair.from().road().equals(pair.to().road()) ? passed * 3 / 4 : passed / 4;
  }

  /** Their space mean speed as published: 0 where there is none, or none can be told. */
  String speed(Pair pair, int type, Instant interval) {
    if (pair.turnsBack() || vehicles(pair, type, interval) == 0) {
      return "0";
    }
    Chance own = chance.of("speed").of(pair.from().id()).of(type).of(interval.getEpochSecond());
    double free = type >= 2 ? 85 : 100;
    double slowed = free * (1 - 0.5 * fullness(interval) * fullness(interval));
    return BigDecimal.valueOf(slowed * own.between(0.95, 1.05))
        .setScale(0, RoundingMode.HALF_UP)
        .toPlainString();
  }

  /** From 0 by night to 1 when people commute, around 8 and 18 o'clock. */
  private static double fullness(Instant interval) {
    ZonedDateTime local = LocalDay.local(interval);
    double hours = local.toLocalTime().toSecondOfDay() / 3600.0;
    double peaks = peak(hours - 8) + peak(hours - 18);
    double day = 0.4 * (1 - StrictMath.cos(2 * StrictMath.PI * (hours - 2) / 24)) / 2;
    return Math.min(1, 0.04 + day + 0.56 * peaks);
  }

  private static double peak(double hoursFromIt) {
    return StrictMath.exp(-hoursFromIt * hoursFromIt / 2);
  }
}
