package plaza.contract;

import java.util.List;
import java.util.regex.Pattern;

/** The column types that a contract may name, in Trino's words. */
final class Types {
  static final List<String> NAMES =
      List.of(
          "varchar",
          "boolean",
          "integer",
          "bigint",
          "double",
          "decimal(p,s)",
          "date",
          "timestamp(6) with time zone",
          "varbinary");

  private static final Pattern DECIMAL =
      Pattern.compile("decimal\\(([1-9]|[12]\\d|3[0-8]),\\d{1,2}\\)");

  private Types() {}

  static String checked(String type) {
    if (!NAMES.contains(type) && !DECIMAL.matcher(type).matches()) {
      throw new IllegalArgumentException(type);
    }
    return type;
  }

  static String transform(String text) {
    if (!List.of("identity", "day", "month", "year").contains(text)) {
      throw new IllegalArgumentException(text);
    }
    return text;
  }
}
