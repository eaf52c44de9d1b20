package plaza.jobs.service;

import java.io.IOException;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import plaza.jobs.stack.Postgres;
import plaza.lake.Database;

/** The database where it is up; it may go, and come back on another port. */
final class Supply {
  private final Postgres postgres;
  private @Nullable Database known;
  private @Nullable JobStore store;

  Supply(Postgres postgres) {
    this.postgres = postgres;
  }

  /** The catalogue's database. */
  synchronized Database database() throws SQLException {
    try {
      Optional<Database> found = postgres.findCatalogue();
      return found.orElseThrow(
          () -> new SQLException("PostgreSQL is not up; ./plaza up starts it", "08001"));
    } catch (IOException e) {
      throw new SQLException(e);
    }
  }

  /** The jobs in it. */
  synchronized JobStore store() throws SQLException {
    Database database = database();
    JobStore current = store;
    if (current == null || !database.equals(known)) {
      current = JobStore.open(database);
      store = current;
      known = database;
    }
    return current;
  }
}
