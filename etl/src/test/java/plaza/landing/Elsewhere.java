package plaza.landing;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * A world whose clock only moves by pauses, none of which is waited for, and chance is a number.
 */
final class Elsewhere {
  final List<Duration> pauses = new ArrayList<>();
  final Map<String, String> environment = new HashMap<>();
  private final Path home;
  private Instant now;
  private Limits limits = Limits.USUAL;

  /** What every draw gives, from 0 to 1. */
  double chance = 0.5;

  Elsewhere(Path home, Instant now) {
    this.home = home;
    this.now = now;
  }

  /** Real time runs against one attempt, since a real server is at its other end. */
  void attemptsOf(Duration limit) {
    limits = limits(limit, limits.total());
  }

  void totalOf(Duration limit) {
    limits = limits(limits.attempt(), limit);
  }

  private Limits limits(Duration attempt, Duration total) {
    return new Limits(
        limits.connect(),
        attempt,
        total,
        limits.attempts(),
        limits.base(),
        limits.cap(),
        limits.retryAfter(),
        limits.redirects());
  }

  Web web() {
    return new Web(
        new Secrets(home.resolve("secrets"), environment),
        limits,
        () -> now,
        pause -> {
          pauses.add(pause);
          now = now.plus(pause);
        },
        new RandomGenerator() {
          @Override
          public long nextLong() {
            throw new AssertionError("only bounded draws are expected");
          }

          @Override
          public long nextLong(long bound) {
            return (long) (chance * (bound - 1));
          }
        });
  }
}
