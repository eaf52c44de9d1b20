package plaza.jobs;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import plaza.check.Finding;
import plaza.jobs.stack.Home;
import plaza.jobs.stack.Postgres;
import plaza.jobs.stack.SparkSessions;
import plaza.jobs.worker.Progress;
import plaza.lake.Database;

/** One Spark session and one PostgreSQL for the whole suite, started by whoever is first. */
public final class Engine {
  private static final Engine SHARED = start();

  private final Home home;
  private final Database database;
  private final SparkSession spark;

  private Engine(Home home, Database database, SparkSession spark) {
    this.home = home;
    this.database = database;
    this.spark = spark;
  }

  private static Engine start() {
    try {
      Home home = new Home(Files.createTempDirectory("plaza-test-"));
      Postgres postgres = new Postgres(home);
      Database database = postgres.catalogue();
      SparkSession spark = SparkSessions.create(home, database);
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(() -> {
                spark.stop();
                stop(postgres);
              }));
      return new Engine(home, database, spark);
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private static void stop(Postgres postgres) {
    try {
      postgres.stop();
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The session itself; tests that change its settings take another of it. */
  public static SparkSession spark() {
    return SHARED.spark;
  }

  /** A session of its own, set up as the product does for a few rows: nothing is compiled. */
  static SparkSession little() {
    SparkSession session = SHARED.spark.newSession();
    SparkSessions.suit(session, 0);
    return session;
  }

  static Database database() {
    return SHARED.database;
  }

  static Home home() {
    return SHARED.home;
  }

  /** Remembers what a run says. */
  static class Log implements Progress {
    final List<String> steps = new ArrayList<>();
    final List<String> published = new ArrayList<>();
    final List<String> built = new ArrayList<>();
    final List<String> skipped = new ArrayList<>();
    final List<Finding> findings = new ArrayList<>();

    @Override
    public void ready() {}

    @Override
    public void waiting() {}

    @Override
    public void building(String dataset, int number, int total) {
      steps.add("building " + dataset);
    }

    @Override
    public void built(String dataset, long rows, long refused, double seconds) {
      built.add(dataset + " " + rows + " " + refused);
      steps.add("built " + dataset);
    }

    @Override
    public void skipped(String dataset, String why) {
      skipped.add(dataset + ": " + why);
    }

    @Override
    public void failed(String dataset, List<Finding> found) {
      findings.addAll(found);
    }

    @Override
    public void published(int tables) {
      published.add(String.valueOf(tables));
    }
  }
}
