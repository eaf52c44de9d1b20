package plaza.jobs.service;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import plaza.jobs.stack.Postgres;
import plaza.lake.Database;

/** The database where it is up; it may go, and come back on another port. */
final class Supply implements AutoCloseable {
  private static final int CONNECTIONS = 8;
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final Postgres postgres;
  private volatile @Nullable Database known;
  private volatile @Nullable Open open;

  private record Open(Database database, HikariDataSource connections, JobStore store) {}

  Supply(Postgres postgres) {
    this.postgres = postgres;
  }

  /** Something was wrong with it: it is looked for anew. */
  void doubt() {
    known = null;
  }

  /** The catalogue's database. */
  Database database() throws SQLException {
    Database current = known;
    if (current == null) {
      try {
        current =
            postgres
                .findCatalogue()
                .orElseThrow(
                    () -> new SQLException("PostgreSQL is not up; ./plaza up starts it", "08001"));
      } catch (IOException e) {
        throw new SQLException(e);
      }
      known = current;
    }
    return current;
  }

  /** The jobs in it. */
  JobStore store() throws SQLException {
    Database current = database();
    Open present = open;
    return present != null && present.database().equals(current)
        ? present.store()
        : open(current).store();
  }

  private synchronized Open open(Database current) throws SQLException {
    Open present = open;
    if (present != null && present.database().equals(current)) {
      return present;
    }
    close();
    HikariDataSource connections = connections(current);
    try {
      Open opened = new Open(current, connections, JobStore.open(connections));
      open = opened;
      return opened;
    } catch (SQLException e) {
      connections.close();
      throw e;
    }
  }

  /**
   * Some connections that are kept: a job is a dozen transactions, and each costs less than one.
   */
  static HikariDataSource connections(Database database) throws SQLException {
    HikariConfig config = new HikariConfig();
    config.setPoolName("jobs");
    config.setJdbcUrl(database.url());
    config.setUsername(database.user());
    config.setPassword(database.password());
    config.addDataSourceProperty("ApplicationName", "plaza");
    config.setAutoCommit(false);
    config.setMinimumIdle(1);
    config.setMaximumPoolSize(CONNECTIONS);
    config.setConnectionTimeout(PATIENCE.toMillis());
    try {
      return new HikariDataSource(config);
    } catch (HikariPool.PoolInitializationException e) {
      throw e.getCause() instanceof SQLException cause ? cause : new SQLException(e);
    }
  }

  @Override
  public synchronized void close() {
    if (open != null) {
      open.connections().close();
    }
    open = null;
  }
}
