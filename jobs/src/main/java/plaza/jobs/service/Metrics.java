package plaza.jobs.service;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Duration;
import java.util.Locale;

/** What is counted, for Prometheus. */
final class Metrics {
  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final Counter ended =
      Counter.builder()
          .name("plaza_jobs_ended_total")
          .help("Jobs that ended.")
          .labelNames("step", "state")
          .register(registry);
  private final Counter begun =
      Counter.builder()
          .name("plaza_jobs_begun_total")
          .help("Runs of jobs that began, those anew after a death among them.")
          .labelNames("step")
          .register(registry);
  private final Histogram seconds =
      Histogram.builder()
          .name("plaza_job_duration_seconds")
          .help("How long runs of jobs took.")
          .labelNames("step")
          .classicUpperBounds(0.1, 0.5, 1, 2, 5, 10, 30, 60, 300, 1800, 7200)
          .classicOnly()
          .register(registry);
  private final Gauge queued =
      Gauge.builder().name("plaza_jobs_queued").help("Jobs that wait.").register(registry);
  private final Gauge running =
      Gauge.builder().name("plaza_jobs_running").help("Jobs under way.").register(registry);
  private final Counter workers =
      Counter.builder()
          .name("plaza_workers_started_total")
          .help("Workers that were started.")
          .register(registry);
  private final Counter requests =
      Counter.builder()
          .name("plaza_http_requests_total")
          .help("Requests that were answered.")
          .labelNames("method", "status")
          .register(registry);

  Metrics() {
    JvmMetrics.builder().register(registry);
  }

  void begun(JobOrder.Step step) {
    begun.labelValues(step.word()).inc();
  }

  void ended(JobOrder.Step step, JobState state, Duration took) {
    ended.labelValues(step.word(), state.word()).inc();
    seconds.labelValues(step.word()).observe(took.toMillis() / 1000.0);
  }

  void depth(JobStore.Depth depth) {
    queued.set(depth.queued());
    running.set(depth.running());
  }

  void workerStarted() {
    workers.inc();
  }

  void answered(String method, int status) {
    // Whoever asks may write anything as a method: only those that are known are told apart.
    String known =
        method.matches("GET|PUT|DELETE|HEAD|POST|PATCH|OPTIONS")
            ? method.toLowerCase(Locale.ROOT)
            : "other";
    requests.labelValues(known, String.valueOf(status)).inc();
  }

  MetricSnapshots scrape() {
    return registry.scrape();
  }
}
