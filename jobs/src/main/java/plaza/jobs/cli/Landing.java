package plaza.jobs.cli;

import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import plaza.catalog.Catalog;
import plaza.catalog.Dataset;
import plaza.check.Finding;
import plaza.contract.Feed;
import plaza.contract.Source;
import plaza.jobs.stack.Home;
import plaza.landing.Fetch;
import plaza.landing.FetchFailure;

/** Lands what datasets need; a feed that cannot be fetched stops no other. */
final class Landing {
  private final Catalog catalog;
  private final Home home;
  private final Terminal terminal;

  Landing(Catalog catalog, Home home, Terminal terminal) {
    this.catalog = catalog;
    this.home = home;
    this.terminal = terminal;
  }

  /** How many files landed and how many feeds could not be fetched. */
  record Outcome(int files, int failures) {}

  /**
   * Lands the feeds of these datasets for a city (null: all), fetched on local days from, to (null:
   * without limit).
   */
  Outcome land(
      Collection<Dataset> datasets,
      @Nullable String city,
      @Nullable LocalDate from,
      @Nullable LocalDate to)
      throws IOException, InterruptedException {
    Fetch fetch = new Fetch(home.landed(), home.root(), from, to);
    Map<Feed, ZoneId> feeds = new LinkedHashMap<>();
    for (Dataset dataset : datasets) {
      for (Source source : dataset.sources()) {
        if (city == null || source.city() == null || source.city().equals(city)) {
          Feed feed = catalog.feed(source.feed());
          feeds.putIfAbsent(feed, catalog.zone(feed, source.city()));
        }
      }
    }
    int files = 0;
    int failures = 0;
    for (var feed : feeds.entrySet()) {
      terminal.progress("landing " + feed.getKey().id());
      try {
        int count = fetch.fetch(feed.getKey(), feed.getValue(), Instant.now());
        files += count;
        if (count > 0) {
          terminal.tell(
              "  @|green landed|@  " + feed.getKey().id() + "  " + Terminal.plural(count, "file"));
        }
      } catch (IOException e) {
        failures++;
        tell(terminal, feed.getKey(), e);
      }
    }
    return new Outcome(files, failures);
  }

  /** Says why a feed could not be fetched, and the way out. */
  static void tell(Terminal terminal, Feed feed, IOException e) {
    Finding finding = FetchFailure.finding(feed, e);
    terminal.tell("  @|yellow note|@    " + Grid.oneLine(finding.toString()));
    terminal.tell("          @|faint " + finding.code().remedy() + "|@");
  }
}
