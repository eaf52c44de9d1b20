package plaza.jobs.collect;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import plaza.contract.Feed;
import plaza.lake.Receipt;

/** Who is told of each poll, from several threads. */
public interface Watch {
  /** Something new has landed. */
  void landed(Feed feed, List<Receipt> receipts);

  /** The publisher had nothing new. */
  void unchanged(Feed feed, Instant next);

  /** The publisher could not be asked, or gave no answer. */
  void failed(Feed feed, IOException why, Instant next);
}
