package plaza.jobs.service;

import java.io.IOException;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import plaza.jobs.stack.Postgres;
import plaza.lake.Database;

/** The database where it is up; it may go, and come back on another port. */
final class Supply {
  private final Postgres postgres;
  private volatile @Nullable Database known;
  private volatile @Nullable JobStore store;

  Supply(Postgres postgres) {
    this.postgres = postgres;
  }

  /** Something was wrong with it: it is looked for anew. */
  void doubt() {
    known = null;
    store = null;
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
    JobStore current = store;
    if (current == null) {
      current = JobStore.open(database());
      store = current;
    }
    return current;
  }
}
