package plaza.jobs.service;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import plaza.catalog.Catalog;
import plaza.contract.Feed;
import plaza.jobs.stack.Home;
import plaza.lake.Receipt;
import plaza.landing.Fetch;
import plaza.landing.FetchFailure;

/** Lands what is new of a feed; needs no engine. */
final class Landing {
  /** What the result of a job calls the newest receipt of its feed. */
  static final String NEWEST = "newest_receipt";

  private static final Duration EARLY = Duration.ofSeconds(30);

  private final Home home;
  private final Declared declared;
  private final Collecting collecting;

  Landing(Home home, Declared declared, Collecting collecting) {
    this.home = home;
    this.declared = declared;
    this.collecting = collecting;
  }

  /**
   * Lands a feed.
   *
   * @param before the newest receipt that a job for this feed has told of, or null
   */
  Ending land(JobOrder order, @Nullable String before, Saying saying) throws InterruptedException {
    Catalog catalog = declared.catalog();
    @Nullable Feed feed = catalog.feeds().get(Objects.requireNonNull(order.feed()));
    if (feed == null) {
      return Ending.refused("the feed " + order.feed() + " is not declared any more", List.of());
    }
    Fetch fetch = new Fetch(home.landed(), home.root(), order.from(), order.to());
    try {
      saying.progress("landing " + feed.id());
      int files = fetched(fetch, feed, catalog.zone(feed, order.city()), order.longest());
      collecting.asked(feed, Instant.now());
      String newest =
          home.landed().newest(feed.id()).stream().findFirst().map(Receipt::id).orElse("");
      Map<String, Object> result = Map.of("files", files, NEWEST, newest);
      if (files == 0 && (newest.isEmpty() || newest.equals(before))) {
        return new Ending(
            JobState.SKIPPED, TaskState.SKIPPED, "nothing new of " + feed.id(), result, List.of());
      }
      String message =
          files == 0
              ? feed.id() + " has landed since it was last asked for"
              : "landed %d %s of %s".formatted(files, files == 1 ? "file" : "files", feed.id());
      saying.info(message);
      return Ending.succeeded(message, result);
    } catch (IOException e) {
      Told told = Told.of(FetchFailure.finding(feed, e));
      saying.findings(List.of(told));
      String message = "could not fetch " + feed.id() + ": " + told.message();
      boolean mayPass = !(e instanceof FetchFailure failure) || failure.isTransient();
      return mayPass
          ? Ending.broken(message, List.of(told))
          : Ending.refused(message, List.of(told));
    }
  }

  /**
   * Asks a publisher who is due any moment now: else a run that comes a second early misses one.
   */
  private static int fetched(Fetch fetch, Feed feed, ZoneId zone, Duration within)
      throws IOException, InterruptedException {
    Instant now = Instant.now();
    boolean isNearlyDue =
        feed.url() != null
            && fetch.due(feed, now).isAfter(now)
            && !fetch.due(feed, now).isAfter(now.plus(EARLY));
    return isNearlyDue ? fetch.poll(feed, now, within).size() : fetch.fetch(feed, zone, now);
  }
}
