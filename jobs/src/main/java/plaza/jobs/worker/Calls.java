package plaza.jobs.worker;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import plaza.jobs.stack.Home;
import plaza.jobs.stack.Postgres;
import plaza.jobs.stack.SparkSessions;
import plaza.lake.Database;

/**
 * Takes calls, a line of JSON each, and carries out several jobs at a time, each in a session of
 * its own of one engine; until there are no more calls.
 */
final class Calls {
  private static final Duration BEAT = Duration.ofSeconds(5);

  private final Home home;
  private final Events events;
  private final CompletableFuture<SparkSession> engine = new CompletableFuture<>();
  private final Map<String, Job> jobs = new ConcurrentHashMap<>();
  private volatile boolean isOver;

  Calls(Home home, Events events) {
    this.home = home;
    this.events = events;
  }

  /** Takes calls until they end, or cannot be understood; says whether nothing was under way. */
  boolean take(InputStream in) throws IOException {
    Thread.ofPlatform().name("engine").start(this::startEngine);
    Thread.ofPlatform().name("alive").daemon().start(this::beat);
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        heed(Worker.JSON.readValue(line, Worker.Call.class));
      }
    } finally {
      // Whoever asked is gone, and may already have it done by another: nothing is published now.
      jobs.values().forEach(Job::forbid);
      isOver = true;
    }
    return jobs.isEmpty();
  }

  private void heed(Worker.Call call) {
    switch (call.call()) {
      case "begin" -> begin(call.job(), Objects.requireNonNull(call.order()));
      case "cancel" -> {
        Job job = jobs.get(call.job());
        if (job != null) {
          job.stop();
        }
      }
      default -> throw new IllegalArgumentException("a call unknown here: " + call.call());
    }
  }

  private void begin(String id, Worker.Order order) {
    Job job = new Job(id, this::findContext, self -> run(self, order));
    // Asked for again while it is under way it is the same job.
    if (jobs.putIfAbsent(id, job) == null) {
      job.begin();
    }
  }

  private void run(Job job, Worker.Order order) {
    Events told = events.of(job);
    Runnable end;
    boolean isFatal = false;
    try {
      int exit = carryOut(job, order, told);
      end = () -> told.ended(exit);
    } catch (Throwable e) {
      // Not 1, with which Java would end: nothing was refused, the job itself broke. A full disk
      // comes as an Error.
      if (!job.isStopped()) {
        e.printStackTrace();
      }
      endIfEngineIsLost();
      String why = Disks.told(e, new Home(Path.of(order.home())));
      end = () -> told.broken(why);
      // A class that could not be loaded is not tried again.
      isFatal = e instanceof LinkageError;
    }
    // Before it is told: whoever hears of it may end the calls.
    jobs.remove(job.id());
    if (job.isStopped()) {
      told.cancelled();
    } else {
      end.run();
    }
    if (isFatal) {
      Runtime.getRuntime().halt(Worker.BROKEN);
    }
  }

  private int carryOut(Job job, Worker.Order order, Events told) throws Exception {
    SparkSession started = startedEngine();
    Home own = new Home(Path.of(order.home()));
    Database database = new Postgres(own).catalogue();
    SparkSession session = SparkSessions.another(started, own, database);
    SparkSession.setActiveSession(session);
    session.sparkContext().addJobTag(job.tag());
    try {
      told.ready();
      told.checkStop();
      return new Work(session, own, database, told).carryOut(order);
    } finally {
      // Else the interrupt that cancelled it would keep it from clearing up.
      Thread.interrupted();
      if (jobs.size() == 1) {
        // What is kept belongs to no session: where others run, it goes when they are done.
        session.catalog().clearCache();
      }
      SparkSessions.release(session);
    }
  }

  private SparkSession startedEngine() throws Exception {
    try {
      return engine.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception broken ? broken : e;
    }
  }

  private @Nullable SparkContext findContext() {
    return engine.isDone() && !engine.isCompletedExceptionally()
        ? engine.join().sparkContext()
        : null;
  }

  // A cluster that went away takes the engine with it: no job ended, and none can be done here.
  private void endIfEngineIsLost() {
    SparkContext context = findContext();
    if (context != null && context.isStopped() && !isOver) {
      Runtime.getRuntime().halt(Worker.BROKEN);
    }
  }

  private void startEngine() {
    try {
      engine.complete(SparkSessions.create(home, new Postgres(home).catalogue()));
      events.ready();
    } catch (Throwable e) {
      e.printStackTrace();
      engine.completeExceptionally(e);
      awaitJobs();
      System.exit(Worker.BROKEN);
    }
  }

  /** Lets those that were begun say why they end. */
  private void awaitJobs() {
    try {
      for (Job job : List.copyOf(jobs.values())) {
        job.awaitEnd();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void beat() {
    try {
      while (true) {
        Thread.sleep(BEAT);
        endIfEngineIsLost();
        events.alive();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
