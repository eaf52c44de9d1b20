package plaza.release.document;

import java.util.Optional;
import plaza.contract.Column;

/**
 * What a column's type is called elsewhere: in ODCS, in Croissant, in a Table Schema.
 *
 * @param logical ODCS v3.1 {@code logicalType}
 * @param croissant MLCommons Croissant 1.1 {@code dataType}
 * @param table Frictionless Table Schema 2.0 {@code type}
 */
record ColumnType(String logical, String croissant, String table) {
  private static final ColumnType TEXT = new ColumnType("string", "sc:Text", "string");

  /** Geometries are WKT in what is text, and so are texts of them here. */
  static ColumnType of(Column column) {
    String type = column.type();
    if (type.startsWith("decimal")) {
      return new ColumnType("number", "sc:Float", "number");
    }
    if (type.startsWith("timestamp")) {
      return new ColumnType("timestamp", "sc:DateTime", "datetime");
    }
    return switch (type) {
      case "boolean" -> new ColumnType("boolean", "sc:Boolean", "boolean");
      case "integer", "bigint" -> new ColumnType("integer", "sc:Integer", "integer");
      case "double" -> new ColumnType("number", "sc:Float", "number");
      case "date" -> new ColumnType("date", "sc:Date", "date");
      default -> TEXT;
    };
  }

  /**
   * The type that both kinds of files can be read with; none for bytes and geometries, which are
   * one thing in Parquet and another in CSV.
   */
  static Optional<String> physical(Column column) {
    if (column.type().equals("varbinary")) {
      return Optional.empty();
    }
    return Optional.of(column.type().startsWith("timestamp") ? "timestamp_tz" : column.type());
  }
}
