package plaza.jobs.access;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Statements within one transaction. */
record Sql(Connection connection) {
  interface Read<T> {
    T of(ResultSet row) throws SQLException;
  }

  /** Changes rows, and says how many. */
  int update(String sql, @Nullable Object... values) throws SQLException {
    try (PreparedStatement statement = prepared(sql, values)) {
      return statement.executeUpdate();
    }
  }

  <T> List<T> list(String sql, Read<T> read, @Nullable Object... values) throws SQLException {
    List<T> all = new ArrayList<>();
    try (PreparedStatement statement = prepared(sql, values);
        ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        all.add(read.of(row));
      }
    }
    return all;
  }

  private PreparedStatement prepared(String sql, @Nullable Object... values) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    for (int i = 0; i < values.length; i++) {
      @Nullable Object value = values[i];
      switch (value) {
        case null -> statement.setObject(i + 1, null);
        case Instant at -> statement.setObject(i + 1, at.atOffset(ZoneOffset.UTC));
        case List<?> texts ->
            statement.setArray(i + 1, connection.createArrayOf("text", texts.toArray()));
        default -> statement.setObject(i + 1, value);
      }
    }
    return statement;
  }

  static @Nullable Instant findInstant(ResultSet row, String column) throws SQLException {
    OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
    return at == null ? null : at.toInstant();
  }

  static Instant instant(ResultSet row, String column) throws SQLException {
    return Objects.requireNonNull(findInstant(row, column), column);
  }

  static List<String> texts(ResultSet row, String column) throws SQLException {
    Array array = row.getArray(column);
    return List.of((String[]) array.getArray());
  }
}
