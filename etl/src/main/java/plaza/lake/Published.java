package plaza.lake;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import plaza.contract.DatasetName;

/**
 * One version of a published table, which stays what it is whatever is published after it.
 *
 * @param snapshot the Iceberg snapshot that readers see now
 */
public record Published(DatasetName dataset, long snapshot) {
  /** The version that readers see now, if there is one. */
  public static Optional<Published> find(Database database, DatasetName dataset)
      throws SQLException {
    try (Connection connection = database.connect();
        PreparedStatement query =
            connection.prepareStatement(
                "SELECT metadata_location FROM iceberg_tables WHERE catalog_name = ?"
                    + " AND table_namespace = ? AND table_name = ?")) {
      query.setString(1, Shelf.PUBLISHED.tables());
      query.setString(2, dataset.domain());
      query.setString(3, dataset.table());
      try (ResultSet row = query.executeQuery()) {
        if (!row.next()) {
          return Optional.empty();
        }
        TableMetadata metadata = TableMetadataParser.read(IcebergCatalog.files(), row.getString(1));
        return Optional.ofNullable(metadata.currentSnapshot())
            .map(Snapshot::snapshotId)
            .map(snapshot -> new Published(dataset, snapshot));
      }
    }
  }
}
