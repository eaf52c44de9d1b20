package plaza.jobs.collect;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import plaza.contract.Feed;
import plaza.lake.Receipt;

/** How a feed is asked. */
public interface Polling {
  /** From when on it is to be asked. */
  Instant due(Feed feed, Instant now);

  /** Lands what is new of it, within a time, and says what. */
  List<Receipt> poll(Feed feed, Instant now, Duration within)
      throws IOException, InterruptedException;
}
