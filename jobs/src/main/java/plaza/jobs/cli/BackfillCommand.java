package plaza.jobs.cli;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import plaza.contract.Feed;
import plaza.jobs.airflow.AirflowClient;
import plaza.jobs.airflow.Backfill;
import plaza.jobs.airflow.Run;

@Command(
    name = "backfill",
    description = {
      "Has Airflow land days gone by of a feed, or of all that a dataset is made of.",
      "What is made of them is built as they land."
    })
final class BackfillCommand extends PlazaCommand {
  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final int AT_ONCE = 2;

  @Parameters(paramLabel = "NAME", description = "A feed, or a dataset.")
  private String name = "";

  @Option(names = "--from", required = true, paramLabel = "D", description = "The first local day.")
  private LocalDate from = LocalDate.EPOCH;

  @Option(names = "--to", required = true, paramLabel = "D", description = "The last, inclusive.")
  private LocalDate to = LocalDate.EPOCH;

  @Option(names = "--again", description = "Days that were landed by a run before, too.")
  private boolean isAgain;

  @Option(names = "--follow", description = "Waits until all days have ended.")
  private boolean isFollowed;

  @Override
  public Integer call() throws Exception {
    Scheduling.check(from, to);
    Scheduling scheduling = new Scheduling(plaza());
    Scheduling.Named named = scheduling.named(name);
    List<Feed> recorded = new ArrayList<>();
    for (String each : scheduling.feeds(named)) {
      Feed feed = scheduling.catalog().feed(each);
      if (end(scheduling, feed).isAfter(Instant.now())) {
        throw new Plaza.WrongUse("--to " + to + " is not over yet", "Give days gone by.");
      }
      if (feed.url() == null) {
        recorded.add(feed);
      } else {
        terminal()
            .tell(
                "  @|yellow note|@    " + each + " is asked at a url, which has only what is now");
      }
    }
    if (recorded.isEmpty()) {
      throw new Plaza.WrongUse(
          "nothing of " + name + " is recorded",
          "./plaza land FEED --file F --at T lands a file as if it had been fetched then.");
    }
    AirflowClient client = scheduling.client();
    for (String dag : scheduling.upstream(named)) {
      if (Scheduling.known(client, dag, terminal()).isPaused()) {
        throw new Plaza.WrongUse(
            dag + " is paused, so its runs would wait",
            "./plaza schedule " + name + " lets it run.");
      }
    }
    List<Backfill> backfills = new ArrayList<>();
    for (Feed feed : recorded) {
      backfills.add(
          client.backfill(
              Scheduling.land(feed.id()),
              from.atStartOfDay(scheduling.catalog().zone(feed, null)).toInstant(),
              end(scheduling, feed),
              isAgain ? AirflowClient.Again.COMPLETED : AirflowClient.Again.FAILED,
              AT_ONCE));
      terminal().say("backfills " + feed.id() + " from " + from + " to " + to);
    }
    boolean isWhole = true;
    if (isFollowed) {
      for (Backfill each : backfills) {
        isWhole &= follow(client, each);
      }
    }
    return isWhole ? Plaza.DONE : Plaza.BROKEN;
  }

  private Instant end(Scheduling scheduling, Feed feed) {
    ZoneId zone = scheduling.catalog().zone(feed, null);
    return to.plusDays(1).atStartOfDay(zone).toInstant().minusSeconds(1);
  }

  /** Waits for its end; whether all days went well. */
  private boolean follow(AirflowClient client, Backfill begun) throws InterruptedException {
    while (true) {
      // Before its runs are counted: those of one that has ended are all there.
      boolean isEnded = client.backfill(begun.id()).completedAt() != null;
      List<Run> runs = client.listBackfilled(begun.dag(), begun.from(), begun.to());
      long ended = runs.stream().filter(run -> run.state().isEnd()).count();
      if (isEnded) {
        List<Run> failed = runs.stream().filter(run -> run.state() == Run.State.FAILED).toList();
        terminal()
            .say(
                "ended     %s: %s%s"
                    .formatted(
                        begun.dag(),
                        runs.isEmpty()
                            ? "its days had been landed before; --again lands them anew"
                            : Terminal.plural(runs.size(), "run"),
                        failed.isEmpty() ? "" : ", of which %d failed".formatted(failed.size())));
        failed.forEach(run -> terminal().say("  @|red failed|@  " + client.page(run)));
        return failed.isEmpty();
      }
      terminal().progress("backfilling %s: %d of %d".formatted(begun.dag(), ended, runs.size()));
      Thread.sleep(LOOK);
    }
  }
}
