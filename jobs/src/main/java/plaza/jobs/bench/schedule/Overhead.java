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

  Score run(int times, int whole) throws IOException, InterruptedException {
    List<Double> seconds = new ArrayList<>();
    int failures = 0;
    // The first one warms what forks and caches.
    for (int i = 0; i < Math.min(times + 1, feeds.count()); i++) {
      tell.accept("run %d of %d".formatted(i, times));
      String dag = "land_" + Feeds.feed(i);
      while (airflow.findDag(dag).isEmpty()) {
        Thread.sleep(LOOK);
      }
      airflow.setPaused(dag, false);
      Run run =
          airflow.watch(
              dag,
              airflow.trigger(dag, null, Map.of("from", "2026-03-01", "to", "2026-03-01")).id(),
              LOOK,
              each -> {});
      failures += run.state() == Run.State.SUCCESS ? 0 : 1;
      if (i > 0) {
        seconds.add(took(run.startedAt(), run.endedAt()) - took(run));
      }
      airflow.setPaused(dag, true);
    }
    seconds.sort(null);
    double median = seconds.get(seconds.size() / 2);
    return new Score(
        "overhead of a task over its job",
        seconds.size(),
        whole,
        failures,
        String.format(
            Locale.ROOT,
            "median %.1f s, from %.1f to %.1f (aim %.0f)",
            median,
            seconds.getFirst(),
            seconds.getLast(),
            AIM_S));
  }

  private double took(Run run) throws IOException, InterruptedException {
    JsonNode job =
        new ServiceClient(home)
            .job("%s~land~%s~-1".formatted(run.dag(), run.id()), 0, Duration.ZERO);
    return took(
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
