package plaza.release.leak;

import java.util.Optional;

/** One way to find out from a release what it is not to show. It says itself how far it came. */
public interface Attack {
  /** Its name in reports, a few words. */
  String name();

  /** What it does and what counts as a win, in one sentence, for whoever reads a report. */
  String description();

  /** Tries; empty where the tier declares nothing that this attack could break. */
  Optional<Outcome> on(Target target);

  /**
   * How far an attack came.
   *
   * @param measured what it got, in the words of {@code seen}
   * @param allowed how much of it does not count as a win
   * @param isWon whether it found out what it must not
   * @param seen one sentence with the figures
   */
  record Outcome(double measured, double allowed, boolean isWon, String seen) {
    /** Won by any that were found. */
    static Optional<Outcome> ofAny(long found, String seen) {
      return of((double) found, 0, seen);
    }

    /** Won by whatever is more than allowed. */
    static Optional<Outcome> of(double measured, double allowed, String seen) {
      return Optional.of(new Outcome(measured, allowed, measured > allowed, seen));
    }
  }
}
