package plaza.jobs.collect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import plaza.contract.Feed;
import plaza.contract.Problems;
import plaza.lake.Receipt;

@Timeout(60)
class CollectorTest {
  private static final Instant NOON = Instant.parse("2026-03-28T12:00:00Z");

  @TempDir Path folder = Path.of("");
  private final List<String> told = new CopyOnWriteArrayList<>();

  private Feed feed(String id, String host, String every) throws IOException {
    Path file = folder.resolve(id + ".yaml");
    Files.writeString(
        file,
        """
        title: Bikes
        publisher: Harbour board
        fetch: {url: "https://%s/%s", every: %s}
        format: {name: json}
        license: CC0-1.0
        attribution: Harbour board
        """
            .formatted(host, id, every));
    return Feed.read(file, new Problems()).orElseThrow();
  }

  private static Receipt receipt(Feed feed, Instant at) {
    return new Receipt(at + "", feed.id(), at, "o", "f", "t", 1, "s", null, null, null, null, null);
  }

  /** Time that passes at once, for the thread of one feed each, until it has rested so often. */
  private static final class Hours implements Rest {
    private final Map<Thread, Instant> clocks = new ConcurrentHashMap<>();
    private final Map<Thread, Integer> rests = new ConcurrentHashMap<>();
    private final int most;
    final List<Duration> waits = new CopyOnWriteArrayList<>();

    Hours(int most) {
      this.most = most;
    }

    void jump(Duration by) {
      clocks.put(Thread.currentThread(), now().plus(by));
    }

    @Override
    public Instant now() {
      return clocks.computeIfAbsent(Thread.currentThread(), t -> NOON);
    }

    @Override
    public boolean rest(Duration duration) {
      if (duration.isZero()) {
        return false;
      }
      waits.add(duration);
      jump(duration);
      return rests.merge(Thread.currentThread(), 1, Integer::sum) > most;
    }
  }

  private interface Poll {
    List<Receipt> of(Feed feed, Instant now) throws IOException, InterruptedException;
  }

  private Collector collector(Rest rest, Poll poll) {
    Polling polling =
        new Polling() {
          @Override
          public Instant due(Feed feed, Instant now) {
            return now.plusSeconds(59);
          }

          @Override
          public List<Receipt> poll(Feed feed, Instant now, Duration within)
              throws IOException, InterruptedException {
            return poll.of(feed, now);
          }
        };
    Watch watch =
        new Watch() {
          @Override
          public void landed(Feed feed, List<Receipt> receipts) {
            told.add(feed.id() + " landed");
          }

          @Override
          public void unchanged(Feed feed, Instant next) {
            told.add(feed.id() + " unchanged");
          }

          @Override
          public void failed(Feed feed, IOException why, Instant next) {
            told.add(feed.id() + " failed, next " + next);
          }
        };
    return new Collector(polling, watch, rest, RandomGenerator.of("L64X128MixRandom"));
  }

  @Test
  void each_feed_is_polled_at_its_own_pace_and_each_poll_is_counted() throws Exception {
    Hours hours = new Hours(6);
    AtomicInteger count = new AtomicInteger();
    List<Instant> polls = new ArrayList<>();
    try (Collector collector =
        collector(
            hours,
            (feed, now) -> {
              polls.add(now);
              return switch (count.getAndIncrement() % 3) {
                case 0 -> List.of(receipt(feed, now));
                case 1 -> List.of();
                default -> throw new IOException("no");
              };
            })) {
      collector.begin(feed("bikes", "example.org", "PT1M"));
      collector.awaitEnd();
      assertThat(collector.tallies())
          .singleElement()
          .satisfies(tally -> {
            assertThat(tally.polls()).isEqualTo(6);
            assertThat(tally.landed()).isEqualTo(2);
            assertThat(tally.unchanged()).isEqualTo(2);
            assertThat(tally.failed()).isEqualTo(2);
            assertThat(tally.last()).isEqualTo("no");
          });
    }
    assertThat(polls)
        .extracting(at -> Duration.between(NOON, at).toMinutes())
        .containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
    assertThat(told).hasSize(6).startsWith("bikes landed", "bikes unchanged");
  }

  @Test
  void a_slow_publisher_delays_no_other() throws Exception {
    CountDownLatch othersAreDone = new CountDownLatch(5);
    try (Collector collector =
        collector(
            new Hours(5),
            (feed, now) -> {
              if (feed.id().equals("slow")) {
                othersAreDone.await();
              } else {
                othersAreDone.countDown();
              }
              return List.of();
            })) {
      collector.begin(feed("slow", "slow.example", "PT1M"));
      collector.begin(feed("fast", "fast.example", "PT1M"));
      collector.awaitEnd();
      assertThat(collector.tallies()).extracting(Tally::polls).containsExactly(5, 5);
    }
  }

  @Test
  void one_host_is_asked_for_four_feeds_at_a_time() throws Exception {
    AtomicInteger at = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CountDownLatch five = new CountDownLatch(5);
    try (Collector collector =
        collector(
            new Hours(3),
            (feed, now) -> {
              most.accumulateAndGet(at.incrementAndGet(), Math::max);
              // The first four wait for a fifth, in vain for as long as they are inside.
              five.countDown();
              boolean unused = five.await(200, TimeUnit.MILLISECONDS);
              at.decrementAndGet();
              return List.of();
            })) {
      for (String id : List.of("a", "b", "c", "d", "e", "f", "g", "h")) {
        collector.begin(feed(id, "example.org", "PT1M"));
      }
      collector.awaitEnd();
      assertThat(collector.tallies()).extracting(Tally::polls).containsOnly(3);
    }
    assertThat(most).hasValue(4);
  }

  @Test
  void a_machine_that_sleeps_polls_once_when_it_wakes() throws Exception {
    Hours hours = new Hours(4);
    List<Instant> polls = new ArrayList<>();
    try (Collector collector =
        collector(
            hours,
            (feed, now) -> {
              polls.add(now);
              if (polls.size() == 2) {
                hours.jump(Duration.ofHours(8)); // asleep while it polled
              }
              return List.of();
            })) {
      collector.begin(feed("bikes", "example.org", "PT1M"));
      collector.awaitEnd();
    }
    assertThat(polls)
        .extracting(at -> Duration.between(NOON, at).toMinutes())
        .containsExactly(1L, 2L, 483L, 484L);
  }

  @Test
  void a_feed_that_fails_keeps_its_schedule_with_growing_distances() throws Exception {
    List<Instant> polls = new ArrayList<>();
    try (Collector collector =
        collector(
            new Hours(5),
            (feed, now) -> {
              polls.add(now);
              if (polls.size() == 1) {
                throw new IllegalStateException("odd");
              }
              throw new IOException("no");
            })) {
      collector.begin(feed("bikes", "example.org", "PT10M"));
      collector.awaitEnd();
      assertThat(collector.tallies()).extracting(Tally::failed).containsExactly(5);
    }
    assertThat(polls)
        .extracting(at -> Duration.between(NOON, at).toMinutes())
        .containsExactly(0L, 10L, 30L, 70L, 130L);
  }

  @Test
  void what_is_under_way_at_the_end_is_finished_and_nothing_is_begun() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    try (Collector collector =
        collector(
            new Rest() {
              @Override
              public Instant now() {
                return NOON;
              }

              @Override
              public boolean rest(Duration duration) {
                return end.getCount() == 0;
              }
            },
            (feed, now) -> {
              begun.countDown();
              goOn.await();
              return List.of(receipt(feed, now));
            })) {
      collector.begin(feed("bikes", "example.org", "PT1M"));
      begun.await();
      end.countDown();
      goOn.countDown();
      collector.awaitEnd();
      assertThat(collector.tallies()).extracting(Tally::landed).containsExactly(1);
      assertThat(collector.tallies()).extracting(Tally::polls).containsExactly(1);
    }
  }
}
