package plaza.jobs.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import plaza.jobs.airflow.AirflowClient;
import plaza.jobs.airflow.Run;
import plaza.jobs.airflow.TaskRun;
import plaza.jobs.service.ServiceClient;

@Command(
    name = "trigger",
    description = "Has Airflow land a feed, or build or release a dataset, now.")
final class TriggerCommand extends PlazaCommand {
  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final String WAITING = "awaiting_input";

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
    if (Scheduling.known(client, dag, terminal()).isPaused()) {
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

  private int follow(AirflowClient client, Run begun) throws Exception {
    boolean isAsked = false;
    while (true) {
      Run run = client.run(begun.dag(), begun.id());
      List<TaskRun> tasks = client.listTasks(run.dag(), run.id());
      if (run.state().isEnd()) {
        return end(run, tasks);
      }
      if (!isAsked && tasks.stream().anyMatch(task -> WAITING.equals(task.state()))) {
        isAsked = true;
        terminal().say("  waits for a person's word, on that page");
      }
      terminal().progress(run.dag() + " " + Scheduling.word(run.state()) + under(tasks));
      Thread.sleep(LOOK);
    }
  }

  private static String under(List<TaskRun> tasks) {
    return tasks.stream()
        .filter(task -> task.state() != null)
        .map(task -> ", " + task.task() + " is " + task.state())
        .collect(Collectors.joining());
  }

  /** Says how each task ended, in the words of its job. */
  private int end(Run run, List<TaskRun> tasks) throws InterruptedException {
    ServiceClient service = new ServiceClient(plaza().home());
    int exit = run.state() == Run.State.SUCCESS ? Plaza.DONE : Plaza.BROKEN;
    for (TaskRun task : tasks) {
      Optional<JsonNode> job =
          service.findJob(
              String.join("~", run.dag(), task.task(), run.id(), String.valueOf(task.mapIndex())));
      terminal()
          .say(
              "  %-10s %s  %s"
                  .formatted(
                      task.state(),
                      task.task(),
                      Grid.oneLine(job.map(found -> found.path("message").asText()).orElse(""))));
      if (job.isPresent()) {
        for (JsonNode finding : job.get().path("findings")) {
          terminal()
              .say(
                  "             "
                      + Grid.oneLine(
                          finding.path("code").asText()
                              + " "
                              + finding.path("address").asText("")
                              + " "
                              + finding.path("message").asText()));
        }
        if (exit == Plaza.BROKEN && job.get().path("state").asText().equals("refused")) {
          exit = Plaza.REFUSED;
        }
      }
    }
    return exit;
  }
}
