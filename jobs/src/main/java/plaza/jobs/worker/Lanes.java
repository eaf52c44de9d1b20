package plaza.jobs.worker;

import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.spark.sql.SparkSession;
import plaza.catalog.Dataset;
import plaza.contract.DatasetName;
import plaza.jobs.stack.SparkSessions;

/**
 * Tables that are built side by side: what one waits for while its queries are planned, the other
 * computes. Each lane has a session of its own, since zone and catalogue are a session's.
 */
final class Lanes implements AutoCloseable {
  private static final int COUNT = 2;

  private final SparkSession first;
  private final Queue<SparkSession> idle = new ConcurrentLinkedQueue<>();
  private final Queue<SparkSession> more = new ConcurrentLinkedQueue<>();
  private final ExecutorService threads = Executors.newFixedThreadPool(COUNT);
  private final ExecutorCompletionService<Done> work = new ExecutorCompletionService<>(threads);
  private final Set<DatasetName> underway = new HashSet<>();

  /** What builds a table in a session. */
  interface Task {
    Built build(SparkSession session) throws Exception;
  }

  /** A table that came out of its lane. */
  record Done(Dataset dataset, Built built, double seconds) {}

  Lanes(SparkSession first) {
    this.first = first;
    this.idle.add(first);
  }

  boolean hasRoom() {
    return underway.size() < COUNT;
  }

  boolean isEmpty() {
    return underway.isEmpty();
  }

  boolean isUnderway(DatasetName dataset) {
    return underway.contains(dataset);
  }

  void begin(Dataset dataset, Task task) {
    underway.add(dataset.name());
    work.submit(() -> {
      SparkSession session = idle.poll();
      if (session == null) {
        session = SparkSessions.beside(first);
        more.add(session);
      }
      SparkSession.setActiveSession(session);
      try {
        long start = System.nanoTime();
        Built built = task.build(session);
        return new Done(dataset, built, (System.nanoTime() - start) / 1e9);
      } finally {
        SparkSession.clearActiveSession();
        idle.add(session);
      }
    });
  }

  /** Waits for the next that is done; throws what a task threw. */
  Done take() throws ExecutionException, InterruptedException {
    Done done = work.take().get();
    underway.remove(done.dataset().name());
    return done;
  }

  /** Lets what is underway come to its end. */
  @Override
  public void close() {
    threads.close();
    more.forEach(SparkSessions::release);
  }
}
