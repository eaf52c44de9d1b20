package plaza.jobs.worker;

import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;
import plaza.catalog.Catalog;
import plaza.catalog.Dataset;
import plaza.check.Audit;
import plaza.check.Finding;
import plaza.check.FindingCode;
import plaza.contract.DatasetName;
import plaza.gold.Derivation;
import plaza.lake.Build;
import plaza.lake.Database;
import plaza.lake.LandedFiles;
import plaza.lake.Load;
import plaza.lake.Load.FateCount;
import plaza.lake.Loads;
import plaza.lake.Tables;
import plaza.silver.Conform;
import plaza.silver.Conformed;
import plaza.silver.Filling;

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
    String id = Instant.now() + "-" + UUID.randomUUID().toString().substring(0, 8);
    Map<DatasetName, String> fingerprints = new LinkedHashMap<>();
    Loads loads = new Loads(database);
    List<Load> passed = new ArrayList<>();
    int failed = 0;
    try (Build build = Build.begin(database, id, progress::waiting)) {
      // Under the lock: another run may have published while this one waited for it.
      for (DatasetName name : catalog.datasets().keySet()) {
        loads.findPublished(name).ifPresent(load -> fingerprints.put(name, load.fingerprint()));
      }
      Fingerprints current = new Fingerprints(catalog, landed);
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
        long start = System.nanoTime();
        Built built = built(dataset, id);
        Load load = built.load(id, dataset.name(), fingerprint);
        if (built.findings().isEmpty()) {
          passed.add(load);
          fingerprints.put(dataset.name(), fingerprint);
          progress.built(name, built.rows(), refused(load), (System.nanoTime() - start) / 1e9);
        } else {
          failed++;
          build.fail(load);
          progress.failed(name, built.findings());
        }
      }
      build.publish(passed);
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

  private record Built(long rows, List<FateCount> fates, List<Finding> findings) {
    Load load(String id, DatasetName dataset, String fingerprint) {
      return new Load(
          id, dataset, findings.isEmpty(), fingerprint, rows, Instant.now(), fates, findings);
    }
  }

  private static long refused(Load load) {
    return load.fates().stream()
        .filter(count -> count.fate().equals("refused"))
        .mapToLong(FateCount::rows)
        .sum();
  }

  // Whatever a declaration makes Spark throw fails that dataset alone; an Error ends the worker.
  private Built built(Dataset dataset, String id) {
    try {
      return dataset.findQuery().isPresent()
          ? derived(dataset, dataset.findQuery().get().sql(), id)
          : conformed(dataset, id);
    } catch (Exception e) {
      Throwable cause = e;
      while (cause.getCause() != null) {
        cause = cause.getCause();
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
                  message.length() > 500 ? message.substring(0, 500) + "…" : message)));
    }
  }

  private Built conformed(Dataset dataset, String id) throws Exception {
    List<Filling> fillings = new ArrayList<>();
    for (var source : dataset.sources()) {
      fillings.add(
          new Filling(
              source,
              catalog.feed(source.feed()),
              source.city() == null ? null : catalog.city(source.city())));
    }
    Optional<Conformed> conformed =
        new Conform(spark, landed).conform(dataset.contract(), fillings);
    if (conformed.isEmpty()) {
      String feeds = String.join(", ", dataset.feeds());
      return new Built(
          0,
          List.of(),
          List.of(
              new Finding(
                  FindingCode.EMPTY_FILE,
                  dataset.name().toString(),
                  "",
                  "found no landed file that a source is valid for, expected one of " + feeds)));
    }
    Conformed rows = conformed.get();
    try {
      tables.writeFates(rows.fates(), dataset.name(), id);
      if (!rows.findings().isEmpty()) {
        return new Built(0, rows.counts(), rows.findings());
      }
      tables.write(rows.table(), dataset.contract(), id);
      Audit.Outcome audit = new Audit(dataset.contract()).of(tables.read(dataset.name()));
      return new Built(audit.rows(), rows.counts(), audit.findings());
    } finally {
      rows.release();
    }
  }

  private Built derived(Dataset dataset, String sql, String id) {
    org.apache.spark.sql.Dataset<Row> rows =
        new Derivation(spark)
            .derive(sql, dataset.contract())
            .persist(StorageLevel.MEMORY_AND_DISK());
    try {
      tables.write(rows, dataset.contract(), id);
      Audit.Outcome audit = new Audit(dataset.contract()).of(tables.read(dataset.name()));
      return new Built(audit.rows(), List.of(), audit.findings());
    } finally {
      rows.unpersist();
    }
  }
}
