package plaza.lake;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;

/**
 * The PostgreSQL database of the catalogue: table pointers in the form of Iceberg's JDBC catalogue
 * (schema version V1), and beside them what Plaza records of loads, so that both change in one
 * transaction.
 */
public record Database(String url, String user, String password) {
  private static final String TABLES =
      """
      CREATE TABLE IF NOT EXISTS iceberg_tables (
        catalog_name VARCHAR(255) NOT NULL,
        table_namespace VARCHAR(255) NOT NULL,
        table_name VARCHAR(255) NOT NULL,
        metadata_location VARCHAR(1000),
        previous_metadata_location VARCHAR(1000),
        iceberg_type VARCHAR(5),
        PRIMARY KEY (catalog_name, table_namespace, table_name));
      CREATE TABLE IF NOT EXISTS iceberg_namespace_properties (
        catalog_name VARCHAR(255) NOT NULL,
        namespace VARCHAR(255) NOT NULL,
        property_key VARCHAR(255),
        property_value VARCHAR(1000),
        PRIMARY KEY (catalog_name, namespace, property_key));
      CREATE TABLE IF NOT EXISTS plaza_schema (version INT NOT NULL);
      CREATE TABLE IF NOT EXISTS plaza_release (
        dataset TEXT NOT NULL,
        version TEXT NOT NULL,
        sequence BIGINT GENERATED ALWAYS AS IDENTITY,
        state TEXT NOT NULL CHECK (state IN ('waiting', 'published', 'replaced', 'withdrawn', 'rejected')),
        load_id TEXT NOT NULL,
        declared TEXT NOT NULL,
        change TEXT NOT NULL,
        as_of TIMESTAMPTZ NOT NULL,
        released_at TIMESTAMPTZ NOT NULL,
        decided_by TEXT,
        why TEXT,
        PRIMARY KEY (dataset, version));
      CREATE TABLE IF NOT EXISTS plaza_edition (
        dataset TEXT NOT NULL,
        version TEXT NOT NULL,
        tier TEXT NOT NULL,
        row_count BIGINT NOT NULL,
        folder TEXT NOT NULL,
        metadata_location TEXT NOT NULL,
        PRIMARY KEY (dataset, version, tier));
      CREATE TABLE IF NOT EXISTS plaza_fetch (
        dataset TEXT NOT NULL,
        version TEXT NOT NULL,
        tier TEXT NOT NULL,
        who TEXT NOT NULL,
        fetched_at TIMESTAMPTZ NOT NULL DEFAULT now());
      """;

  // Raise when the tables below change: they say how tables came about, so they can be forgotten,
  // and all is built anew from what has landed.
  private static final int VERSION = 3;

  private static final String LOADS =
      """
      DROP TABLE IF EXISTS plaza_load, plaza_fate, plaza_finding, plaza_receipt, plaza_input, plaza_change;
      CREATE TABLE plaza_load (
        sequence BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        load_id TEXT NOT NULL,
        dataset TEXT NOT NULL,
        is_published BOOLEAN NOT NULL,
        is_whole BOOLEAN NOT NULL,
        is_changed BOOLEAN NOT NULL,
        fingerprint TEXT NOT NULL,
        declared TEXT NOT NULL,
        row_count BIGINT NOT NULL,
        finished_at TIMESTAMPTZ NOT NULL DEFAULT now(),
        UNIQUE (load_id, dataset));
      CREATE INDEX plaza_load_dataset ON plaza_load (dataset, sequence DESC);
      CREATE TABLE plaza_receipt (
        dataset TEXT NOT NULL,
        feed TEXT NOT NULL,
        receipt TEXT NOT NULL,
        PRIMARY KEY (dataset, feed, receipt));
      CREATE TABLE plaza_fate (
        dataset TEXT NOT NULL,
        is_published BOOLEAN NOT NULL,
        source TEXT NOT NULL,
        receipt TEXT NOT NULL,
        fate TEXT NOT NULL,
        code TEXT NOT NULL,
        row_count BIGINT NOT NULL,
        PRIMARY KEY (dataset, is_published, source, receipt, fate, code));
      CREATE TABLE plaza_finding (
        load_id TEXT NOT NULL,
        dataset TEXT NOT NULL,
        code TEXT NOT NULL,
        severity TEXT NOT NULL,
        address TEXT NOT NULL,
        message TEXT NOT NULL);
      CREATE INDEX plaza_finding_load ON plaza_finding (load_id, dataset);
      CREATE TABLE plaza_input (
        load_id TEXT NOT NULL,
        dataset TEXT NOT NULL,
        input TEXT NOT NULL,
        input_load TEXT NOT NULL,
        PRIMARY KEY (load_id, dataset, input));
      CREATE TABLE plaza_change (
        load_id TEXT NOT NULL,
        dataset TEXT NOT NULL,
        column_name TEXT NOT NULL,
        day DATE NOT NULL,
        PRIMARY KEY (load_id, dataset, column_name, day));
      DELETE FROM plaza_schema;
      """;

  /** A connection of its own; the caller closes it. */
  public Connection connect() throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", user);
    properties.setProperty("password", password);
    properties.setProperty("ApplicationName", "plaza");
    properties.setProperty("connectTimeout", "10");
    return DriverManager.getConnection(url, properties);
  }

  /** Creates what is missing; what is recorded of loads in another version's form is forgotten. */
  public void create() throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(TABLES);
      boolean isCurrent;
      try (ResultSet row =
          statement.executeQuery("SELECT 1 FROM plaza_schema WHERE version = " + VERSION)) {
        isCurrent = row.next();
      }
      if (!isCurrent) {
        connection.setAutoCommit(false);
        statement.execute(LOADS);
        statement.execute("INSERT INTO plaza_schema VALUES (" + VERSION + ")");
        connection.commit();
      }
    }
  }

  @Override
  public String toString() {
    return user + "@" + url;
  }
}
