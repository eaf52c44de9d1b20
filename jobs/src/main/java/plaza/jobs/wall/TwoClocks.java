package plaza.jobs.wall;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongSupplier;

/**
 * What time it is, by a clock that may be set and one that only runs. Where the first has jumped,
 * both are told for an hour, so that a wrong date opens nothing; then it is believed.
 */
final class TwoClocks {
  /** How far apart they may be before it is called a jump: more than NTP corrects at once. */
  static final Duration TOLERATED = Duration.ofMinutes(1);

  /** For how long a jump is doubted. */
  static final Duration DOUBTED = Duration.ofHours(1);

  private final InstantSource wall;
  private final LongSupplier nanos;
  private Instant start;
  private long startNanos;
  private long jumpedNanos;
  private Duration apart = Duration.ZERO;

  /** A clock that may be set, and one that counts nanoseconds. */
  TwoClocks(InstantSource wall, LongSupplier nanos) {
    this.wall = wall;
    this.nanos = nanos;
    this.start = wall.instant();
    this.startNanos = nanos.getAsLong();
  }

  /** One instant, or two while a jump is doubted. */
  Set<Instant> read() {
    long now = nanos.getAsLong();
    Instant shown = wall.instant();
    Instant counted = start.plusNanos(now - startNanos);
    Duration between = Duration.between(counted, shown);
    if (between.abs().compareTo(TOLERATED) <= 0) {
      apart = Duration.ZERO;
      return Set.of(shown);
    }
    // Another jump is doubted anew.
    if (apart.isZero() || apart.minus(between).abs().compareTo(TOLERATED) > 0) {
      jumpedNanos = now;
      apart = between;
    }
    if (now - jumpedNanos >= DOUBTED.toNanos()) {
      start = shown;
      startNanos = now;
      apart = Duration.ZERO;
      return Set.of(shown);
    }
    return new TreeSet<>(Set.of(shown, counted));
  }

  /** By how much it has jumped, while that is doubted; else zero. */
  Duration jump() {
    return apart;
  }
}
