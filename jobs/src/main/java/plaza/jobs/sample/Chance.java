package plaza.jobs.sample;

import java.util.SplittableRandom;

/**
 * Chance that repeats itself: a number depends on nothing but the seed and the names and numbers
 * that lead to it, never on what was drawn before, so that more days or more feeds change no
 * earlier one.
 */
record Chance(long key) {
  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  Chance of(long part) {
    return new Chance(new SplittableRandom(key ^ (part * GOLDEN_GAMMA)).nextLong());
  }

  Chance of(String name) {
    return of(name.hashCode());
  }

  /** A number from 0 (inclusive) to 1 (exclusive). */
  double unit() {
    return new SplittableRandom(key).nextDouble();
  }

  double between(double low, double high) {
    return low + (high - low) * unit();
  }

  /** A whole number from 0 to {@code bound - 1}. */
  int below(int bound) {
    return new SplittableRandom(key).nextInt(bound);
  }

  /** A number from 0 to 1 that drifts with {@code time}: drawn at whole times, straight between. */
  double drift(double time) {
    long before = (long) StrictMath.floor(time);
    double share = time - before;
    return of(before).unit() * (1 - share) + of(before + 1).unit() * share;
  }
}
