package plaza.lake;

import static org.apache.spark.sql.functions.col;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.RewriteFiles;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.spark.FileRewriteCoordinator;
import org.apache.iceberg.spark.ScanTaskSetManager;
import org.apache.iceberg.spark.SparkReadOptions;
import org.apache.iceberg.spark.SparkTableCache;
import org.apache.iceberg.spark.SparkWriteOptions;
import org.apache.iceberg.util.StructLikeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Puts small files of a table together, partition by partition, in the order that its rows were
 * written in. Iceberg's own procedure knows orders of columns and z-order, not that of S2 cells;
 * this goes the procedure's way (staged tasks, one replacing commit) with an order of our own.
 */
final class Compaction {
  private static final long BATCH_BYTES = 512L << 20;
  private static final long MANIFEST_BYTES = 8L << 20;

  private final Table table;
  private final long target;

  /** Of a table's current version. */
  Compaction(Table table) {
    this.table = table;
    this.target =
        Long.parseLong(
            table
                .properties()
                .getOrDefault(
                    TableProperties.WRITE_TARGET_FILE_SIZE_BYTES,
                    String.valueOf(TableProperties.WRITE_TARGET_FILE_SIZE_BYTES_DEFAULT)));
  }

  /** The small files of one partition, worth to be put together. */
  record Group(List<FileScanTask> files, long bytes, int becomes) {}

  /** What is to be put together: at least twice as many files as come of it. */
  List<Group> plan() {
    Map<Integer, StructLikeMap<List<FileScanTask>>> small = new LinkedHashMap<>();
    try (CloseableIterable<FileScanTask> files = table.newScan().planFiles()) {
      for (FileScanTask file : files) {
        if (file.file().fileSizeInBytes() < target / 4 * 3) {
          StructLike partition = file.partition();
          small
              .computeIfAbsent(
                  file.spec().specId(), s -> StructLikeMap.create(file.spec().partitionType()))
              .computeIfAbsent(partition, p -> new ArrayList<>())
              .add(file);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<Group> groups = new ArrayList<>();
    // Files of a former partitioning stay as they are: the next build replaces them.
    StructLikeMap<List<FileScanTask>> current = small.get(table.spec().specId());
    if (current != null) {
      for (List<FileScanTask> files : current.values()) {
        long bytes = files.stream().mapToLong(f -> f.file().fileSizeInBytes()).sum();
        int becomes = (int) Math.max(1, (bytes + target - 1) / target);
        if (files.size() >= 2 * becomes) {
          groups.add(new Group(files, bytes, becomes));
        }
      }
    }
    return groups;
  }

  /** Whether the current version is spread over more manifests than its size asks for. */
  boolean hasManyManifests() {
    Snapshot current = table.currentSnapshot();
    if (current == null) {
      return false;
    }
    List<ManifestFile> manifests = current.dataManifests(table.io());
    long bytes = manifests.stream().mapToLong(ManifestFile::length).sum();
    return manifests.size() > 1 + bytes / MANIFEST_BYTES;
  }

  /** Puts manifests together; returns whether there was need. */
  boolean rewriteManifests() {
    boolean isNeeded = hasManyManifests();
    if (isNeeded) {
      table.rewriteManifests().clusterBy(file -> "").commit();
    }
    return isNeeded;
  }

  /**
   * Rewrites groups in an order, all in one commit that replaces files and changes no row.
   *
   * @throws IllegalStateException when the new files do not hold as many rows as the old
   */
  void rewrite(SparkSession spark, List<Group> groups, List<Column> order) {
    RewriteFiles replace =
        table.newRewrite().validateFromSnapshot(table.currentSnapshot().snapshotId());
    for (List<Group> batch : batches(groups)) {
      long rows = 0;
      List<FileScanTask> tasks = batch.stream().flatMap(g -> g.files().stream()).toList();
      for (FileScanTask task : tasks) {
        replace.deleteFile(task.file());
        rows += task.file().recordCount();
      }
      for (DataFile file : rewritten(spark, tasks, files(batch), order)) {
        replace.addFile(file);
        rows -= file.recordCount();
      }
      if (rows != 0) {
        throw new IllegalStateException(
            table.name() + " would have " + -rows + " rows more after compaction");
      }
    }
    replace.commit();
  }

  private static int files(List<Group> groups) {
    return groups.stream().mapToInt(Group::becomes).sum();
  }

  private static List<List<Group>> batches(List<Group> groups) {
    List<List<Group>> batches = new ArrayList<>();
    long bytes = Long.MAX_VALUE;
    for (Group group : groups) {
      if (bytes > BATCH_BYTES - group.bytes()) {
        batches.add(new ArrayList<>());
        bytes = 0;
      }
      batches.getLast().add(group);
      bytes += group.bytes();
    }
    return batches;
  }

  private Set<DataFile> rewritten(
      SparkSession spark, List<FileScanTask> tasks, int becomes, List<Column> order) {
    String id = UUID.randomUUID().toString();
    SparkTableCache.get().add(id, table);
    ScanTaskSetManager.get().stageTasks(table, id, tasks);
    try {
      Dataset<Row> rows =
          spark.read().format("iceberg").option(SparkReadOptions.SCAN_TASK_SET_ID, id).load(id);
      Column[] sorting = order.toArray(new Column[0]);
      Dataset<Row> moved =
          table.spec().isUnpartitioned()
              ? rows.repartitionByRange(becomes, sorting)
              : rows.repartition(becomes, col("_partition")); // no partition is in two tasks
      moved
          .sortWithinPartitions(sorting)
          .write()
          .format("iceberg")
          .option(SparkWriteOptions.REWRITTEN_FILE_SCAN_TASK_SET_ID, id)
          .option(SparkWriteOptions.TARGET_FILE_SIZE_BYTES, target)
          .option(SparkWriteOptions.USE_TABLE_DISTRIBUTION_AND_ORDERING, "false")
          .mode("append")
          .save(id);
      return FileRewriteCoordinator.get().fetchNewFiles(table, id);
    } finally {
      SparkTableCache.get().remove(id);
      ScanTaskSetManager.get().removeTasks(table, id);
      FileRewriteCoordinator.get().clearRewrite(table, id);
    }
  }
}
