package plaza.jobs.cli;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** What Trino says of a statement that it cannot run. */
final class SqlErrors {
  private SqlErrors() {}

  static String text(SQLException e) {
    return String.valueOf(e.getMessage()).replaceFirst("^Query failed \\(#\\w+\\): ", "");
  }

  static @Nullable String next(SQLException e, String user) {
    String text = text(e);
    if (text.contains("Access Denied: Cannot execute query")) {
      return "There is no open account " + user + ": see ./plaza users.";
    }
    if (text.contains("Access Denied: quota of")) {
      return "./plaza usage --user " + user + " says what was used.";
    }
    if (text.contains("Access Denied")) {
      return "./plaza explain " + user + " DATASET says who may see what, and why.";
    }
    if (text.contains("does not exist")) {
      return "./plaza sql \"SHOW TABLES FROM place\" lists tables; ./plaza run builds them.";
    }
    return isOfUser(e) ? null : "See ./plaza status and ./plaza logs trino.";
  }

  /** Whether a wider tier may have what was asked for. */
  static boolean isOfTier(SQLException e) {
    String text = text(e);
    return text.contains("does not exist") || text.contains("Access Denied: Cannot select");
  }

  // Trino's user errors are numbered below 65536 (StandardErrorCode, type USER_ERROR).
  static boolean isOfUser(SQLException e) {
    return (e.getErrorCode() > 0 && e.getErrorCode() < 0x1_0000) || text(e).startsWith("line ");
  }
}
