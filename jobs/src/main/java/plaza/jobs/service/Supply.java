package plaza.jobs.service;

import java.io.IOException;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import plaza.jobs.stack.Postgres;
import plaza.lake.Database;

/** The database where it is up; it may go, and come back on another port. */
final class Supply implements AutoCloseable {
  private final Postgres postgres;
  private volatile @Nullable Database known;
  private volatile @Nullable JobStore store;

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
    JobStore open = store;
    return open != null && open.isOf(current) ? open : open(current);
  }

  private synchronized JobStore open(Database current) throws SQLException {
    JobStore open = store;
    if (open != null && open.isOf(current)) {
      return open;
    }
    if (open != null) {
      open.close();
    }
    store = null;
    JobStore opened = JobStore.open(current);
    store = opened;
    return opened;
  }

  @Override
  public synchronized void close() {
    if (store != null) {
      store.close();
    }
  }
}
