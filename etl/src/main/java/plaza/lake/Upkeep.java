package plaza.lake;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.Snapshot;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import plaza.contract.Contract;
import plaza.contract.DatasetName;

/**
 * The upkeep of single tables: small files put together, old versions forgotten. Works on the shelf
 * of builds, and so within a {@link Build}, which publishes what comes of it.
 */
public final class Upkeep {
  private static final List<String> FATE_ADDRESS =
      List.of("source", "receipt", "member", "row", "part");

  private final Database database;
  private final String warehouse;
  private final Instant now;
  private final Duration age;

  /**
   * Upkeep as of an instant.
   *
   * @param age for which versions stay whatever a contract says, for whoever still reads them
   */
  public Upkeep(Database database, String warehouse, Instant now, Duration age) {
    this.database = database;
    this.warehouse = warehouse;
    this.now = now;
    this.age = age;
  }

  /** The files of a table's current version. */
  public record Size(long files, long bytes) {
    /** Of both. */
    public Size plus(Size other) {
      return new Size(files + other.files, bytes + other.bytes);
    }
  }

  /** What was, or is to be, done to a table and the table of its fates. */
  public record Outcome(Size before, Size after, int versions, boolean isChanged) {
    private static final Outcome NOTHING = new Outcome(new Size(0, 0), new Size(0, 0), 0, false);

    private Outcome plus(Outcome other) {
      return new Outcome(
          before.plus(other.before),
          after.plus(other.after),
          versions + other.versions,
          isChanged || other.isChanged);
    }
  }

  /** What there is to do, from what is published; nothing is written. */
  public Outcome plan(DatasetName dataset, Contract contract) {
    return both(
        Shelf.PUBLISHED,
        dataset,
        (table, isFates) -> {
          Compaction compaction = new Compaction(table);
          Size before = size(table);
          long fewer = 0;
          for (Compaction.Group group : compaction.plan()) {
            fewer += group.files().size() - group.becomes();
          }
          int versions = Expiry.due(table.operations().current(), expiry(contract)).size();
          return new Outcome(
              before,
              new Size(before.files() - fewer, before.bytes()),
              versions,
              fewer > 0 || versions > 0 || compaction.hasManyManifests());
        });
  }

  /** Does it, on the shelf of builds. */
  public Outcome apply(SparkSession spark, DatasetName dataset, Contract contract) {
    return both(
        Shelf.BUILD,
        dataset,
        (table, isFates) -> {
          // Before compaction: what that replaces has only now ceased to be read.
          List<Snapshot> due = Expiry.due(table.operations().current(), expiry(contract));
          Compaction compaction = new Compaction(table);
          Size before = size(table);
          List<Compaction.Group> groups = compaction.plan();
          if (!groups.isEmpty()) {
            compaction.rewrite(spark, groups, isFates ? fateOrder(table) : Tables.order(contract));
          }
          boolean isRebound = compaction.rewriteManifests();
          Expiry.apply(table, due);
          boolean isChanged = !groups.isEmpty() || isRebound || !due.isEmpty();
          return new Outcome(before, size(table), due.size(), isChanged);
        });
  }

  private interface Work {
    Outcome on(BaseTable table, boolean isFates);
  }

  private Outcome both(Shelf shelf, DatasetName dataset, Work work) {
    Outcome outcome = Outcome.NOTHING;
    for (String name : List.of(shelf.tables(), shelf.fates())) {
      try (IcebergCatalog catalog = new IcebergCatalog(database, warehouse, name)) {
        if (catalog.has(dataset)) {
          outcome = outcome.plus(work.on(catalog.load(dataset), name.equals(shelf.fates())));
        }
      }
    }
    return outcome;
  }

  /**
   * Forgets, on the shelf of failures, the versions that a failed table shares with the published
   * one; what failed stays to be looked at. Within a {@link Build}, which keeps others out.
   */
  public void expireFailed(DatasetName dataset, Contract contract) {
    both(
        Shelf.FAILED,
        dataset,
        (table, isFates) -> {
          Expiry.apply(table, Expiry.due(table.operations().current(), expiry(contract)));
          return Outcome.NOTHING;
        });
  }

  /**
   * Takes tables off the shelf of failures that have been published since, once they are as old as
   * a former version may be; returns how many.
   */
  public int clearFailed(DatasetName dataset, Contract contract) throws SQLException {
    Loads loads = new Loads(database);
    Optional<Load> last = loads.findLast(dataset);
    if (last.isEmpty() || !last.get().isPublished()) {
      return 0;
    }
    if (last.get().finishedAt().isAfter(expiry(contract))) {
      return 0;
    }
    int cleared = 0;
    try (var connection = database.connect();
        var delete =
            connection.prepareStatement(
                "DELETE FROM iceberg_tables WHERE catalog_name IN ('failed', 'failed_fates')"
                    + " AND table_namespace = ? AND table_name = ?")) {
      delete.setString(1, dataset.domain());
      delete.setString(2, dataset.table());
      cleared = delete.executeUpdate();
    }
    return cleared;
  }

  private Instant expiry(Contract contract) {
    Duration keep = contract.versions().keep();
    return now.minus(keep.compareTo(age) > 0 ? keep : age);
  }

  private static List<Column> fateOrder(BaseTable table) {
    return FATE_ADDRESS.stream()
        .filter(name -> table.schema().findField(name) != null)
        .map(functions::col)
        .toList();
  }

  private static Size size(BaseTable table) {
    Snapshot current = table.currentSnapshot();
    if (current == null) {
      return new Size(0, 0);
    }
    return new Size(number(current, "total-data-files"), number(current, "total-files-size"));
  }

  private static long number(Snapshot version, String key) {
    return Long.parseLong(Objects.requireNonNullElse(version.summary().get(key), "0"));
  }
}
