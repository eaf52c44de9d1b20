package plaza.jobs.worker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.spark.sql.SparkSession;
import plaza.catalog.Catalog;
import plaza.catalog.Dataset;
import plaza.check.Finding;
import plaza.check.FindingCode;
import plaza.contract.DatasetName;
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
 * Builds datasets in lineage order, out of sight, and publishes together those that passed their
 * checks. One that fails stays as it was, and stops no other.
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

  /** Builds these, in this order, and publishes; each input comes before what reads it. */
  public Outcome build(List<Dataset> datasets) throws SQLException {
    return build(datasets, false);
  }

  /**
   * Builds these, in this order, and publishes; each input comes before what reads it.
   *
   * @param isAnew from what has landed alone, whatever is left of their tables
   */
  public Outcome build(List<Dataset> datasets, boolean isAnew) throws SQLException {
    String id = Instant.now() + "-" + UUID.randomUUID().toString().substring(0, 8);
    Loads loads = new Loads(database);
    Map<DatasetName, Load> passed = new LinkedHashMap<>();
    int failed = 0;
    try (Build build = Build.begin(database, id, progress::waiting)) {
      progress.step("", "locked");
      // Under the lock: another run may have published while this one waited for it.
      Map<DatasetName, Standing> standings = loads.standings();
      Map<DatasetName, String> fingerprints = new LinkedHashMap<>();
      standings.forEach((name, standing) -> fingerprints.put(name, standing.fingerprint()));
      Fingerprints current = new Fingerprints(catalog, landed);
      Auditing auditing = new Auditing(catalog, current, tables);
      Conforming conforming =
          new Conforming(spark, catalog, landed, loads, current, auditing, progress);
      Deriving deriving = new Deriving(spark, loads, current, auditing, progress);
      int number = 0;
      for (Dataset dataset : datasets) {
        String name = dataset.name().toString();
        progress.building(name, ++number, datasets.size());
        Optional<String> obstacle = findObstacle(dataset, current);
        if (obstacle.isPresent()) {
          progress.skipped(name, obstacle.get());
          continue;
        }
        String fingerprint = current.of(dataset, fingerprints);
        if (isAnew) {
          standings.remove(dataset.name());
          build.restart(dataset.name());
        }
        long start = System.nanoTime();
        Built built =
            built(
                dataset,
                () ->
                    dataset.findQuery().isPresent()
                        ? deriving.build(dataset, standings, passed, id)
                        : conforming.build(dataset, standings.get(dataset.name()), id));
        Load load = built.load(id, dataset.name(), fingerprint);
        if (built.isGood()) {
          passed.put(dataset.name(), load);
          fingerprints.put(dataset.name(), fingerprint);
          progress.built(name, built.rows(), refused(load), (System.nanoTime() - start) / 1e9);
          if (!built.findings().isEmpty()) {
            progress.noted(name, built.findings());
          }
        } else {
          failed++;
          build.fail(load);
          progress.failed(name, built.findings());
        }
      }
      progress.step("", "publishing");
      build.publish(passed.values());
      progress.step("", "committed");
    }
    progress.published(passed.size());
    return new Outcome(passed.size(), failed);
  }

  private Optional<String> findObstacle(Dataset dataset, Fingerprints current) {
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

  // Whatever a declaration makes Spark throw fails that dataset alone; an Error ends the worker.
  private static Built built(Dataset dataset, Step step) throws SQLException {
    try {
      return step.run();
    } catch (Exception e) {
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
