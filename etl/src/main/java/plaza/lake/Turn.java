package plaza.lake;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * A lock that a connection holds until it is closed, and with it a killed process: one at a time,
 * in the order of asking.
 */
final class Turn {
  private Turn() {}

  /**
   * Waits until it is this connection's turn; an interrupt gives the wait up, and whoever asked
   * closes the connection.
   *
   * @param onWait told once when it has to wait
   */
  static void await(Connection connection, long lock, Runnable onWait)
      throws SQLException, InterruptedException {
    try (Statement statement = connection.createStatement()) {
      boolean isFree;
      try (ResultSet row = statement.executeQuery("SELECT pg_try_advisory_lock(" + lock + ")")) {
        row.next();
        isFree = row.getBoolean(1);
      }
      if (!isFree) {
        onWait.run();
        queue(statement, lock);
      }
    }
  }

  // The driver hears no interrupt while it waits for the server: so another thread waits there.
  private static void queue(Statement statement, long lock)
      throws SQLException, InterruptedException {
    FutureTask<Boolean> waiting =
        new FutureTask<>(() -> statement.execute("SELECT pg_advisory_lock(" + lock + ")"));
    Thread.startVirtualThread(waiting);
    try {
      waiting.get();
    } catch (InterruptedException e) {
      // Else it would keep its place in the queue after its connection is gone.
      statement.cancel();
      throw e;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof SQLException broken) {
        throw broken;
      }
      throw new IllegalStateException(e.getCause());
    }
  }
}
