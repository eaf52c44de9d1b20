package plaza.jobs.metering;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import plaza.lake.Database;

/**
 * Entries in PostgreSQL, to which one writer at a time adds. Nothing beside a body is asked when
 * use is summed up, so that nothing can be changed there and not be noticed.
 */
final class Log {
  // A key of PostgreSQL's advisory locks.
  private static final long LOCK = 0x6d6574657273L;
  private static final int AT_ONCE = 1000;

  private static final String TABLES =
      """
      CREATE SCHEMA IF NOT EXISTS metering;
      REVOKE ALL ON SCHEMA metering FROM PUBLIC;
      CREATE TABLE metering.entry (
        number BIGINT PRIMARY KEY,
        previous TEXT NOT NULL,
        body TEXT NOT NULL,
        hash TEXT NOT NULL);
      CREATE UNIQUE INDEX entry_event ON metering.entry (((body::jsonb) ->> 'event'));
      CREATE INDEX entry_at ON metering.entry (((body::jsonb) ->> 'at'));
      CREATE INDEX entry_user ON metering.entry (((body::jsonb) ->> 'user'));
      CREATE FUNCTION metering.refuse() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'the log is only added to'; END $$;
      CREATE TRIGGER only_added_to BEFORE UPDATE OR DELETE OR TRUNCATE ON metering.entry
        FOR EACH STATEMENT EXECUTE FUNCTION metering.refuse();
      """;

  private final Database database;

  private Log(Database database) {
    this.database = database;
  }

  /** The log of a database; its table is made if need be. */
  static Log open(Database database) throws SQLException {
    Log log = new Log(database);
    if (!exists(database)) {
      log.alone(writing -> {
        if (!exists(database)) {
          try (Statement statement = writing.connection.createStatement()) {
            statement.execute(TABLES);
          }
        }
        return true;
      });
    }
    return log;
  }

  private static boolean exists(Database database) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT to_regclass('metering.entry') IS NOT NULL")) {
      row.next();
      return row.getBoolean(1);
    }
  }

  interface Work<T, E extends Exception> {
    T in(Writing writing) throws SQLException, E;
  }

  /** Runs something while nobody else writes: what was read holds until it ends. */
  <T, E extends Exception> T alone(Work<T, E> work) throws SQLException, E {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      // Of the session and not of a transaction: the head is signed behind the commit.
      statement.execute("SELECT pg_advisory_lock(" + LOCK + ")");
      return work.in(new Writing(connection));
    }
  }

  interface Announced {
    void of(Entry last) throws IOException;
  }

  /** One who writes. */
  static final class Writing {
    private final Connection connection;

    private Writing(Connection connection) {
      this.connection = connection;
    }

    /**
     * Adds what is not there yet, all of it or nothing; returns how many were added.
     *
     * @param announced told of the last entry before any of them can be seen
     */
    int add(List<Use> uses, Announced announced) throws IOException, SQLException {
      if (uses.isEmpty()) {
        return 0;
      }
      Set<String> known = new HashSet<>(known(uses));
      Entry last = last(connection).orElse(Entry.START);
      int added = 0;
      connection.setAutoCommit(false);
      try (PreparedStatement insert =
          connection.prepareStatement("INSERT INTO metering.entry VALUES (?, ?, ?, ?)")) {
        for (Use use : uses) {
          if (known.add(use.event())) {
            last = Entry.of(last.number() + 1, last.hash(), use.body());
            insert.setLong(1, last.number());
            insert.setString(2, last.previous());
            insert.setString(3, last.body());
            insert.setString(4, last.hash());
            insert.addBatch();
            added++;
          }
        }
        insert.executeBatch();
        if (added > 0) {
          announced.of(last);
        }
        connection.commit();
      } catch (IOException | SQLException | RuntimeException e) {
        connection.rollback();
        throw e;
      } finally {
        connection.setAutoCommit(true);
      }
      return added;
    }

    private List<String> known(List<Use> uses) throws SQLException {
      List<String> known = new ArrayList<>();
      try (PreparedStatement query =
          connection.prepareStatement(
              "SELECT (body::jsonb) ->> 'event' FROM metering.entry"
                  + " WHERE (body::jsonb) ->> 'event' = ANY (?)")) {
        query.setArray(
            1, connection.createArrayOf("text", uses.stream().map(Use::event).toArray()));
        try (ResultSet row = query.executeQuery()) {
          while (row.next()) {
            known.add(row.getString(1));
          }
        }
      }
      return known;
    }

    Optional<Entry> findLast() throws SQLException {
      return last(connection);
    }

    List<Sum> sums(String from, String to) throws SQLException {
      return Log.sums(connection, from, to);
    }
  }

  private static Optional<Entry> last(Connection connection) throws SQLException {
    return list(connection, "ORDER BY number DESC LIMIT 1").stream().findFirst();
  }

  private static List<Entry> list(Connection connection, String where, Object... values)
      throws SQLException {
    List<Entry> entries = new ArrayList<>();
    each(connection, where, entries::add, values);
    return entries;
  }

  private static void each(
      Connection connection, String where, Consumer<Entry> consumer, Object... values)
      throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            "SELECT number, previous, body, hash FROM metering.entry " + where)) {
      query.setFetchSize(AT_ONCE);
      for (int i = 0; i < values.length; i++) {
        query.setObject(i + 1, values[i]);
      }
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          consumer.accept(
              new Entry(row.getLong(1), row.getString(2), row.getString(3), row.getString(4)));
        }
      }
    }
  }

  /** The last entry; empty where there is none. */
  Optional<Entry> findLast() throws SQLException {
    try (Connection connection = database.connect()) {
      return last(connection);
    }
  }

  /** Looks at all entries in their order, as they stand at one moment. */
  void each(Consumer<Entry> consumer) throws SQLException {
    try (Connection connection = database.connect()) {
      connection.setReadOnly(true);
      connection.setAutoCommit(false);
      each(connection, "ORDER BY number", consumer);
    }
  }

  /** What a user has read in a time, the end not included. */
  List<Entry> list(String user, String from, String to) throws SQLException {
    try (Connection connection = database.connect()) {
      return list(
          connection,
          "WHERE (body::jsonb) ->> 'user' = ? AND (body::jsonb) ->> 'at' >= ?"
              + " AND (body::jsonb) ->> 'at' < ? ORDER BY number",
          user,
          from,
          to);
    }
  }

  /** All use in a time, the end not included, by who read what. */
  List<Sum> sums(String from, String to) throws SQLException {
    try (Connection connection = database.connect()) {
      return sums(connection, from, to);
    }
  }

  private static List<Sum> sums(Connection connection, String from, String to) throws SQLException {
    String sql =
        """
        SELECT j ->> 'user', j ->> 'organisation', j ->> 'dataset', j ->> 'tier', j ->> 'by',
          count(*), count(*) FILTER (WHERE j ->> 'state' = 'UNKNOWN'),
          coalesce(sum((j ->> 'rows')::bigint), 0), coalesce(sum((j ->> 'bytes')::bigint), 0)
        FROM (SELECT body::jsonb AS j FROM metering.entry
          WHERE (body::jsonb) ->> 'at' >= ? AND (body::jsonb) ->> 'at' < ?) AS entry
        GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 3, 4, 5
        """;
    List<Sum> sums = new ArrayList<>();
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      query.setString(1, from);
      query.setString(2, to);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          sums.add(
              new Sum(
                  text(row, 1),
                  text(row, 2),
                  text(row, 3),
                  text(row, 4),
                  text(row, 5),
                  row.getLong(6),
                  row.getLong(7),
                  row.getLong(8),
                  row.getLong(9)));
        }
      }
    }
    return sums;
  }

  private static String text(ResultSet row, int column) throws SQLException {
    return Objects.requireNonNullElse(row.getString(column), "");
  }
}
