package plaza.landing;

import java.time.Duration;

/**
 * What a fetch may take. Bytes and pages are limited by the feed.
 *
 * @param connect for a connection
 * @param attempt for one request with its redirects, to the last byte
 * @param total behind which no further attempt or page is begun
 * @param attempts how often one page is tried
 * @param base the longest pause before the second attempt; it doubles with each
 * @param cap the longest pause of all
 * @param retryAfter the longest pause that a publisher may ask for and get at once
 * @param redirects how many are followed in one attempt
 */
record Limits(
    Duration connect,
    Duration attempt,
    Duration total,
    int attempts,
    Duration base,
    Duration cap,
    Duration retryAfter,
    int redirects) {
  static final Limits USUAL =
      new Limits(
          Duration.ofSeconds(20),
          Duration.ofMinutes(10),
          Duration.ofMinutes(30),
          5,
          Duration.ofSeconds(2),
          Duration.ofMinutes(1),
          Duration.ofMinutes(5),
          5);

  /** The same, but all of it within a time. */
  Limits within(Duration time) {
    return new Limits(
        connect,
        attempt.compareTo(time) < 0 ? attempt : time,
        total.compareTo(time) < 0 ? total : time,
        attempts,
        base,
        cap,
        retryAfter,
        redirects);
  }
}
