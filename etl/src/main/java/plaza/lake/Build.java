package plaza.lake;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.iceberg.TableMetadataParser;
import org.jspecify.annotations.Nullable;
import plaza.contract.DatasetName;

/**
 * A build of one or more tables, out of sight until {@link #publish}: one at a time in a catalogue,
 * under a lock that ends with its connection, so that a killed process leaves nothing to clear.
 */
public final class Build implements AutoCloseable {
  private static final long LOCK = 0x706c617a61L;

  private final Database database;
  private final Connection connection;
  private final String id;
  private final Map<Pointer, String> start;

  private record Pointer(String catalog, String namespace, String table) {}

  private Build(Database database, Connection connection, String id, Map<Pointer, String> start) {
    this.database = database;
    this.connection = connection;
    this.id = id;
    this.start = start;
  }

  /**
   * Begins a build from what is published now; waits for another to end, or until interrupted.
   *
   * @param onWait told once when it has to wait
   */
  public static Build begin(Database database, String id, Runnable onWait)
      throws SQLException, InterruptedException {
    Connection connection = database.connect();
    try {
      Turn.await(connection, LOCK, onWait);
      connection.setAutoCommit(false);
      Map<Pointer, String> start = new LinkedHashMap<>();
      try (Statement statement = connection.createStatement()) {
        statement.executeUpdate(
            "DELETE FROM iceberg_tables WHERE catalog_name IN ('build', 'build_fates')");
        copy(statement, Shelf.PUBLISHED.tables(), Shelf.BUILD.tables());
        copy(statement, Shelf.PUBLISHED.fates(), Shelf.BUILD.fates());
        try (ResultSet row =
            statement.executeQuery(
                "SELECT catalog_name, table_namespace, table_name, metadata_location"
                    + " FROM iceberg_tables WHERE catalog_name IN ('plaza', 'plaza_fates')")) {
          while (row.next()) {
            start.put(
                new Pointer(row.getString(1), row.getString(2), row.getString(3)),
                row.getString(4));
          }
        }
      }
      connection.commit();
      return new Build(database, connection, id, start);
    } catch (SQLException | InterruptedException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  private static void copy(Statement statement, String from, String to) throws SQLException {
    statement.executeUpdate(
        "INSERT INTO iceberg_tables SELECT '"
            + to
            + "', table_namespace, table_name, metadata_location, NULL, iceberg_type"
            + " FROM iceberg_tables WHERE catalog_name = '"
            + from
            + "'");
  }

  /** The load's key, which stands in the snapshots and in the record of loads. */
  public String id() {
    return id;
  }

  /**
   * Takes a failed table out of the build: what was built of it can be looked at on the shelf of
   * failures, and what is derived from it in this build reads the published version.
   */
  public void fail(Load load) throws SQLException {
    for (String suffix : new String[] {"", "_fates"}) {
      String build = "build" + suffix;
      @Nullable String built = location(build, load.dataset());
      @Nullable String published =
          start.get(new Pointer("plaza" + suffix, load.dataset().domain(), load.dataset().table()));
      if (built == null || built.equals(published)) {
        continue; // it failed before anything was written
      }
      update(
          "DELETE FROM iceberg_tables WHERE catalog_name = ?", "failed" + suffix, load.dataset());
      update(
          "UPDATE iceberg_tables SET catalog_name = 'failed" + suffix + "' WHERE catalog_name = ?",
          build,
          load.dataset());
      if (published != null) {
        insert(build, load.dataset(), published);
      }
    }
    LoadRecord.write(connection, load);
    connection.commit();
  }

  /**
   * Makes way for a table that is built from what has landed alone: where the metadata of its
   * present one is lost, it begins without.
   */
  public void restart(DatasetName dataset) throws SQLException {
    for (String catalog : new String[] {Shelf.BUILD.tables(), Shelf.BUILD.fates()}) {
      @Nullable String location = location(catalog, dataset);
      if (location != null && !isReadable(location)) {
        update("DELETE FROM iceberg_tables WHERE catalog_name = ?", catalog, dataset);
      }
    }
    connection.commit();
  }

  private static boolean isReadable(String metadata) {
    try {
      TableMetadataParser.read(IcebergCatalog.files(), metadata);
      return true;
    } catch (RuntimeException e) {
      return false; // lost or damaged: either way nothing can be built on it
    }
  }

  private void update(String sql, String catalog, DatasetName dataset) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(sql + " AND table_namespace = ? AND table_name = ?")) {
      statement.setString(1, catalog);
      statement.setString(2, dataset.domain());
      statement.setString(3, dataset.table());
      statement.executeUpdate();
    }
  }

  private void insert(String catalog, DatasetName dataset, String location) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "INSERT INTO iceberg_tables VALUES (?, ?, ?, ?, NULL, 'TABLE')")) {
      statement.setString(1, catalog);
      statement.setString(2, dataset.domain());
      statement.setString(3, dataset.table());
      statement.setString(4, location);
      statement.executeUpdate();
    }
  }

  /**
   * Publishes tables of this build all at once, with the record of their loads; throws, and changes
   * nothing, if any of them has been published by another since this build began. Where the answer
   * to the commit is lost, the record tells whether it took place.
   */
  public void publish(Collection<Load> loads) throws SQLException {
    try {
      for (Load load : loads) {
        swap(load.dataset(), "");
        swap(load.dataset(), "_fates");
        LoadRecord.write(connection, load);
      }
    } catch (SQLException | RuntimeException e) {
      connection.rollback();
      throw e;
    }
    try {
      connection.commit();
    } catch (SQLException lost) {
      if (!isRecorded(loads, lost)) {
        throw lost;
      }
    }
  }

  /** Whether a commit whose answer was lost took place: the loads' key is there, or it is not. */
  private boolean isRecorded(Collection<Load> loads, SQLException lost) throws SQLException {
    try (Connection again = database.connect();
        Statement wait = again.createStatement();
        PreparedStatement query =
            again.prepareStatement("SELECT count(*) FROM plaza_load WHERE load_id = ?")) {
      // The lock is free once the server is done with the connection that was lost.
      wait.execute("SET lock_timeout = '30s'");
      wait.execute("SELECT pg_advisory_lock(" + LOCK + ")");
      query.setString(1, id);
      try (ResultSet row = query.executeQuery()) {
        row.next();
        return row.getLong(1) >= loads.size();
      }
    } catch (SQLException unreachable) {
      lost.addSuppressed(unreachable);
      throw lost;
    }
  }

  /**
   * Publishes a table of this build whose rows are as they were, in other files; no load of it is
   * recorded. Throws, and changes nothing, if it has been published by another.
   */
  public void publishUpkeep(DatasetName dataset) throws SQLException {
    try {
      swap(dataset, "");
      swap(dataset, "_fates");
      connection.commit();
    } catch (SQLException | RuntimeException e) {
      connection.rollback();
      throw e;
    }
  }

  private void swap(DatasetName dataset, String suffix) throws SQLException {
    @Nullable String built = location("build" + suffix, dataset);
    if (built == null) {
      if (suffix.isEmpty()) {
        throw new IllegalStateException(dataset + " is not in this build");
      }
      return; // a derived table has no fates
    }
    Pointer pointer = new Pointer("plaza" + suffix, dataset.domain(), dataset.table());
    @Nullable String before = start.get(pointer);
    if (before == null) {
      insert(pointer.catalog(), dataset, built);
      return;
    }
    try (PreparedStatement statement =
        connection.prepareStatement(
            "UPDATE iceberg_tables SET metadata_location = ?, previous_metadata_location = ?"
                + " WHERE catalog_name = ? AND table_namespace = ? AND table_name = ?"
                + " AND metadata_location = ?")) {
      statement.setString(1, built);
      statement.setString(2, before);
      statement.setString(3, pointer.catalog());
      statement.setString(4, pointer.namespace());
      statement.setString(5, pointer.table());
      statement.setString(6, before);
      if (statement.executeUpdate() != 1) {
        throw new IllegalStateException(
            dataset + " was published by another while this build ran; run again");
      }
    }
  }

  private @Nullable String location(String catalog, DatasetName dataset) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            "SELECT metadata_location FROM iceberg_tables"
                + " WHERE catalog_name = ? AND table_namespace = ? AND table_name = ?")) {
      query.setString(1, catalog);
      query.setString(2, dataset.domain());
      query.setString(3, dataset.table());
      try (ResultSet row = query.executeQuery()) {
        return row.next() ? row.getString(1) : null;
      }
    }
  }

  /** Ends the build; what was not published is never seen. */
  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
