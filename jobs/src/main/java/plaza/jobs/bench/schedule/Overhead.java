package plaza.jobs.bench.schedule;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import plaza.jobs.airflow.AirflowClient;
import plaza.jobs.airflow.Run;
import plaza.jobs.bench.Score;
import plaza.jobs.service.ServiceClient;
import plaza.jobs.stack.Home;

/** How much longer a run of a DAG takes, from its start to its end, than the job it asks for. */
final class Overhead {
  private static final double AIM_S = 3;
  private static final Duration LOOK = Duration.ofMillis(200);

  private final Home home;
  private final AirflowClient airflow;
  private final Feeds feeds;
  private final Consumer<String> tell;

  Overhead(Home home, AirflowClient airflow, Feeds feeds, Consumer<String> tell) {
    this.home = home;
    this.airflow = airflow;
    this.feeds = feeds;
    this.tell = tell;
  }

  /**
   * Of landings, which find nothing new and end at once, and of builds, which go on for a while.
   */
  List<Score> run(int times, int whole) throws IOException, InterruptedException {
    List<Double> landings = new ArrayList<>();
    List<Double> builds = new ArrayList<>();
    // The first one warms what forks and caches.
    for (int i = 0; i < Math.min(times + 1, feeds.count()); i++) {
      tell.accept("run %d of %d".formatted(i, times));
      double landing =
          over("land_" + Feeds.feed(i), "land", Map.of("from", "2026-03-01", "to", "2026-03-01"));
      double build = over("build_" + Feeds.table(i).replace(".", "__"), "build", Map.of());
      if (i > 0) {
        landings.add(landing);
        builds.add(build);
      }
    }
    return List.of(
        score("overhead of a landing over its job", landings, whole),
        score("overhead of a build over its job", builds, whole));
  }

  private static Score score(String what, List<Double> all, int whole) {
    List<Double> seconds = all.stream().filter(each -> !each.isNaN()).sorted().toList();
    if (seconds.isEmpty()) {
      return new Score(what, all.size(), whole, all.size(), "no run has succeeded");
    }
    return new Score(
        what,
        all.size(),
        whole,
        all.size() - seconds.size(),
        String.format(
            Locale.ROOT,
            "median %.1f s, from %.1f to %.1f (aim %.0f)",
            seconds.get(seconds.size() / 2),
            seconds.getFirst(),
            seconds.getLast(),
            AIM_S));
  }

  /** How many seconds longer the run took than its job; not a number of one that failed. */
  private double over(String dag, String task, Map<String, ?> conf)
      throws IOException, InterruptedException {
    while (airflow.findDag(dag).isEmpty()) {
      Thread.sleep(LOOK);
    }
    airflow.setPaused(dag, false);
    Run run = airflow.watch(dag, airflow.trigger(dag, null, conf).id(), LOOK, each -> {});
    airflow.setPaused(dag, true);
    if (run.state() != Run.State.SUCCESS) {
      return Double.NaN;
    }
    JsonNode job =
        new ServiceClient(home).job("%s~%s~%s~-1".formatted(dag, task, run.id()), 0, Duration.ZERO);
    return took(run.startedAt(), run.endedAt())
        - took(
            Instant.parse(job.path("started_at").asText()),
            Instant.parse(job.path("ended_at").asText()));
  }

  private static double took(
      @org.jspecify.annotations.Nullable Instant from,
      @org.jspecify.annotations.Nullable Instant to) {
    return Duration.between(Objects.requireNonNull(from), Objects.requireNonNull(to)).toMillis()
        / 1000.0;
  }
}
