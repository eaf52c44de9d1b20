package plaza.jobs.collect;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What has become of the polls of one feed.
 *
 * @param polls how many there were; each landed, was unchanged or failed
 * @param failed how many failed, and so may have missed something for ever
 * @param lastAt when the last one ended, or null before the first
 * @param last what became of it
 */
public record Tally(
    String feed,
    int polls,
    int landed,
    int unchanged,
    int failed,
    @Nullable Instant lastAt,
    String last) {

  static Tally none(String feed) {
    return new Tally(feed, 0, 0, 0, 0, null, "");
  }

  Tally landing(Instant at, int files) {
    return new Tally(feed, polls + 1, landed + 1, unchanged, failed, at, "landed " + files);
  }

  Tally finding(Instant at) {
    return new Tally(feed, polls + 1, landed, unchanged + 1, failed, at, "unchanged");
  }

  Tally failing(Instant at, String why) {
    return new Tally(feed, polls + 1, landed, unchanged, failed + 1, at, why);
  }
}
