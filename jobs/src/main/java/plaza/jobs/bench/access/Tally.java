package plaza.jobs.bench.access;

import java.util.function.Consumer;
import plaza.jobs.bench.Score;

/** Counts what was tried and what did not end as it must, and tells of the latter. */
final class Tally {
  private final Consumer<String> tell;
  private int done;
  private int failures;

  Tally(Consumer<String> tell) {
    this.tell = tell;
  }

  synchronized void check(boolean holds, String what, Object seen) {
    done++;
    if (!holds) {
      failures++;
      String text = String.valueOf(seen);
      tell.accept(
          "WRONG: " + what + ": " + (text.length() > 300 ? text.substring(0, 300) + "…" : text));
    }
  }

  Score score(String what, int whole, String note) {
    return new Score(what, done, whole == 0 ? done : whole, failures, note);
  }
}
