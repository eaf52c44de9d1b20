package plaza.jobs.collect;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import plaza.contract.Feed;
import plaza.lake.Receipt;
import plaza.landing.Fetch;

/** How a feed is asked. */
public interface Polling {
  /** From when on it is to be asked. */
  Instant due(Feed feed, Instant now);

  /** Lands what is new of it, within a time, and says what. */
  List<Receipt> poll(Feed feed, Instant now, Duration within)
      throws IOException, InterruptedException;

  /** By fetching, due or not. */
  static Polling of(Fetch fetch) {
    return new Polling() {
      @Override
      public Instant due(Feed feed, Instant now) {
        return fetch.due(feed, now);
      }

      @Override
      public List<Receipt> poll(Feed feed, Instant now, Duration within)
          throws IOException, InterruptedException {
        return fetch.poll(feed, now, within);
      }
    };
  }
}
