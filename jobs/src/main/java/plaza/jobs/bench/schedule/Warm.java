package plaza.jobs.bench.schedule;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import plaza.jobs.bench.Score;
import plaza.jobs.service.ServiceClient;
import plaza.jobs.stack.Home;
import plaza.jobs.worker.Worker;
import plaza.jobs.worker.WorkerProcess;

/**
 * Builds of small tables by the warm worker, and as many by a spark-submit each, in turns: how many
 * an hour of each.
 */
final class Warm {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final double AIM = 10;

  private final Home home;
  private final List<Path> roots;
  private final Feeds feeds;
  private final Consumer<String> tell;
  private final ServiceClient client;

  Warm(Home home, List<Path> roots, Feeds feeds, Consumer<String> tell) {
    this.home = home;
    this.roots = roots;
    this.feeds = feeds;
    this.tell = tell;
    this.client = new ServiceClient(home);
  }

  Score run(int times, int whole) throws IOException, InterruptedException {
    for (int i = 0; i < feeds.count(); i++) {
      done("land-" + i, Map.of("step", "land", "feed", Feeds.feed(i)));
    }
    tell.accept("warming the worker");
    build(times, "first");
    double warm = 0;
    double cold = 0;
    int failures = 0;
    for (int i = 0; i < times; i++) {
      tell.accept("building %d of %d, warm and by spark-submit".formatted(i + 1, times));
      long begun = System.nanoTime();
      failures += build(i, "warm") ? 0 : 1;
      warm += seconds(begun);
      begun = System.nanoTime();
      failures += submit(i) ? 0 : 1;
      cold += seconds(begun);
    }
    return new Score(
        "jobs an hour with a warm worker against one spark-submit each",
        times,
        whole,
        failures,
        String.format(
            Locale.ROOT,
            "%.0f : %.0f an hour, %.1f times (aim %.0f); %.2f and %.2f s each",
            3600 * times / warm,
            3600 * times / cold,
            cold / warm,
            AIM,
            warm / times,
            cold / times));
  }

  private static double seconds(long begun) {
    return (System.nanoTime() - begun) / 1e9;
  }

  private boolean build(int number, String what) throws IOException, InterruptedException {
    JsonNode job =
        done(what + "-" + number, Map.of("step", "build", "dataset", Feeds.table(number)));
    return job.path("state").asText().equals("succeeded");
  }

  private JsonNode done(String id, Map<String, ?> order) throws IOException, InterruptedException {
    client.put(id, order);
    long from = 0;
    while (true) {
      JsonNode job = client.job(id, from, Duration.ofSeconds(20));
      if (job.has("ended_at")) {
        return job;
      }
      from = job.path("next").asLong();
    }
  }

  /** The same table anew, by the same program, as a submitted application of its own. */
  private boolean submit(int number) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(WorkerProcess.command(org.apache.spark.deploy.SparkSubmit.class));
    command.addAll(
        List.of(
            "--master",
            "local[2]",
            "--class",
            Worker.class.getName(),
            "spark-internal",
            home.root().toString()));
    Process process =
        new ProcessBuilder(command)
            .redirectError(ProcessBuilder.Redirect.appendTo(home.log("submitted").toFile()))
            .start();
    Worker.Order order =
        new Worker.Order.Build(
            home.root().toString(),
            roots.stream().map(Path::toString).toList(),
            List.of(Feeds.table(number)),
            true,
            false);
    boolean isDone = false;
    try (OutputStream in = process.getOutputStream();
        BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      String call =
          "{\"call\":\"begin\",\"job\":\"%d\",\"order\":%s}\n"
              .formatted(number, JSON.writerFor(Worker.Order.class).writeValueAsString(order));
      in.write(call.getBytes(StandardCharsets.UTF_8));
      in.flush();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("{") && JSON.readTree(line).path("kind").asText().equals("ended")) {
          isDone = JSON.readTree(line).path("number").asInt(-1) == 0;
          break;
        }
      }
    }
    process.waitFor();
    return isDone;
  }
}
