package plaza.jobs.worker;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.spark.SparkContext;
import org.jspecify.annotations.Nullable;

/** A job under way, in a thread of its own, which can be told to stop until it publishes. */
final class Job implements Stoppable {
  private static final Duration PAUSE = Duration.ofMillis(250);

  private enum State {
    RUNNING,
    PUBLISHING,
    STOPPED
  }

  private final String id;
  private final Supplier<@Nullable SparkContext> engine;
  private final Thread thread;
  private final AtomicReference<State> state = new AtomicReference<>(State.RUNNING);

  /**
   * A job that has not begun.
   *
   * @param engine null as long as there is none
   */
  Job(String id, Supplier<@Nullable SparkContext> engine, Consumer<Job> work) {
    this.id = id;
    this.engine = engine;
    this.thread = Thread.ofPlatform().name("job " + id).unstarted(() -> work.accept(this));
  }

  String id() {
    return id;
  }

  void begin() {
    thread.start();
  }

  void awaitEnd() throws InterruptedException {
    thread.join();
  }

  /** What all that the engine does for this job is marked with. */
  String tag() {
    // Commas part tags.
    return "plaza job " + id.replace(',', ';');
  }

  boolean isStopped() {
    return state.get() == State.STOPPED;
  }

  /** From now on it publishes nothing, unless it is at that already; whether it can be stopped. */
  boolean forbid() {
    return state.compareAndSet(State.RUNNING, State.STOPPED);
  }

  /** Stops it, wherever it is; one that publishes comes to its end. */
  void stop() {
    if (forbid()) {
      Thread.ofVirtual().start(this::pullOut);
    }
  }

  // What it planned meanwhile it submits now, so more than once.
  private void pullOut() {
    try {
      cancelInEngine();
      if (!thread.join(PAUSE)) {
        // It waits for something else. Once: what clears up behind it is to come through.
        thread.interrupt();
      }
      do {
        cancelInEngine();
      } while (!thread.join(PAUSE));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void cancelInEngine() {
    SparkContext context = engine.get();
    if (context != null && !context.isStopped()) {
      context.cancelJobsWithTag(tag(), "its job was cancelled");
    }
  }

  @Override
  public void checkStop() {
    if (isStopped()) {
      throw new CancellationException("cancelled");
    }
  }

  @Override
  public void beforePublishing() {
    state.compareAndSet(State.RUNNING, State.PUBLISHING);
    checkStop();
  }
}
