package plaza.lake;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;

/** Writes what is recorded of a load, in the transaction that publishes its table. */
final class LoadRecord {
  private LoadRecord() {}

  static void write(Connection connection, Load load) throws SQLException {
    String dataset = load.dataset().toString();
    update(
        connection,
        "INSERT INTO plaza_load"
            + " (load_id, dataset, is_published, is_whole, is_changed, fingerprint, declared, row_count)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        load.id(),
        dataset,
        load.isPublished(),
        load.basis().isWhole(),
        load.basis().isChanged(),
        load.fingerprint(),
        load.basis().declared(),
        load.rows());
    writeFates(connection, load, dataset);
    Batch findings = new Batch(connection, "INSERT INTO plaza_finding VALUES (?, ?, ?, ?, ?, ?)");
    for (var f : load.findings()) {
      findings.add(
          load.id(), dataset, f.code().id(), f.severity().name(), f.address(), f.message());
    }
    findings.send();
    if (load.isPublished()) {
      writeBasis(connection, load, dataset);
    }
  }

  private static void writeFates(Connection connection, Load load, String dataset)
      throws SQLException {
    if (load.basis().isWhole() || !load.isPublished()) {
      update(
          connection,
          "DELETE FROM plaza_fate WHERE dataset = ? AND is_published = ?",
          dataset,
          load.isPublished());
    }
    Batch fates =
        new Batch(
            connection,
            "INSERT INTO plaza_fate VALUES (?, ?, ?, ?, ?, ?, ?)"
                + " ON CONFLICT (dataset, is_published, source, receipt, fate, code)"
                + " DO UPDATE SET row_count = plaza_fate.row_count + EXCLUDED.row_count");
    for (Load.FateCount c : load.fates()) {
      fates.add(dataset, load.isPublished(), c.source(), c.receipt(), c.fate(), c.code(), c.rows());
    }
    fates.send();
    update(connection, "DELETE FROM plaza_fate WHERE dataset = ? AND row_count = 0", dataset);
  }

  private static void writeBasis(Connection connection, Load load, String dataset)
      throws SQLException {
    if (load.basis().isWhole()) {
      update(connection, "DELETE FROM plaza_receipt WHERE dataset = ?", dataset);
    }
    Batch receipts =
        new Batch(connection, "INSERT INTO plaza_receipt VALUES (?, ?, ?) ON CONFLICT DO NOTHING");
    for (var feed : load.basis().receipts().entrySet()) {
      for (String receipt : (Collection<String>) feed.getValue()) {
        receipts.add(dataset, feed.getKey(), receipt);
      }
    }
    receipts.send();
    Batch inputs = new Batch(connection, "INSERT INTO plaza_input VALUES (?, ?, ?, ?)");
    for (var input : load.basis().inputs().entrySet()) {
      inputs.add(load.id(), dataset, input.getKey().toString(), input.getValue());
    }
    inputs.send();
    Batch changes = new Batch(connection, "INSERT INTO plaza_change VALUES (?, ?, ?, ?)");
    for (var column : load.basis().changes().entrySet()) {
      for (var day : column.getValue()) {
        changes.add(load.id(), dataset, column.getKey(), day);
      }
    }
    changes.send();
  }

  private static void update(Connection connection, String sql, Object... values)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      set(statement, values);
      statement.executeUpdate();
    }
  }

  private static void set(PreparedStatement statement, Object... values) throws SQLException {
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, values[i]);
    }
  }

  /** Rows of one statement, sent together. */
  private static final class Batch {
    private final PreparedStatement statement;

    Batch(Connection connection, String sql) throws SQLException {
      statement = connection.prepareStatement(sql);
    }

    void add(Object... values) throws SQLException {
      set(statement, values);
      statement.addBatch();
    }

    void send() throws SQLException {
      try (statement) {
        statement.executeBatch();
      }
    }
  }
}
