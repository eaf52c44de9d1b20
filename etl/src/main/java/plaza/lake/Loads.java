package plaza.lake;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import plaza.check.Finding;
import plaza.check.FindingCode;
import plaza.contract.DatasetName;

/** What is recorded of builds, for whoever asks; needs no engine. */
public final class Loads {
  private final Database database;

  /** The loads recorded in a catalogue database. */
  public Loads(Database database) {
    this.database = database;
  }

  /** The load that a dataset's published table comes from. */
  public Optional<Load> findPublished(DatasetName dataset) throws SQLException {
    return find(dataset, "AND is_published");
  }

  /** The last load of a dataset, published or failed. */
  public Optional<Load> findLast(DatasetName dataset) throws SQLException {
    return find(dataset, "");
  }

  private Optional<Load> find(DatasetName dataset, String condition) throws SQLException {
    String sql =
        "SELECT load_id, is_published, fingerprint, row_count, finished_at FROM plaza_load"
            + " WHERE dataset = ? "
            + condition
            + " ORDER BY sequence DESC LIMIT 1";
    try (Connection connection = database.connect();
        PreparedStatement query = connection.prepareStatement(sql)) {
      query.setString(1, dataset.toString());
      try (ResultSet row = query.executeQuery()) {
        if (!row.next()) {
          return Optional.empty();
        }
        String id = row.getString(1);
        return Optional.of(
            new Load(
                id,
                dataset,
                row.getBoolean(2),
                row.getString(3),
                row.getLong(4),
                row.getTimestamp(5).toInstant(),
                fates(connection, id, dataset),
                findings(connection, id, dataset)));
      }
    }
  }

  private static List<Load.FateCount> fates(Connection connection, String id, DatasetName dataset)
      throws SQLException {
    List<Load.FateCount> fates = new ArrayList<>();
    try (PreparedStatement query =
        connection.prepareStatement(
            "SELECT source, receipt, fate, code, row_count FROM plaza_fate"
                + " WHERE load_id = ? AND dataset = ? ORDER BY 1, 2, 3, 4")) {
      query.setString(1, id);
      query.setString(2, dataset.toString());
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          fates.add(
              new Load.FateCount(
                  row.getString(1),
                  row.getString(2),
                  row.getString(3),
                  row.getString(4),
                  row.getLong(5)));
        }
      }
    }
    return fates;
  }

  private static List<Finding> findings(Connection connection, String id, DatasetName dataset)
      throws SQLException {
    List<Finding> findings = new ArrayList<>();
    try (PreparedStatement query =
        connection.prepareStatement(
            "SELECT code, address, message FROM plaza_finding WHERE load_id = ? AND dataset = ?")) {
      query.setString(1, id);
      query.setString(2, dataset.toString());
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          FindingCode code =
              FindingCode.valueOf(row.getString(1).toUpperCase(java.util.Locale.ROOT));
          findings.add(new Finding(code, dataset.toString(), row.getString(2), row.getString(3)));
        }
      }
    }
    return findings;
  }
}
