package plaza.jobs.worker;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import plaza.check.Finding;
import plaza.jobs.stack.Home;
import plaza.jobs.stack.Installation;

/**
 * Starts a worker as a process of its own, so that running out of memory or a hard cancel costs a
 * worker and not whoever asked for it.
 */
public final class WorkerProcess {
  private static final ObjectMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  private final Home home;

  /** Workers of a home; their log is {@code logs/worker.log} in it. */
  public WorkerProcess(Home home) {
    this.home = home;
  }

  /**
   * Builds, telling progress as it comes; returns the worker's exit code.
   *
   * @param isShort it has so little to do that it ends before a second compiler pays
   * @param onBroken told why, where the worker could still say it
   */
  public int build(
      Worker.Order.Build order, boolean isShort, Progress progress, Consumer<String> onBroken)
      throws IOException, InterruptedException {
    return run(order, isShort, event -> tell(event, progress, onBroken));
  }

  /**
   * Carries out an order, handing on each event as it comes; returns the worker's exit code.
   *
   * @param isShort it has so little to do that it ends before a second compiler pays
   */
  public int run(Worker.Order order, boolean isShort, Consumer<Worker.Event> onEvent)
      throws IOException, InterruptedException {
    List<String> command = command(Worker.class);
    command.addAll(1, Installation.classArchive("worker"));
    if (isShort) {
      // Nor does a collector pay that works beside it, or asks at each write who may be looking.
      command.addAll(1, List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    }
    Process process =
        new ProcessBuilder(command)
            .redirectError(ProcessBuilder.Redirect.appendTo(home.log("worker").toFile()))
            .start();
    Thread guard = new Thread(process::destroy);
    Runtime.getRuntime().addShutdownHook(guard);
    try (OutputStream in = process.getOutputStream()) {
      JSON.writerFor(Worker.Order.class).writeValue(in, order);
    }
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("{")) {
          onEvent.accept(JSON.readValue(line, Worker.Event.class));
        }
      }
    }
    int exit = process.waitFor();
    Runtime.getRuntime().removeShutdownHook(guard);
    return exit;
  }

  /** How a program that holds an engine is started: with the heap and the options of a worker. */
  public static List<String> command(Class<?> main) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx" + Objects.requireNonNullElse(System.getenv("PLAZA_WORKER_HEAP"), "2500m"));
    command.add("-XX:+ExitOnOutOfMemoryError");
    command.add("-XX:ReservedCodeCacheSize=256m");
    command.add("-Dlog4j2.configurationFile=worker-log4j2.xml");
    command.addAll(Installation.sparkOptions());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    return command;
  }

  private static void tell(Worker.Event event, Progress progress, Consumer<String> onBroken) {
    String dataset = Objects.requireNonNullElse(event.dataset(), "");
    @Nullable List<Finding> findings = event.findings();
    switch (event.kind()) {
      case "ready" -> progress.ready();
      case "waiting" -> progress.waiting();
      case "building" -> progress.building(dataset, event.number(), event.total());
      case "built" -> progress.built(dataset, event.rows(), event.refused(), event.seconds());
      case "skipped" -> progress.skipped(dataset, Objects.requireNonNullElse(event.text(), ""));
      case "failed" -> progress.failed(dataset, findings == null ? List.of() : findings);
      case "noted" -> progress.noted(dataset, findings == null ? List.of() : findings);
      case "broken" -> onBroken.accept(Objects.requireNonNullElse(event.text(), ""));
      case "published" -> progress.published(event.total());
      default -> throw new IllegalStateException("an event unknown here: " + event.kind());
    }
  }
}
