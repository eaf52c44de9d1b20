package plaza.jobs.worker;

import static org.apache.spark.sql.functions.col;

import java.sql.SQLException;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;
import org.jspecify.annotations.Nullable;
import plaza.catalog.Dataset;
import plaza.check.Audit;
import plaza.contract.Contract;
import plaza.contract.DatasetName;
import plaza.contract.Incremental;
import plaza.gold.Derivation;
import plaza.jobs.stack.SparkSessions;
import plaza.lake.Load;
import plaza.lake.Load.Basis;
import plaza.lake.Loads;
import plaza.lake.Partitions;
import plaza.lake.Standing;
import plaza.lake.Tables;

/**
 * Builds a gold table in the catalogue of the build: by the days on which its inputs changed, where
 * its contract allows that and nothing else has changed; else whole. Both end in the same table.
 */
final class Deriving {
  private final SparkSession spark;
  private final Loads loads;
  private final Fingerprints fingerprints;
  private final Auditing auditing;
  private final Progress progress;
  private final Tables tables;

  Deriving(
      SparkSession spark,
      Loads loads,
      Fingerprints fingerprints,
      Auditing auditing,
      Progress progress) {
    this.spark = spark;
    this.loads = loads;
    this.fingerprints = fingerprints;
    this.auditing = auditing;
    this.progress = progress;
    this.tables = new Tables(spark);
  }

  /**
   * Builds from the tables of the build.
   *
   * @param standings of the published tables
   * @param pending loads of this build that are not published yet
   */
  Built build(
      Dataset dataset,
      Map<DatasetName, Standing> standings,
      Map<DatasetName, Load> pending,
      String id)
      throws Exception {
    Map<DatasetName, String> inputs = new HashMap<>();
    for (DatasetName input : dataset.inputs()) {
      if (pending.containsKey(input)) {
        inputs.put(input, id);
      } else if (standings.containsKey(input)) {
        inputs.put(input, standings.get(input).load());
      }
    }
    String declared = fingerprints.declared(dataset);
    Optional<SortedSet<LocalDate>> days =
        findDays(dataset, standings.get(dataset.name()), declared, pending);
    if (days.isEmpty()) {
      return whole(dataset, id, declared, inputs, standings.containsKey(dataset.name()));
    }
    if (days.get().isEmpty()) {
      // What its inputs say is what they said before: so does the table.
      return new Built(
          tables.read(dataset.name()).count(),
          List.of(),
          List.of(),
          new Basis(false, false, declared, Map.of(), inputs, Map.of()));
    }
    return days(dataset, days.get(), id, declared, inputs);
  }

  /**
   * The days of the inputs that changed since the published table was derived, none where nothing
   * did; empty where the table has to be derived whole.
   */
  private Optional<SortedSet<LocalDate>> findDays(
      Dataset dataset, @Nullable Standing standing, String declared, Map<DatasetName, Load> pending)
      throws SQLException {
    if (standing == null || !standing.declared().equals(declared)) {
      return Optional.empty();
    }
    // Without a column to go by, any change means the whole.
    String column = dataset.contract().findIncremental().map(Incremental::reads).orElse("");
    Map<DatasetName, String> before = loads.inputs(standing);
    SortedSet<LocalDate> days = new TreeSet<>();
    for (DatasetName input : dataset.inputs()) {
      Optional<SortedSet<LocalDate>> changed =
          loads.findChanges(input, before.getOrDefault(input, ""), column);
      if (changed.isEmpty()) {
        return Optional.empty();
      }
      days.addAll(changed.get());
      Load now = pending.get(input);
      if (now != null && now.basis().isChanged()) {
        SortedSet<LocalDate> of = now.basis().changes().get(column);
        if (of == null) {
          return Optional.empty();
        }
        days.addAll(of);
      }
    }
    return Optional.of(days);
  }

  private Built whole(
      Dataset dataset,
      String id,
      String declared,
      Map<DatasetName, String> inputs,
      boolean isKnown) {
    Contract contract = dataset.contract();
    String before = isKnown && tables.has(dataset.name()) ? tables.content(contract) : "";
    org.apache.spark.sql.Dataset<Row> rows =
        new Derivation(spark)
            .derive(sql(dataset), contract)
            .persist(StorageLevel.MEMORY_AND_DISK());
    try {
      tables.write(rows, rows.count(), contract, id);
      progress.step(dataset.name().toString(), "table_written");
      Audit.Outcome audit = auditing.whole(dataset);
      progress.step(dataset.name().toString(), "audited");
      boolean isChanged = before.isEmpty() || !before.equals(tables.content(contract));
      return new Built(
          audit.rows(),
          List.of(),
          audit.findings(),
          new Basis(true, isChanged, declared, Map.of(), inputs, Map.of()));
    } finally {
      rows.unpersist();
    }
  }

  private Built days(
      Dataset dataset,
      SortedSet<LocalDate> changed,
      String id,
      String declared,
      Map<DatasetName, String> inputs)
      throws Exception {
    Contract contract = dataset.contract();
    Incremental incremental = contract.findIncremental().orElseThrow();
    String by = incremental.by();
    SortedSet<LocalDate> affected = incremental.around(changed);
    Column isAffected = col(by).isin(affected.toArray());
    Optional<Column> partitions = new Partitions(contract).findOf(by, affected);
    org.apache.spark.sql.Dataset<Row> before = tables.read(dataset.name());
    org.apache.spark.sql.Dataset<Row> rewritten = partitions.map(before::where).orElse(before);
    SparkSessions.suitMore(spark, Tables.bytes(rewritten));
    org.apache.spark.sql.Dataset<Row> rows =
        new Derivation(spark)
            .derive(sql(dataset), contract, incremental.around(affected))
            .where(isAffected)
            .unionByName(rewritten.where(not(isAffected)))
            .persist(StorageLevel.MEMORY_AND_DISK());
    try {
      long count = rows.count();
      if (partitions.isPresent()) {
        tables.overwrite(rows, count, contract, partitions.get(), id);
      } else {
        tables.write(rows, count, contract, id);
      }
      progress.step(dataset.name().toString(), "table_written");
      Audit.Outcome audit = auditing.days(dataset, Map.of(by, affected));
      progress.step(dataset.name().toString(), "audited");
      return new Built(
          audit.rows(),
          List.of(),
          audit.findings(),
          new Basis(false, true, declared, Map.of(), inputs, Map.of(by, affected)));
    } finally {
      rows.unpersist();
    }
  }

  // A row whose day is missing is of no day, so it is none of those affected.
  private static Column not(Column isAffected) {
    return org.apache.spark.sql.functions.not(
        org.apache.spark.sql.functions.coalesce(
            isAffected, org.apache.spark.sql.functions.lit(false)));
  }

  private static String sql(Dataset dataset) {
    return dataset.findQuery().orElseThrow().sql();
  }
}
