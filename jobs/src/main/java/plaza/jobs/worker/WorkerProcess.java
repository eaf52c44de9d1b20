package plaza.jobs.worker;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import plaza.check.Finding;
import plaza.jobs.stack.Home;
import plaza.jobs.stack.Installation;
import plaza.jobs.stack.SparkMaster;

/**
 * Starts a worker for one order as a process of its own, so that running out of memory or a hard
 * cancel costs a worker and not whoever asked for it.
 */
public final class WorkerProcess {
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
    // Nor does a collector pay that works beside it, or asks at each write who may be looking.
    List<String> options =
        isShort ? List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC") : List.of();
    CompletableFuture<Integer> end = new CompletableFuture<>();
    try (WarmWorker worker =
        WarmWorker.start(
            home,
            options,
            (job, event) -> heed(event, onEvent, end),
            // Ended without a word: whatever its code is, it is broken.
            exit -> end.complete(Math.max(exit, Worker.BROKEN)))) {
      worker.begin("only", order);
      return end.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException broken
          ? broken
          : new IllegalStateException(e.getCause());
    }
  }

  private static void heed(
      Worker.Event event, Consumer<Worker.Event> onEvent, CompletableFuture<Integer> end) {
    try {
      onEvent.accept(event);
      if (event.kind().equals("ended")) {
        end.complete(event.number());
      }
    } catch (RuntimeException e) {
      end.completeExceptionally(e);
    }
  }

  /** How a program that holds an engine is started: with the heap and the options of a worker. */
  public static List<String> command(Class<?> main) throws IOException {
    List<String> command = jvm();
    command.add(main.getName());
    return command;
  }

  /** How a worker of a home is started; on a cluster as its driver. */
  static List<String> command(List<String> options, Home home) throws IOException {
    List<String> command = jvm();
    command.addAll(1, Installation.classArchive("worker"));
    command.addAll(1, options);
    command.addAll(SparkMaster.find().start(Worker.class));
    command.add(home.root().toString());
    return command;
  }

  private static List<String> jvm() throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Installation.java());
    command.add("-Xmx" + Objects.requireNonNullElse(System.getenv("PLAZA_WORKER_HEAP"), "2500m"));
    command.add("-XX:+ExitOnOutOfMemoryError");
    command.add("-XX:ReservedCodeCacheSize=256m");
    command.add("-Dlog4j2.configurationFile=worker-log4j2.xml");
    command.addAll(Installation.sparkOptions());
    command.addAll(List.of("-cp", Installation.classPath()));
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
      case "ended" -> {
        if (event.text() != null) {
          onBroken.accept(event.text());
        }
      }
      case "published" -> progress.published(event.total());
      default -> throw new IllegalStateException("an event unknown here: " + event.kind());
    }
  }
}
