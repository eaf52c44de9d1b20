package plaza.jobs.access;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import plaza.lake.Database;

/**
 * What PostgreSQL keeps of people: a schema of its own, which the role that reads table pointers
 * for engines cannot look into. Unlike what is recorded of loads it cannot be built anew.
 */
public final class Access {
  // A key of PostgreSQL's advisory locks.
  private static final long LOCK = 0x616363657373L;

  private static final String TABLES =
      """
      CREATE SCHEMA IF NOT EXISTS access;
      REVOKE ALL ON SCHEMA access FROM PUBLIC;
      CREATE TABLE access.organisation (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        kind TEXT NOT NULL CHECK (kind IN ('citizen', 'firm', 'agency')),
        added_at TIMESTAMPTZ NOT NULL,
        added_by TEXT NOT NULL);
      CREATE TABLE access.account (
        name TEXT PRIMARY KEY,
        organisation TEXT NOT NULL REFERENCES access.organisation,
        is_service BOOLEAN NOT NULL,
        password_hash TEXT,
        added_at TIMESTAMPTZ NOT NULL,
        added_by TEXT NOT NULL,
        disabled_at TIMESTAMPTZ,
        disabled_by TEXT,
        CHECK (is_service = (password_hash IS NULL)));
      CREATE TABLE access.membership (
        account TEXT NOT NULL REFERENCES access.account,
        group_id TEXT NOT NULL CHECK (group_id IN ('stewards', 'analysts')),
        added_at TIMESTAMPTZ NOT NULL,
        added_by TEXT NOT NULL,
        PRIMARY KEY (account, group_id));
      CREATE TABLE access.key (
        id INT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        account TEXT NOT NULL REFERENCES access.account,
        key_hash TEXT NOT NULL,
        last_day DATE NOT NULL,
        added_at TIMESTAMPTZ NOT NULL,
        added_by TEXT NOT NULL,
        revoked_at TIMESTAMPTZ,
        revoked_by TEXT);
      CREATE SEQUENCE access.grant_id AS INT;
      CREATE TABLE access.agreement (
        id INT PRIMARY KEY DEFAULT nextval('access.grant_id'),
        form TEXT NOT NULL CHECK (form IN ('G2G', 'G2B', 'B2B')),
        giver TEXT NOT NULL REFERENCES access.organisation,
        receiver TEXT NOT NULL REFERENCES access.organisation,
        target TEXT NOT NULL,
        tier TEXT NOT NULL,
        first_day DATE NOT NULL,
        last_day DATE NOT NULL,
        zone TEXT NOT NULL,
        starts_at TIMESTAMPTZ NOT NULL,
        ends_at TIMESTAMPTZ NOT NULL CHECK (starts_at < ends_at),
        purpose TEXT NOT NULL,
        quota TEXT[] NOT NULL,
        duties TEXT[] NOT NULL,
        agreed_at TIMESTAMPTZ NOT NULL,
        agreed_by TEXT NOT NULL);
      CREATE TABLE access.break_glass (
        id INT PRIMARY KEY DEFAULT nextval('access.grant_id'),
        account TEXT NOT NULL REFERENCES access.account,
        target TEXT NOT NULL,
        tier TEXT NOT NULL,
        why TEXT NOT NULL,
        asked_at TIMESTAMPTZ NOT NULL);
      CREATE TABLE access.approval (
        id INT PRIMARY KEY REFERENCES access.break_glass,
        approved_at TIMESTAMPTZ NOT NULL,
        approved_by TEXT NOT NULL REFERENCES access.account);
      CREATE TABLE access.report (
        id INT PRIMARY KEY REFERENCES access.break_glass,
        reported_at TIMESTAMPTZ NOT NULL,
        reported_by TEXT NOT NULL REFERENCES access.account,
        report TEXT NOT NULL);
      CREATE TABLE access.revocation (
        id INT PRIMARY KEY,
        revoked_at TIMESTAMPTZ NOT NULL,
        revoked_by TEXT NOT NULL,
        why TEXT NOT NULL);
      CREATE FUNCTION access.refuse() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'what was agreed stays as it was written'; END $$;
      """;

  private static final String[] ONCE = {
    "agreement", "break_glass", "approval", "report", "revocation"
  };

  private final Database database;

  private Access(Database database) {
    this.database = database;
  }

  /** What a database keeps of people; its tables are made if need be. */
  public static Access open(Database database) throws SQLException {
    Access access = new Access(database);
    if (!access.exists()) {
      access.change(sql -> {
        if (!access.exists()) {
          create(sql.connection());
        }
        return true;
      });
    }
    return access;
  }

  private boolean exists() throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT to_regclass('access.organisation') IS NOT NULL")) {
      row.next();
      return row.getBoolean(1);
    }
  }

  private static void create(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(TABLES);
      for (String table : ONCE) {
        statement.execute(
            """
            CREATE TRIGGER written_once BEFORE UPDATE OR DELETE OR TRUNCATE ON access.%s
              FOR EACH STATEMENT EXECUTE FUNCTION access.refuse();
            """
                .formatted(table));
      }
    }
  }

  interface Work<T> {
    T in(Sql sql) throws SQLException;
  }

  /** Changes something, or nothing where it throws; one at a time, so that what was read holds. */
  <T> T change(Work<T> work) throws SQLException {
    try (Connection connection = database.connect()) {
      connection.setAutoCommit(false);
      Sql sql = new Sql(connection);
      sql.list("SELECT pg_advisory_xact_lock(?)", row -> true, LOCK);
      T done = work.in(sql);
      connection.commit();
      return done;
    }
  }

  /** All people and grants, as they stood at one moment. */
  public Register read() throws SQLException {
    return look(Registers::read);
  }

  /** Reads something as it stood at one moment. */
  <T> T look(Work<T> work) throws SQLException {
    try (Connection connection = database.connect()) {
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      connection.setReadOnly(true);
      connection.setAutoCommit(false);
      return work.in(new Sql(connection));
    }
  }
}
