package plaza.jobs.service;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import plaza.check.Finding;
import plaza.jobs.worker.Maintenance;
import plaza.jobs.worker.Releasing;
import plaza.jobs.worker.Worker;

/** What a worker tells of one job, put together to how the job ends. */
final class Account {
  private final JobOrder order;
  private final Saying saying;
  private final List<Told> findings = new ArrayList<>();
  private final Map<String, Object> result = new LinkedHashMap<>();
  private @Nullable String skipped;
  private @Nullable String failed;
  private @Nullable String broken;
  private String done = "done";

  Account(JobOrder order, Saying saying) {
    this.order = order;
    this.saying = saying;
  }

  /** Something happened. */
  void take(Worker.Event event) {
    String dataset = Objects.requireNonNullElse(event.dataset(), "");
    String text = Objects.requireNonNullElse(event.text(), "");
    switch (event.kind()) {
      case "waiting" -> say("waits for another run in this home to end");
      case "building" -> saying.progress("building " + dataset);
      case "built" -> {
        done = "built %s: %d rows, %d refused".formatted(dataset, event.rows(), event.refused());
        result.put("rows", event.rows());
        result.put("refused", event.refused());
        say("%s, in %.1f s".formatted(done, event.seconds()));
      }
      case "skipped" -> {
        skipped = dataset + ": " + text;
        say("skipped " + skipped);
      }
      case "noted" -> add(event.findings());
      case "failed" -> {
        failed = dataset + " failed its checks; its table stays as it was";
        saying.say(Job.Level.ERROR, failed);
        add(event.findings());
      }
      case "published" -> result.put("tables", event.total());
      case "releasing" -> saying.progress("releasing " + order.subject() + ", " + text);
      case "released" -> released(Objects.requireNonNull(event.report()));
      case "maintaining" ->
          saying.progress(
              "maintaining %d of %d: %s".formatted(event.number(), event.total(), dataset));
      case "maintained" -> maintained(event.done());
      case "unmaintained" -> {
        broken = dataset + " stays as it was: " + text;
        saying.say(Job.Level.ERROR, broken);
      }
      case "ended" -> {
        if (!text.isEmpty()) {
          broken = text;
          saying.say(Job.Level.ERROR, "broken: " + text);
        }
      }
      default -> {
        // The engine is ready, or alive.
      }
    }
  }

  private void say(String text) {
    saying.info(text);
  }

  private void add(@Nullable List<Finding> more) {
    List<Told> told = more == null ? List.of() : more.stream().map(Told::of).toList();
    findings.addAll(told);
    saying.findings(told);
  }

  private void released(Releasing.Report report) {
    result.put(
        "release",
        Map.of(
            "version", report.version(),
            "state", report.state().name(),
            "why", report.why()));
    result.put("version", report.version());
    result.put("why", report.why());
    report.why().forEach(this::say);
    done =
        switch (report.state()) {
          case WAITING -> order.subject() + " " + report.version() + " waits for a word";
          case PUBLISHED -> order.subject() + " " + report.version() + " is published in all tiers";
          case REFUSED, DRY -> order.subject() + " " + report.version();
        };
    if (report.state() == Releasing.State.REFUSED) {
      failed =
          "the release is refused; the current version stays as it was: "
              + String.join("; ", report.why());
    }
  }

  private void maintained(@Nullable List<Maintenance.Done> all) {
    if (all != null) {
      result.put("tables", all.size());
      done = "maintained %d tables".formatted(all.size());
    }
  }

  /** How the job ends, by the worker's exit code: 0 done, 1 refused, else broken. */
  Ending ending(int exit) {
    if (exit == 1 || failed != null) {
      return new Ending(
          JobState.REFUSED,
          TaskState.FAILED,
          Objects.requireNonNullElse(failed, "refused by a check"),
          result,
          findings);
    }
    if (exit != 0) {
      String why = Objects.requireNonNullElse(broken, "it ended with exit code " + exit);
      return Ending.broken("broken, and nothing of it was published: " + why, findings);
    }
    if (skipped != null && !result.containsKey("rows")) {
      return Ending.skipped(skipped);
    }
    return new Ending(JobState.SUCCEEDED, TaskState.SUCCESS, done, result, findings);
  }
}
