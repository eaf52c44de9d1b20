package plaza.jobs.cli;

import java.time.Duration;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import plaza.jobs.airflow.AirflowClient;
import plaza.jobs.airflow.Run;
import plaza.jobs.airflow.TaskRun;

@Command(
    name = "trigger",
    description = "Has Airflow land a feed, or build or release a dataset, now.")
final class TriggerCommand extends PlazaCommand {
  private static final Duration LOOK = Duration.ofSeconds(1);

  @Parameters(paramLabel = "NAME", description = "A feed, or a dataset.")
  private String name = "";

  @Option(names = "--release", description = "Releases the dataset instead of building it.")
  private boolean isReleased;

  @Option(names = "--from", paramLabel = "D", description = "Of a feed: the first local day.")
  private @Nullable LocalDate from;

  @Option(names = "--to", paramLabel = "D", description = "… and the last, inclusive.")
  private @Nullable LocalDate to;

  @Option(names = "--follow", description = "Waits until it has ended, and says how.")
  private boolean isFollowed;

  @Override
  public Integer call() throws Exception {
    Scheduling.check(from, to);
    Scheduling scheduling = new Scheduling(plaza());
    Scheduling.Named named = scheduling.named(name);
    if (from != null && named.dataset() != null) {
      throw new Plaza.WrongUse(
          "a table is built of all that has landed, not of days",
          "Name a feed: " + String.join(", ", scheduling.feeds(named)) + ".");
    }
    if (isReleased && (named.dataset() == null || named.dataset().findRelease().isEmpty())) {
      throw new Plaza.WrongUse(name + " declares no release", "Its contract.yaml would.");
    }
    AirflowClient client = scheduling.client();
    String dag =
        isReleased && named.dataset() != null
            ? Scheduling.release(named.dataset())
            : scheduling.dag(named);
    if (Scheduling.known(client, dag).isPaused()) {
      throw new Plaza.WrongUse(
          dag + " is paused, so its run would wait", "./plaza schedule " + name + " lets it run.");
    }
    Map<String, String> days = new LinkedHashMap<>();
    if (from != null) {
      days.put("from", from.toString());
      days.put("to", (to == null ? from : to).toString());
    }
    Run run = client.trigger(dag, null, days);
    terminal().say("started " + client.page(run));
    return isFollowed ? follow(client, run) : Plaza.DONE;
  }

  private int follow(AirflowClient client, Run run) throws InterruptedException {
    Run end =
        client.watch(
            run.dag(),
            run.id(),
            LOOK,
            now ->
                terminal()
                    .progress(
                        now.dag() + " " + now.state().name().toLowerCase(java.util.Locale.ROOT)));
    List<TaskRun> tasks = client.listTasks(run.dag(), run.id());
    for (TaskRun task : tasks) {
      terminal().say("  %-10s %s".formatted(task.state(), task.task()));
    }
    return end.state() == Run.State.SUCCESS ? Plaza.DONE : Plaza.REFUSED;
  }
}
