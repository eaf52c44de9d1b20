package plaza.jobs.worker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import plaza.catalog.Catalog;
import plaza.catalog.Dataset;
import plaza.check.Finding;
import plaza.check.FindingCode;
import plaza.contract.DatasetName;
import plaza.jobs.stack.SparkSessions;
import plaza.lake.Build;
import plaza.lake.Database;
import plaza.lake.LandedFiles;
import plaza.lake.Load;
import plaza.lake.Load.Basis;
import plaza.lake.Load.FateCount;
import plaza.lake.Loads;
import plaza.lake.Standing;
import plaza.lake.Tables;

/**
 * Builds datasets out of sight, each behind what it looks into, and publishes together those that
 * passed their checks. One that fails stays as it was, and stops no other.
 */
public final class Run {
  private final SparkSession spark;
  private final Catalog catalog;
  private final LandedFiles landed;
  private final Database database;
  private final Progress progress;
  private final Tables tables;

  /** A run over what is declared and has landed. */
  public Run(
      SparkSession spark,
      Catalog catalog,
      LandedFiles landed,
      Database database,
      Progress progress) {
    this.spark = spark;
    this.catalog = catalog;
    this.landed = landed;
    this.database = database;
    this.progress = progress;
    this.tables = new Tables(spark);
  }

  /** How many tables were published and how many failed their checks. */
  public record Outcome(int published, int failed) {}

  private enum Which {
    ALL,
    ANEW,
    STALE
  }

  /** Builds these and publishes; in the list, each input comes before what reads it. */
  public Outcome build(List<Dataset> datasets) throws SQLException {
    return build(datasets, Which.ALL);
  }

  /**
   * Builds those of these that are not up to date when their turn comes, and publishes; in the
   * list, each input comes before what reads it.
   */
  public Outcome refresh(List<Dataset> datasets) throws SQLException {
    return build(datasets, Which.STALE);
  }

  /**
   * Builds these and publishes; in the list, each input comes before what reads it.
   *
   * @param isAnew from what has landed alone, whatever is left of their tables
   */
  public Outcome build(List<Dataset> datasets, boolean isAnew) throws SQLException {
    return build(datasets, isAnew ? Which.ANEW : Which.ALL);
  }

  private Outcome build(List<Dataset> datasets, Which which) throws SQLException {
    String id = Instant.now() + "-" + UUID.randomUUID().toString().substring(0, 8);
    Outcome outcome;
    try (Build build = Build.begin(database, id, progress::waiting);
        Lanes lanes = new Lanes(spark)) {
      progress.step("", "locked");
      outcome = new Batch(build, lanes, which, datasets).carryOut();
    } catch (ExecutionException e) {
      throw broken(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted; nothing of this run was published", e);
    }
    progress.published(outcome.published());
    return outcome;
  }

  // As the task threw it: a full disk, a database that is gone, an Error.
  private static RuntimeException broken(@Nullable Throwable cause) throws SQLException {
    switch (cause) {
      case SQLException e -> throw e;
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      case null, default -> throw new IllegalStateException(cause);
    }
  }

  /** The tables of one run, on their way. */
  private final class Batch {
    private final Build build;
    private final Lanes lanes;
    private final Which which;
    private final int total;
    private final List<Dataset> waiting;
    private final Loads loads = new Loads(database);
    private final Map<DatasetName, Standing> standings;
    private final Map<DatasetName, String> fingerprints = new LinkedHashMap<>();
    private final Map<DatasetName, Load> passed = new LinkedHashMap<>();
    private final Fingerprints current = new Fingerprints(catalog, landed);
    private int failed;

    Batch(Build build, Lanes lanes, Which which, List<Dataset> datasets) throws SQLException {
      this.build = build;
      this.lanes = lanes;
      this.which = which;
      this.total = datasets.size();
      this.waiting = new ArrayList<>(datasets);
      // Under the lock: another run may have published while this one waited for it.
      this.standings = loads.standings();
      standings.forEach((name, standing) -> fingerprints.put(name, standing.fingerprint()));
    }

    Outcome carryOut() throws SQLException, ExecutionException, InterruptedException {
      while (!waiting.isEmpty() || !lanes.isEmpty()) {
        progress.checkStop();
        Optional<Dataset> next = lanes.hasRoom() ? findNext() : Optional.empty();
        if (next.isPresent()) {
          waiting.remove(next.get());
          begin(next.get());
        } else {
          end(lanes.take());
        }
      }
      progress.beforePublishing();
      progress.step("", "publishing");
      build.publish(passed.values());
      progress.step("", "committed");
      return new Outcome(passed.size(), failed);
    }

    /** The first that looks into nothing that comes before it and is not done. */
    private Optional<Dataset> findNext() {
      Set<DatasetName> before = new HashSet<>();
      for (Dataset dataset : waiting) {
        if (Stream.concat(dataset.inputs().stream(), dataset.consulted().stream())
            .noneMatch(other -> before.contains(other) || lanes.isUnderway(other))) {
          return Optional.of(dataset);
        }
        before.add(dataset.name());
      }
      return Optional.empty();
    }

    private void begin(Dataset dataset) throws SQLException {
      String name = dataset.name().toString();
      progress.building(name, total - waiting.size(), total);
      Optional<String> obstacle = findObstacle(dataset, current);
      if (obstacle.isPresent()) {
        progress.skipped(name, obstacle.get());
        return;
      }
      // Under the lock too: what another run has built meanwhile is not built twice.
      if (which == Which.STALE && !current.isStale(dataset, fingerprints)) {
        progress.skipped(name, "up to date");
        return;
      }
      if (which == Which.ANEW) {
        standings.remove(dataset.name());
        build.restart(dataset.name());
      }
      // As they are now: all that this one reads is done.
      Map<DatasetName, Standing> before = Map.copyOf(standings);
      Map<DatasetName, Load> pending = Map.copyOf(passed);
      lanes.begin(
          dataset,
          session -> built(session, dataset, () -> build(session, dataset, before, pending)));
    }

    private Built build(
        SparkSession session,
        Dataset dataset,
        Map<DatasetName, Standing> before,
        Map<DatasetName, Load> pending)
        throws Exception {
      SparkSessions.suit(
          session, new Workload(catalog, current, loads, before).bytes(List.of(dataset)));
      Auditing auditing = new Auditing(catalog, current, new Tables(session));
      return dataset.findQuery().isPresent()
          ? new Deriving(session, loads, current, auditing, progress)
              .build(dataset, before, pending, build.id())
          : new Conforming(session, catalog, landed, loads, current, auditing, progress)
              .build(dataset, before.get(dataset.name()), build.id());
    }

    private void end(Lanes.Done done) throws SQLException {
      Dataset dataset = done.dataset();
      String name = dataset.name().toString();
      Built built = done.built();
      String fingerprint = current.of(dataset, fingerprints);
      Load load = built.load(build.id(), dataset.name(), fingerprint);
      if (!built.isGood()) {
        failed++;
        build.fail(load);
        progress.failed(name, built.findings());
        return;
      }
      passed.put(dataset.name(), load);
      fingerprints.put(dataset.name(), fingerprint);
      progress.built(name, built.rows(), refused(load), done.seconds());
      if (!built.findings().isEmpty()) {
        progress.noted(name, built.findings());
      }
    }
  }

  private Optional<String> findObstacle(Dataset dataset, Fingerprints current) {
    if (!dataset.isWhole()) {
      // Built without it, a city would vanish from the table.
      return Optional.of("a source of it has problems; see ./plaza check " + dataset.name());
    }
    if (!current.hasInput(dataset)) {
      return Optional.of("nothing has landed for it: " + String.join(", ", dataset.feeds()));
    }
    return dataset.inputs().stream()
        .filter(input -> !tables.has(input))
        .findFirst()
        .map(input -> "it reads " + input + ", which has no table yet");
  }

  private static long refused(Load load) {
    return load.fates().stream()
        .filter(count -> count.fate().equals("refused"))
        .mapToLong(FateCount::rows)
        .sum();
  }

  private interface Step {
    Built run() throws Exception;
  }

  // Whatever a declaration makes Spark throw fails that dataset alone; an Error ends the run.
  private Built built(SparkSession session, Dataset dataset, Step step) throws SQLException {
    try {
      return step.run();
    } catch (Exception e) {
      progress.checkStop();
      if (session.sparkContext().isStopped()) {
        throw new IllegalStateException("the engine was stopped", e);
      }
      Throwable cause = e;
      while (cause.getCause() != null) {
        cause = cause.getCause();
      }
      // A full disk or a database that is gone is nobody's declaration: the whole run ends.
      if (cause instanceof SQLException broken) {
        throw broken;
      }
      if (cause instanceof IOException broken) {
        throw new UncheckedIOException(broken);
      }
      String message = String.valueOf(cause.getMessage()).strip().replaceAll("\\s+", " ");
      return new Built(
          0,
          List.of(),
          List.of(
              new Finding(
                  FindingCode.QUERY_FAILED,
                  dataset.name().toString(),
                  "",
                  message.length() > 500 ? message.substring(0, 500) + "…" : message)),
          Basis.whole(""));
    }
  }
}
