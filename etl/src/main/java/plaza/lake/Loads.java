package plaza.lake;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import plaza.check.Finding;
import plaza.check.FindingCode;
import plaza.check.Severity;
import plaza.contract.DatasetName;

/** What is recorded of builds, for whoever asks; needs no engine. */
public final class Loads {
  private final Database database;

  /** The loads recorded in a catalogue database. */
  public Loads(Database database) {
    this.database = database;
  }

  /** How every table stands that has been published. */
  public Map<DatasetName, Standing> standings() throws SQLException {
    String sql =
        """
        SELECT p.dataset, p.load_id, p.sequence, p.fingerprint, p.declared, p.row_count, p.finished_at,
          EXISTS (SELECT 1 FROM plaza_load f WHERE f.dataset = p.dataset AND f.sequence > p.sequence),
          (SELECT coalesce(sum(row_count), 0) FROM plaza_fate r
            WHERE r.dataset = p.dataset AND r.is_published AND r.fate = 'refused')
        FROM plaza_load p JOIN (
          SELECT dataset, max(sequence) AS sequence FROM plaza_load WHERE is_published GROUP BY dataset
        ) last ON last.sequence = p.sequence
        """;
    Map<DatasetName, Standing> standings = new TreeMap<>();
    try (Connection connection = database.connect();
        PreparedStatement query = connection.prepareStatement(sql);
        ResultSet row = query.executeQuery()) {
      while (row.next()) {
        DatasetName dataset = DatasetName.parse(row.getString(1));
        standings.put(
            dataset,
            new Standing(
                dataset,
                row.getString(2),
                row.getLong(3),
                row.getString(4),
                row.getString(5),
                row.getLong(6),
                row.getLong(9),
                row.getTimestamp(7).toInstant(),
                row.getBoolean(8)));
      }
    }
    return standings;
  }

  /** The datasets that have been built and never published. */
  public Set<DatasetName> neverPublished() throws SQLException {
    Set<DatasetName> names = new TreeSet<>();
    try (Connection connection = database.connect();
        PreparedStatement query =
            connection.prepareStatement(
                "SELECT dataset FROM plaza_load GROUP BY dataset HAVING NOT bool_or(is_published)");
        ResultSet row = query.executeQuery()) {
      while (row.next()) {
        names.add(DatasetName.parse(row.getString(1)));
      }
    }
    return names;
  }

  /** The landed files that a dataset's published table was made from, by feed. */
  public Map<String, Set<String>> receipts(DatasetName dataset) throws SQLException {
    Map<String, Set<String>> receipts = new HashMap<>();
    try (Connection connection = database.connect();
        PreparedStatement query =
            connection.prepareStatement(
                "SELECT feed, receipt FROM plaza_receipt WHERE dataset = ?")) {
      query.setString(1, dataset.toString());
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          receipts.computeIfAbsent(row.getString(1), f -> new HashSet<>()).add(row.getString(2));
        }
      }
    }
    return receipts;
  }

  /** The load of each table that a published load was derived from. */
  public Map<DatasetName, String> inputs(Standing standing) throws SQLException {
    Map<DatasetName, String> inputs = new HashMap<>();
    try (Connection connection = database.connect();
        PreparedStatement query =
            connection.prepareStatement(
                "SELECT input, input_load FROM plaza_input WHERE load_id = ? AND dataset = ?")) {
      query.setString(1, standing.load());
      query.setString(2, standing.dataset().toString());
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          inputs.put(DatasetName.parse(row.getString(1)), row.getString(2));
        }
      }
    }
    return inputs;
  }

  /**
   * What published loads of a dataset later than one changed: nothing, rows of some days of a date
   * column, or empty where any of them may have changed all, or that one is not known.
   */
  public Optional<SortedSet<LocalDate>> findChanges(
      DatasetName dataset, String since, String column) throws SQLException {
    String sql =
        """
        SELECT l.is_whole, c.day FROM plaza_load s
        JOIN plaza_load l ON l.dataset = s.dataset AND l.sequence > s.sequence
          AND l.is_published AND l.is_changed
        LEFT JOIN plaza_change c ON c.load_id = l.load_id AND c.dataset = l.dataset AND c.column_name = ?
        WHERE s.load_id = ? AND s.dataset = ?
        """;
    SortedSet<LocalDate> days = new TreeSet<>();
    try (Connection connection = database.connect()) {
      if (!isKnown(connection, dataset, since)) {
        return Optional.empty();
      }
      try (PreparedStatement query = connection.prepareStatement(sql)) {
        query.setString(1, column);
        query.setString(2, since);
        query.setString(3, dataset.toString());
        try (ResultSet row = query.executeQuery()) {
          while (row.next()) {
            if (row.getBoolean(1) || row.getObject(2) == null) {
              return Optional.empty();
            }
            days.add(row.getObject(2, LocalDate.class));
          }
        }
      }
    }
    return Optional.of(days);
  }

  private static boolean isKnown(Connection connection, DatasetName dataset, String load)
      throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            "SELECT 1 FROM plaza_load WHERE load_id = ? AND dataset = ? AND is_published")) {
      query.setString(1, load);
      query.setString(2, dataset.toString());
      try (ResultSet row = query.executeQuery()) {
        return row.next();
      }
    }
  }

  /** The load that a dataset's published table comes from, with the fates of all rows read. */
  public Optional<Load> findPublished(DatasetName dataset) throws SQLException {
    return find(dataset, "AND is_published");
  }

  /** The last load of a dataset, published or failed, with the fates of the rows read. */
  public Optional<Load> findLast(DatasetName dataset) throws SQLException {
    return find(dataset, "");
  }

  private Optional<Load> find(DatasetName dataset, String condition) throws SQLException {
    String sql =
        "SELECT load_id, is_published, fingerprint, row_count, finished_at, is_whole, declared"
            + " FROM plaza_load WHERE dataset = ? "
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
        boolean isPublished = row.getBoolean(2);
        return Optional.of(
            new Load(
                id,
                dataset,
                isPublished,
                row.getString(3),
                row.getLong(4),
                row.getTimestamp(5).toInstant(),
                fates(connection, dataset, isPublished),
                findings(connection, id, dataset),
                new Load.Basis(
                    row.getBoolean(6), true, row.getString(7), Map.of(), Map.of(), Map.of())));
      }
    }
  }

  /** How many rows of each landed file met which fate, in a dataset's published table. */
  public List<Load.FateCount> fates(DatasetName dataset) throws SQLException {
    try (Connection connection = database.connect()) {
      return fates(connection, dataset, true);
    }
  }

  private static List<Load.FateCount> fates(
      Connection connection, DatasetName dataset, boolean isPublished) throws SQLException {
    List<Load.FateCount> fates = new ArrayList<>();
    try (PreparedStatement query =
        connection.prepareStatement(
            "SELECT source, receipt, fate, code, row_count FROM plaza_fate"
                + " WHERE dataset = ? AND is_published = ? ORDER BY 1, 2, 3, 4")) {
      query.setString(1, dataset.toString());
      query.setBoolean(2, isPublished);
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
            "SELECT code, severity, address, message FROM plaza_finding"
                + " WHERE load_id = ? AND dataset = ?")) {
      query.setString(1, id);
      query.setString(2, dataset.toString());
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          FindingCode code = FindingCode.valueOf(row.getString(1).toUpperCase(Locale.ROOT));
          findings.add(
              new Finding(
                  code,
                  dataset.toString(),
                  row.getString(3),
                  row.getString(4),
                  Severity.valueOf(row.getString(2))));
        }
      }
    }
    return findings;
  }
}
