package plaza.jobs.collect;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import plaza.contract.Feed;

/**
 * When a feed is asked next: at the next multiple of its pace, a little behind it, reckoned anew
 * from the clock each time. What a clock that jumped, or a machine that slept, has missed is left
 * out, so that there is never a burst to make up for it.
 *
 * @param every the distance of two polls
 */
public record Pace(Duration every) {
  private static final Duration FAST = Duration.ofMinutes(15);
  private static final Duration MIN_PATIENCE = Duration.ofSeconds(30);
  private static final Duration MAX_JITTER = Duration.ofSeconds(30);
  private static final Duration MAX_PAUSE = Duration.ofHours(1);

  /** The pace of a feed; a month counts as 31 days, and nothing is faster than a second. */
  public static Pace of(Feed feed) {
    Instant behind = Instant.EPOCH.atZone(ZoneOffset.UTC).plus(feed.every()).toInstant();
    return new Pace(Duration.between(Instant.EPOCH, latest(behind, Instant.ofEpochSecond(1))));
  }

  /** Whether a feed is renewed so often that asking for it by a schedule would miss some of it. */
  public static boolean isFast(Feed feed) {
    return feed.url() != null && of(feed).every().compareTo(FAST) <= 0;
  }

  /**
   * The instant of the next poll.
   *
   * @param last when the last one began
   * @param now when it ended, so never before the next
   * @param failures how many have failed in a row: each doubles the distance, up to an hour
   * @param notBefore until when the publisher asks for a pause, or null; an hour of it is kept
   * @param chance from 0 to 1, how far behind the multiple: up to a tenth of the pace or 30 seconds
   */
  public Instant next(
      Instant last, Instant now, int failures, @Nullable Instant notBefore, double chance) {
    // A clock that was set back since the last poll would otherwise mean a wait of hours.
    Instant begun = last.isAfter(now) ? now : last;
    Instant earliest = latest(begun.plus(distance(failures)).minus(every.dividedBy(2)), now);
    if (notBefore != null) {
      Instant limit = now.plus(most());
      earliest = latest(earliest, notBefore.isAfter(limit) ? limit : notBefore);
    }
    long pace = every.toMillis();
    long slot = Math.ceilDiv(earliest.toEpochMilli(), pace) * pace;
    long jitter = Math.min(pace / 10, MAX_JITTER.toMillis());
    return Instant.ofEpochMilli(slot + (long) (chance * jitter));
  }

  /** How long one poll may take: until the next, but half a minute where that is less. */
  Duration patience() {
    return every.compareTo(MIN_PATIENCE) < 0 ? MIN_PATIENCE : every;
  }

  private Duration distance(int failures) {
    Duration distance = every;
    for (int i = 1; i < failures && distance.compareTo(most()) < 0; i++) {
      distance = distance.multipliedBy(2);
    }
    return distance.compareTo(most()) > 0 ? most() : distance;
  }

  private Duration most() {
    return every.compareTo(MAX_PAUSE) > 0 ? every : MAX_PAUSE;
  }

  private static Instant latest(Instant one, Instant other) {
    return one.isBefore(other) ? other : one;
  }
}
