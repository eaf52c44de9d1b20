package plaza.jobs.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/** How a result is written. */
enum ResultFormat {
  TABLE {
    @Override
    void print(ResultSet rows, PrintWriter out) throws SQLException {
      ResultSetMetaData columns = rows.getMetaData();
      boolean[] right = new boolean[columns.getColumnCount()];
      for (int i = 0; i < right.length; i++) {
        right[i] = isNumber(columns.getColumnType(i + 1));
      }
      Grid grid = new Grid(names(columns), right);
      while (rows.next()) {
        grid.add(texts(rows, right.length));
      }
      grid.print(out);
      out.println("  (" + Terminal.plural(grid.size(), "row") + ")");
      out.flush();
    }
  },
  CSV {
    @Override
    void print(ResultSet rows, PrintWriter out) throws SQLException, IOException {
      CsvWriter csv = CsvWriter.builder().build(out);
      List<String> names = names(rows.getMetaData());
      csv.writeRecord(names);
      while (rows.next()) {
        csv.writeRecord(texts(rows, names.size()));
      }
      csv.flush();
      out.flush();
    }
  },
  JSON {
    @Override
    void print(ResultSet rows, PrintWriter out) throws SQLException, IOException {
      List<String> names = names(rows.getMetaData());
      try (JsonGenerator json = new JsonFactory().createGenerator(out)) {
        json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET).useDefaultPrettyPrinter();
        json.writeStartArray();
        while (rows.next()) {
          json.writeStartObject();
          for (int i = 0; i < names.size(); i++) {
            json.writeFieldName(names.get(i));
            write(json, rows, i + 1);
          }
          json.writeEndObject();
        }
        json.writeEndArray();
      }
      out.println();
      out.flush();
    }
  };

  abstract void print(ResultSet rows, PrintWriter out) throws SQLException, IOException;

  private static void write(JsonGenerator json, ResultSet rows, int column)
      throws SQLException, IOException {
    switch (rows.getObject(column)) {
      case null -> json.writeNull();
      case Boolean b -> json.writeBoolean(b);
      case Byte b -> json.writeNumber(b);
      case Short s -> json.writeNumber(s);
      case Integer i -> json.writeNumber(i);
      case Float f -> json.writeNumber(f);
      case Long l -> json.writeNumber(l);
      case Double d -> json.writeNumber(d);
      case BigDecimal d -> json.writeNumber(d);
      default -> json.writeString(text(rows, column));
    }
  }

  private static List<String> names(ResultSetMetaData columns) throws SQLException {
    List<String> names = new ArrayList<>();
    for (int i = 1; i <= columns.getColumnCount(); i++) {
      names.add(columns.getColumnLabel(i));
    }
    return names;
  }

  private static List<String> texts(ResultSet rows, int count) throws SQLException {
    List<String> texts = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      texts.add(text(rows, i));
    }
    return texts;
  }

  // Trino's own text of a value: a java.sql.Timestamp would show an instant in this JVM's zone.
  private static String text(ResultSet rows, int column) throws SQLException {
    if (rows.getObject(column) instanceof byte[] bytes) {
      return HexFormat.of().withUpperCase().formatHex(bytes);
    }
    return Objects.requireNonNullElse(rows.getString(column), "");
  }

  private static boolean isNumber(int type) {
    return switch (type) {
      case java.sql.Types.TINYINT,
          java.sql.Types.SMALLINT,
          java.sql.Types.INTEGER,
          java.sql.Types.BIGINT,
          java.sql.Types.REAL,
          java.sql.Types.DOUBLE,
          java.sql.Types.DECIMAL ->
          true;
      default -> false;
    };
  }
}
