package plaza.jobs.collect;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import plaza.contract.Feed;
import plaza.lake.Receipt;
import plaza.landing.FetchFailure;

/**
 * Polls feeds, each on a thread of its own, so that a slow publisher delays no other; one host is
 * asked for four of its feeds at a time.
 */
public final class Collector implements AutoCloseable {
  private static final int AT_ONCE = 4;
  private static final Duration GRACE = Duration.ofMinutes(1);

  private final Polling polling;
  private final Watch watch;
  private final Rest rest;
  private final RandomGenerator random;
  private final Map<String, Tally> tallies = new ConcurrentHashMap<>();
  private final Map<String, Semaphore> hosts = new ConcurrentHashMap<>();
  private final Map<Feed, Future<?>> threads = Collections.synchronizedMap(new LinkedHashMap<>());
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();

  /** Polls in a way, tells of it, and ends when a rest says so. */
  public Collector(Polling polling, Watch watch, Rest rest, RandomGenerator random) {
    this.polling = polling;
    this.watch = watch;
    this.rest = rest;
    this.random = random;
  }

  /** Begins to poll a feed, until all ends. */
  public void begin(Feed feed) {
    begin(feed, () -> true);
  }

  /** Begins to poll a feed, for as long as it is wanted. */
  public void begin(Feed feed, BooleanSupplier isWanted) {
    tallies.put(feed.id(), Tally.none(feed.id()));
    threads.put(
        feed,
        executor.submit(() -> {
          collect(feed, isWanted);
          return null;
        }));
  }

  /** What has become of each feed's polls by now, in the order begun. */
  public List<Tally> tallies() {
    List<Tally> all = new ArrayList<>();
    threads.keySet().forEach(feed -> all.add(tallies.get(feed.id())));
    return all;
  }

  /**
   * Waits until every feed has ended; polls under way are finished, for a minute at most.
   *
   * @throws IllegalStateException when one of them broke
   */
  public void awaitEnd() throws InterruptedException {
    executor.shutdown();
    if (!executor.awaitTermination(GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
      executor.shutdownNow();
    }
    for (var thread : threads.entrySet()) {
      try {
        thread.getValue().get();
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof InterruptedException)) {
          throw new IllegalStateException("while collecting " + thread.getKey().id(), e.getCause());
        }
      }
    }
  }

  private void collect(Feed feed, BooleanSupplier isWanted) throws InterruptedException {
    Pace pace = Pace.of(feed);
    Semaphore host = hosts.computeIfAbsent(host(feed), h -> new Semaphore(AT_ONCE));
    int failures = 0;
    Instant now = rest.now();
    // Those that are due begin apart from each other; the others keep to what they last did.
    Instant due = polling.due(feed, now);
    Instant next =
        due.isAfter(now)
            ? pace.next(due.minus(pace.every()), now, 0, null, random.nextDouble())
            : now.plusMillis((long) (random.nextDouble() * 1000));
    while (!rest.rest(wait(next)) && isWanted.getAsBoolean()) {
      host.acquire();
      try {
        if (rest.rest(Duration.ZERO)) {
          return;
        }
        Instant start = rest.now();
        @Nullable IOException failure = null;
        List<Receipt> receipts = List.of();
        try {
          receipts = polling.poll(feed, start, pace.patience());
        } catch (IOException e) {
          failure = e;
        } catch (RuntimeException e) {
          // Whatever is wrong with one feed must neither stop the others nor end it unseen.
          failure = new IOException("broken: " + e, e);
        }
        failures = failure == null ? 0 : failures + 1;
        Instant end = rest.now();
        next = pace.next(start, end, failures, notBefore(failure), random.nextDouble());
        tell(feed, receipts, failure, end, next);
      } finally {
        host.release();
      }
    }
  }

  /** How long to wait by a clock that only runs: what the wall clock says may be far off. */
  private Duration wait(Instant next) {
    Duration wait = Duration.between(rest.now(), next);
    return wait.isNegative() ? Duration.ZERO : wait;
  }

  private void tell(
      Feed feed, List<Receipt> receipts, @Nullable IOException failure, Instant at, Instant next) {
    if (failure != null) {
      String why = String.valueOf(failure.getMessage());
      tallies.computeIfPresent(feed.id(), (id, tally) -> tally.failing(at, why));
      watch.failed(feed, failure, next);
    } else if (receipts.isEmpty()) {
      tallies.computeIfPresent(feed.id(), (id, tally) -> tally.finding(at));
      watch.unchanged(feed, next);
    } else {
      tallies.computeIfPresent(feed.id(), (id, tally) -> tally.landing(at, receipts.size()));
      watch.landed(feed, receipts);
    }
  }

  private static @Nullable Instant notBefore(@Nullable IOException failure) {
    return failure instanceof FetchFailure fetch ? fetch.findNotBefore().orElse(null) : null;
  }

  private static String host(Feed feed) {
    String url = feed.url();
    return url == null ? "" : String.valueOf(URI.create(url).getHost());
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
