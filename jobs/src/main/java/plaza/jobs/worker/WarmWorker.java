package plaza.jobs.worker;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import plaza.jobs.stack.Home;

/**
 * A worker that stays: several jobs at a time, each in a session of its own. When whoever started
 * it ends, however suddenly, it ends too.
 */
public final class WarmWorker implements AutoCloseable {
  private static final ObjectMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();
  private static final Duration END_LIMIT = Duration.ofMinutes(1);

  private final Process process;
  private final OutputStream in;
  private final Thread guard;
  // Apart from the reading: who is slow to be told must not look like a worker that is stuck.
  private final ExecutorService telling = Executors.newSingleThreadExecutor();
  private volatile long heardAt = System.nanoTime();
  private volatile boolean isReady;

  private WarmWorker(Process process) {
    this.process = process;
    this.in = process.getOutputStream();
    this.guard = new Thread(process::destroy);
    Runtime.getRuntime().addShutdownHook(guard);
  }

  /**
   * Starts one for a home; its log is {@code logs/worker.log} in it.
   *
   * @param onEvent called on one thread for each event of any job, which it names
   * @param onEnd called there once, after all events, when the process has ended, with its exit
   *     code; jobs that have not {@code ended} by then never will
   */
  public static WarmWorker start(
      Home home, BiConsumer<String, Worker.Event> onEvent, IntConsumer onEnd) throws IOException {
    return start(home, List.of(), onEvent, onEnd);
  }

  /**
   * Starts one with more options of the JVM.
   *
   * @param options those of the JVM beside a worker's own
   */
  static WarmWorker start(
      Home home, List<String> options, BiConsumer<String, Worker.Event> onEvent, IntConsumer onEnd)
      throws IOException {
    Process process =
        new ProcessBuilder(WorkerProcess.command(options, home))
            .redirectError(ProcessBuilder.Redirect.appendTo(home.log("worker").toFile()))
            .start();
    WarmWorker worker = new WarmWorker(process);
    Thread.ofPlatform()
        .name("worker " + process.pid())
        .daemon()
        .start(() -> worker.listen(onEvent, onEnd));
    return worker;
  }

  /** Begins a job, unless one of that id is under way; returns before it has begun. */
  public void begin(String job, Worker.Order order) {
    call(new Worker.Call("begin", job, order));
  }

  /**
   * Tells a job to stop, whatever it is at, and publish nothing. Its {@code ended} says whether it
   * did, within a second or two; one that takes longer ends with its process.
   */
  public void cancel(String job) {
    call(new Worker.Call("cancel", job, null));
  }

  private synchronized void call(Worker.Call call) {
    try {
      in.write((JSON.writeValueAsString(call) + "\n").getBytes(StandardCharsets.UTF_8));
      in.flush();
    } catch (IOException e) {
      // It has ended, of which onEnd is told.
      process.destroyForcibly();
    }
  }

  /** Whether its engine has started; jobs may be begun before. */
  public boolean isReady() {
    return isReady;
  }

  /** For how long it has said nothing; every five seconds it says at least that it is alive. */
  public Duration silence() {
    return Duration.ofNanos(System.nanoTime() - heardAt);
  }

  /** The id of its process. */
  public long pid() {
    return process.pid();
  }

  /** Kills it, and all that it started, at once. */
  public void kill() {
    List<ProcessHandle> started = process.descendants().toList();
    process.destroyForcibly();
    started.forEach(ProcessHandle::destroyForcibly);
  }

  /** Ends it and waits until it has; what is under way is lost. */
  @Override
  public void close() {
    try {
      synchronized (this) {
        in.close();
      }
    } catch (IOException e) {
      // It has ended by itself.
    }
    try {
      if (!process.waitFor(END_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        kill();
      }
    } catch (InterruptedException e) {
      kill();
      Thread.currentThread().interrupt();
    }
  }

  private void listen(BiConsumer<String, Worker.Event> onEvent, IntConsumer onEnd) {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        heardAt = System.nanoTime();
        if (line.startsWith("{")) {
          heed(JSON.readValue(line, Worker.Event.class), onEvent);
        }
      }
    } catch (IOException e) {
      // What cannot be understood is no worker.
      process.destroyForcibly();
    }
    int exit = process.onExit().join().exitValue();
    telling.execute(() -> onEnd.accept(exit));
    telling.shutdown();
    try {
      Runtime.getRuntime().removeShutdownHook(guard);
    } catch (IllegalStateException e) {
      // This process is ending too.
    }
  }

  private void heed(Worker.Event event, BiConsumer<String, Worker.Event> onEvent) {
    @Nullable String job = event.job();
    if (job != null) {
      telling.execute(() -> onEvent.accept(job, event));
    } else if (event.kind().equals("ready")) {
      isReady = true;
    }
  }
}
