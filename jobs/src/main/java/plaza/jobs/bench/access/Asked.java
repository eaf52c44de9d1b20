package plaza.jobs.bench.access;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What came of a question: rows and the names of columns, or an error. */
record Asked(List<String> columns, List<List<String>> rows, @Nullable SQLException error) {
  static Asked of(Connection connection, String sql) {
    try (Statement statement = connection.createStatement()) {
      boolean isRows = statement.execute(sql);
      List<String> columns = new ArrayList<>();
      List<List<String>> rows = new ArrayList<>();
      if (isRows) {
        try (ResultSet result = statement.getResultSet()) {
          for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
            columns.add(result.getMetaData().getColumnName(i));
          }
          while (result.next()) {
            List<String> row = new ArrayList<>();
            for (int i = 1; i <= columns.size(); i++) {
              row.add(String.valueOf(result.getString(i)));
            }
            rows.add(row);
          }
        }
      }
      return new Asked(columns, rows, null);
    } catch (SQLException e) {
      return new Asked(List.of(), List.of(), e);
    }
  }

  boolean isAnswered() {
    return error == null;
  }

  /**
   * Whether the server broke, rather than answer or refuse: Trino's user errors are below 65536.
   */
  boolean isBroken() {
    return error != null && error.getErrorCode() >= 0x1_0000;
  }

  boolean isDenied() {
    return error != null && String.valueOf(error.getMessage()).contains("Access Denied");
  }

  boolean has(String cell) {
    return rows.stream().anyMatch(row -> row.contains(cell));
  }

  /** All that was told. */
  String text() {
    return rows + " " + columns + " " + (error == null ? "" : error.getMessage());
  }
}
