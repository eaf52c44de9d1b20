package plaza.landing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import plaza.contract.Feed;
import plaza.lake.LandedFiles;
import plaza.lake.LandedFiles.Arrival;
import plaza.lake.Look;
import plaza.lake.Receipt;

/**
 * Fetches what a publisher offers and lands its bytes with a receipt; what has not changed lands
 * nothing. Rows are not looked at. A folder of recorded files is replayed: a file whose folder is
 * named by an instant ({@code 20260328T000020Z}) was fetched then. Any other file is what its
 * publisher offers now; it was fetched when it was last changed, and lands unless its bytes have.
 */
public final class Fetch {
  private final LandedFiles landed;
  private final Path home;
  private final Days days;
  private final Web web;

  /**
   * Lands into a lake.
   *
   * @param home what {@code {home}} stands for in a feed's {@code files}; feeds' secrets are in it
   * @param from first local day of fetching to land, or null
   * @param to last such day, or null
   */
  public Fetch(LandedFiles landed, Path home, @Nullable LocalDate from, @Nullable LocalDate to) {
    this(landed, home, from, to, Web.of(home));
  }

  Fetch(LandedFiles landed, Path home, @Nullable LocalDate from, @Nullable LocalDate to, Web web) {
    this.landed = landed;
    this.home = home;
    this.days = new Days(from, to);
    this.web = web;
  }

  /**
   * Lands what is new of a feed, whose days are counted in a zone, and says how many files. A url
   * is not asked again before it is renewed.
   *
   * @throws FetchFailure when its publisher does not give it
   */
  public int fetch(Feed feed, ZoneId zone, Instant now) throws IOException, InterruptedException {
    if (feed.url() == null) {
      return replay(feed, zone).size();
    }
    return days.cover(now, zone) && !due(feed, now).isAfter(now)
        ? poll(feed, now, web.limits().total()).size()
        : 0;
  }

  /**
   * Lands what is new of a feed now, due or not, and says what.
   *
   * @param within the time that is left for it; a publisher that takes longer has failed
   * @throws FetchFailure when its publisher does not give it
   */
  public List<Receipt> poll(Feed feed, Instant now, Duration within)
      throws IOException, InterruptedException {
    String url = feed.url();
    return url == null
        ? replay(feed, ZoneOffset.UTC)
        : new Download(landed, web.within(within), feed, url, now).run();
  }

  /** From when on a feed is to be asked again; now, where nothing of it has landed. */
  public Instant due(Feed feed, Instant now) {
    List<Receipt> receipts = landed.newest(feed.id());
    Instant last =
        Stream.concat(
                landed.findLook(feed.id()).map(Look::at).stream(),
                receipts.stream().map(Receipt::fetchedAt).limit(1))
            .max(Instant::compareTo)
            .orElse(now);
    // A look in the future is that of a clock that was wrong.
    return receipts.isEmpty() || last.isAfter(now)
        ? now
        : last.atZone(ZoneOffset.UTC).plus(feed.every()).toInstant();
  }

  private List<Receipt> replay(Feed feed, ZoneId zone) throws IOException {
    List<Receipt> receipts = new ArrayList<>();
    for (Replay.Offered file : new Replay(landed, home, days).list(feed, zone)) {
      receipts.add(land(feed, file.file(), file.at()));
    }
    return receipts;
  }

  /** Lands one file as if it had been fetched from the publisher at an instant. */
  public Receipt land(Feed feed, Path file, Instant at) throws IOException {
    String name = String.valueOf(file.getFileName());
    try (InputStream in = Files.newInputStream(file)) {
      return landed.land(
          new Arrival(
              feed.id(), at, file.toAbsolutePath().toUri().toString(), name, type(name), null),
          in);
    }
  }

  private static String type(String name) {
    String type = java.net.URLConnection.guessContentTypeFromName(name);
    return type == null ? "application/octet-stream" : type;
  }
}
