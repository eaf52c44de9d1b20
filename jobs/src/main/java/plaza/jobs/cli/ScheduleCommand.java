package plaza.jobs.cli;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import plaza.contract.Feed;
import plaza.jobs.airflow.AirflowClient;
import plaza.jobs.airflow.Dag;
import plaza.jobs.airflow.ImportError;
import plaza.jobs.airflow.Run;
import plaza.jobs.schedule.CatalogFile;

@Command(
    name = "schedule",
    description = {
      "Lets Airflow land, build and release by itself what datasets need, or no longer.",
      "Without a name it shows what is scheduled."
    })
final class ScheduleCommand extends PlazaCommand {
  private static final Duration LOOK = Duration.ofMillis(500);
  private static final Duration LIMIT = Duration.ofMinutes(2);

  @Parameters(arity = "0..*", paramLabel = "NAME", description = "Datasets and feeds.")
  private List<String> names = new ArrayList<>();

  @Option(names = "--all", description = "Every feed and dataset that is declared.")
  private boolean isAll;

  @Option(
      names = "--release",
      description = "Releases them too, at their contracts' hours; what breaks a consumer asks.")
  private boolean isReleased;

  @Option(names = "--pause", description = "No longer; what runs is finished.")
  private boolean isPaused;

  @Option(
      names = "--from",
      paramLabel = "D",
      description = "Recorded files from this local day on are landed, a run for each day.")
  private @Nullable LocalDate from;

  @Option(names = "--to", paramLabel = "D", description = "… up to this day (default: for ever).")
  private @Nullable LocalDate to;

  @Override
  public Integer call() throws Exception {
    Scheduling.check(from, to);
    Scheduling scheduling = new Scheduling(plaza());
    AirflowClient client = scheduling.client();
    Set<String> dags = new LinkedHashSet<>();
    List<String> wanted = new ArrayList<>(names);
    if (isAll) {
      scheduling.catalog().feeds().keySet().forEach(wanted::add);
      scheduling.catalog().datasets().keySet().forEach(name -> wanted.add(name.toString()));
    }
    for (String name : wanted) {
      Scheduling.Named named = scheduling.named(name);
      // What others need too goes on: only what is named is paused.
      dags.addAll(isPaused ? Set.of(scheduling.dag(named)) : scheduling.upstream(named));
      if (named.dataset() != null
          && named.dataset().findRelease().isPresent()
          && (isReleased || isPaused)) {
        dags.add(Scheduling.release(named.dataset()));
      }
    }
    if (from != null) {
      new CatalogFile(plaza().home()).setDays(new CatalogFile.Days(from, to));
      terminal().progress("telling Airflow of the days");
      awaitDays(client, scheduling, dags, from);
    }
    if (wanted.isEmpty()) {
      list(client);
      return Plaza.DONE;
    }
    for (String dag : dags) {
      Scheduling.known(client, dag, terminal());
    }
    for (String dag : dags) {
      terminal().progress((isPaused ? "pausing " : "scheduling ") + dag);
      client.setPaused(dag, isPaused);
    }
    terminal()
        .say(
            "%s %s; ./plaza schedule shows all"
                .formatted(isPaused ? "paused" : "scheduled", Terminal.plural(dags.size(), "DAG")));
    return Plaza.DONE;
  }

  // Scheduled before it has read them, a DAG would begin with today.
  private static void awaitDays(
      AirflowClient client, Scheduling scheduling, Set<String> dags, LocalDate from)
      throws InterruptedException {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    for (Feed feed : scheduling.catalog().feeds().values()) {
      String dag = Scheduling.land(feed.id());
      if (feed.url() != null || !dags.contains(dag)) {
        continue;
      }
      Instant first = from.atStartOfDay(scheduling.catalog().zone(feed, null)).toInstant();
      // Airflow's first run is the first behind this instant.
      while (client.findStart(dag).filter(first.minusSeconds(1)::equals).isEmpty()) {
        if (System.nanoTime() > deadline) {
          throw new Plaza.WrongUse(
              "Airflow has not read the days within two minutes",
              "See ./plaza logs service, and ./plaza airflow status.");
        }
        Thread.sleep(LOOK);
      }
    }
  }

  private void list(AirflowClient client) throws InterruptedException {
    Grid grid = new Grid("DAG", "state", "schedule", "next", "last", "ended as");
    Map<String, Run> known = new HashMap<>();
    client.listLastRuns().forEach(run -> known.putIfAbsent(run.dag(), run));
    for (Dag dag : client.listDags()) {
      // To ask for each is long where there are hundreds: of those that are paused few have one.
      Optional<Run> last = Optional.ofNullable(known.get(dag.id()));
      if (last.isEmpty() && !dag.isPaused()) {
        last = client.findLastRun(dag.id());
      }
      grid.add(
          dag.id(),
          dag.isBroken() ? "broken" : dag.isPaused() ? "" : "scheduled",
          dag.schedule(),
          dag.isPaused() ? "" : Objects.toString(dag.next(), ""),
          last.map(run -> Objects.toString(run.startedAt(), "").replaceFirst("\\.\\d+", ""))
              .orElse(""),
          last.map(run -> Scheduling.word(run.state())).orElse(""));
    }
    grid.print(terminal().out());
    for (ImportError error : client.listImportErrors()) {
      terminal().tell("  @|red unread|@  " + error.file() + ": " + Grid.oneLine(error.cause()));
    }
  }
}
