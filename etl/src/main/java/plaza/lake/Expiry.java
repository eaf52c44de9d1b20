package plaza.lake;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.TableMetadata;

/**
 * Forgets versions that were replaced long ago. Iceberg's own way deletes their files too, which
 * the tables forbid ({@code gc.enabled}): another catalogue's table may be made of the same ones.
 */
final class Expiry {
  private Expiry() {}

  /** The versions that another had taken the place of before an instant, oldest first. */
  static List<Snapshot> due(TableMetadata metadata, Instant before) {
    List<Snapshot> versions = new ArrayList<>(metadata.snapshots());
    versions.sort(Comparator.comparingLong(Snapshot::sequenceNumber));
    Set<Long> named = new HashSet<>();
    metadata.refs().values().stream().map(SnapshotRef::snapshotId).forEach(named::add);
    List<Snapshot> due = new ArrayList<>();
    // A version's age says nothing: one of last year may have been current until just now.
    for (int i = 0; i + 1 < versions.size(); i++) {
      boolean isReplaced = versions.get(i + 1).timestampMillis() < before.toEpochMilli();
      if (isReplaced && !named.contains(versions.get(i).snapshotId())) {
        due.add(versions.get(i));
      }
    }
    return due;
  }

  /** Takes versions out of a table's metadata and deletes nothing. */
  static void apply(BaseTable table, List<Snapshot> due) {
    if (!due.isEmpty()) {
      TableMetadata base = table.operations().refresh();
      table.operations().commit(base, TableMetadata.buildFrom(base).removeSnapshots(due).build());
      table.refresh();
    }
  }
}
