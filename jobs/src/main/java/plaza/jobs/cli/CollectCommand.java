package plaza.jobs.cli;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import org.jline.utils.Signals;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import plaza.catalog.Catalog;
import plaza.contract.Feed;
import plaza.jobs.collect.Collector;
import plaza.jobs.collect.Pace;
import plaza.jobs.collect.Polling;
import plaza.jobs.collect.Rest;
import plaza.jobs.collect.Tally;
import plaza.jobs.collect.Watch;
import plaza.jobs.stack.Home;
import plaza.lake.Receipt;
import plaza.landing.Fetch;

@Command(
    name = "collect",
    description = "Polls fast feeds, each at its own pace, until stopped; lands every snapshot.")
final class CollectCommand extends PlazaCommand {
  private static final List<String> SIGNALS = List.of("INT", "TERM");

  @Parameters(
      arity = "0..*",
      paramLabel = "FEED",
      description = "Only these (default: those with a url, renewed every 15 minutes or faster).")
  private List<String> names = new ArrayList<>();

  @Option(
      names = "--for",
      paramLabel = "DURATION",
      description = "Ends after this time, such as PT1H (default: when stopped).")
  private @Nullable Duration limit;

  @Option(names = "--build", description = "Builds what changed, a batch at a time.")
  private boolean isBuilding;

  @Option(
      names = "--batch",
      paramLabel = "DURATION",
      defaultValue = "PT10M",
      description = "How often it builds (default: ${DEFAULT-VALUE}).")
  private Duration batch = Duration.ofMinutes(10);

  private final CountDownLatch end = new CountDownLatch(1);
  private final AtomicBoolean isStopped = new AtomicBoolean();

  @Override
  public Integer call() throws Exception {
    if ((limit != null && !limit.isPositive()) || !batch.isPositive()) {
      throw new Plaza.WrongUse("--for and --batch take a time above nothing", "Write PT1H, say.");
    }
    Catalog catalog = plaza().catalog();
    List<Feed> feeds = feeds(catalog);
    Home home = plaza().home();
    Terminal terminal = terminal();
    Batches batches = new Batches(catalog, home, plaza().roots(), terminal);
    Collector collector =
        new Collector(
            Polling.of(new Fetch(home.landed(), home.root(), null, null)),
            new Lines(terminal, batches),
            Rest.until(end),
            RandomGenerator.getDefault());
    terminal.tell(
        "collecting " + Terminal.plural(feeds.size(), "feed") + "; Ctrl-C ends it, whole");
    stopOnSignals(terminal);
    Duration time = limit;
    if (time != null) {
      Thread.ofVirtual().start(() -> endAfter(time));
    }
    feeds.forEach(collector::begin);
    // A build takes its time on this thread; the polls go on on theirs.
    while (!end.await(batch.toMillis(), TimeUnit.MILLISECONDS)) {
      if (isBuilding) {
        batches.build();
      }
    }
    collector.awaitEnd();
    if (isBuilding && !isStopped.get()) {
      batches.build();
    }
    summary(collector.tallies()).print(terminal.out());
    batches.tellUnbuilt();
    boolean isBroken = collector.tallies().stream().anyMatch(tally -> tally.failed() > 0);
    return isBroken ? Plaza.BROKEN : batches.exit();
  }

  private List<Feed> feeds(Catalog catalog) {
    List<Feed> feeds = new ArrayList<>();
    for (String name : names) {
      Feed feed = catalog.feeds().get(name);
      if (feed == null) {
        throw new Plaza.WrongUse(
            "no feed " + name, "There are: " + String.join(", ", catalog.feeds().keySet()) + ".");
      }
      if (!feeds.contains(feed)) {
        feeds.add(feed);
      }
    }
    if (names.isEmpty()) {
      catalog.feeds().values().stream().filter(Pace::isFast).forEach(feeds::add);
    }
    if (feeds.isEmpty()) {
      throw new Plaza.WrongUse("no feed has a url and is renewed within PT15M", "Name some.");
    }
    return feeds;
  }

  private void stopOnSignals(Terminal terminal) {
    for (String signal : SIGNALS) {
      Signals.register(
          signal,
          () -> {
            isStopped.set(true);
            end.countDown();
            // Whoever asks twice is in a hurry; what has landed is whole even so.
            SIGNALS.forEach(Signals::registerDefault);
            terminal.tell("ending when the polls under way are done; once more ends it at once");
          });
    }
  }

  private void endAfter(Duration time) {
    try {
      if (!end.await(time.toMillis(), TimeUnit.MILLISECONDS)) {
        end.countDown();
      }
    } catch (InterruptedException e) {
      end.countDown();
    }
  }

  private static Grid summary(List<Tally> tallies) {
    Grid grid =
        new Grid("feed", "polls", "landed", "unchanged", "failed", "last").right(1, 2, 3, 4);
    for (Tally tally : tallies) {
      Instant at = tally.lastAt();
      grid.add(
          tally.feed(),
          Terminal.count(tally.polls()),
          Terminal.count(tally.landed()),
          Terminal.count(tally.unchanged()),
          tally.failed() == 0 ? "" : Terminal.count(tally.failed()),
          at == null ? "not polled" : clock(at) + " " + tally.last());
    }
    return grid;
  }

  private static String clock(Instant at) {
    return DateTimeFormatter.ISO_INSTANT.format(at.truncatedTo(ChronoUnit.SECONDS)).substring(11);
  }

  private record Lines(Terminal terminal, Batches batches) implements Watch {
    @Override
    public void landed(Feed feed, List<Receipt> receipts) {
      batches.add(feed.id());
      long bytes = receipts.stream().mapToLong(Receipt::bytes).sum();
      terminal.tell(
          "  @|green landed|@  %s  %s  %s"
              .formatted(
                  feed.id(),
                  Terminal.plural(receipts.size(), "file"),
                  Terminal.plural(bytes, "byte")));
    }

    @Override
    public void unchanged(Feed feed, Instant next) {
      terminal.progress(feed.id() + " is unchanged; next at " + clock(next));
    }

    @Override
    public void failed(Feed feed, IOException why, Instant next) {
      Landing.tell(terminal, feed, why);
      terminal.tell("          " + feed.id() + " is tried again at " + clock(next));
    }
  }
}
