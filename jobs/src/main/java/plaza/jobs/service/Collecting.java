package plaza.jobs.service;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import plaza.contract.Feed;
import plaza.jobs.collect.Collector;
import plaza.jobs.collect.Pace;
import plaza.jobs.collect.Polling;
import plaza.jobs.collect.Rest;
import plaza.jobs.collect.Watch;
import plaza.jobs.stack.Home;
import plaza.lake.Receipt;
import plaza.landing.Fetch;

/**
 * Polls fast feeds at their own pace between the jobs that land them: for as long as somebody goes
 * on asking for a feed, so that whoever pauses its schedule also ends the polling.
 */
final class Collecting implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Collecting.class);
  // A schedule asks for a fast feed every quarter of an hour; one that was late is no end of it.
  private static final Duration ASKED_FOR = Duration.ofHours(1);

  private final CountDownLatch end = new CountDownLatch(1);
  private final Map<String, Wanted> wanted = new ConcurrentHashMap<>();
  private final Collector collector;

  // A declaration that has changed since is another feed.
  private record Wanted(Feed feed, Instant until) {}

  Collecting(Home home) {
    this.collector =
        new Collector(
            Polling.of(new Fetch(home.landed(), home.root(), null, null)),
            new Logged(),
            Rest.until(end),
            RandomGenerator.getDefault());
  }

  /** A feed was asked for; one that is fast is polled from now on. */
  void asked(Feed feed, Instant now) {
    if (!Pace.isFast(feed)) {
      return;
    }
    Wanted before = wanted.put(feed.id(), new Wanted(feed, now.plus(ASKED_FOR)));
    if (before == null || !before.feed().equals(feed)) {
      LOG.info("{} is polled every {} from now on", feed.id(), feed.every());
      collector.begin(feed, () -> isWanted(feed));
    }
  }

  private boolean isWanted(Feed feed) {
    Wanted now = wanted.get(feed.id());
    if (now == null || !now.feed().equals(feed)) {
      return false;
    }
    if (now.until().isAfter(Instant.now())) {
      return true;
    }
    LOG.info("nobody has asked for {} for {}; it is polled no more", feed.id(), ASKED_FOR);
    return !wanted.remove(feed.id(), now);
  }

  @Override
  public void close() {
    end.countDown();
    collector.close();
  }

  private static final class Logged implements Watch {
    @Override
    public void landed(Feed feed, List<Receipt> receipts) {
      LOG.info("landed {} of {}", receipts.size(), feed.id());
    }

    @Override
    public void unchanged(Feed feed, Instant next) {}

    @Override
    public void failed(Feed feed, IOException why, Instant next) {
      LOG.warn("could not poll {}: {}; next at {}", feed.id(), why.getMessage(), next);
    }
  }
}
