package plaza.contract;

import java.util.Comparator;
import java.util.regex.Pattern;

/** A dataset's name, {@code domain.table}: its folder's path, and what SQL calls it. */
public record DatasetName(String domain, String table) implements Comparable<DatasetName> {
  /** What a domain, a table, a column, a feed and a city may be called. */
  public static final Pattern IDENTIFIER = Pattern.compile("[a-z][a-z0-9_]{0,62}");

  private static final Comparator<DatasetName> ORDER =
      Comparator.comparing(DatasetName::domain).thenComparing(DatasetName::table);

  /** Refuses parts that are not identifiers: names become paths and SQL. */
  public DatasetName {
    if (!IDENTIFIER.matcher(domain).matches() || !IDENTIFIER.matcher(table).matches()) {
      throw new IllegalArgumentException(domain + "." + table);
    }
  }

  /** Parses {@code domain.table}; throws IllegalArgumentException for anything else. */
  public static DatasetName parse(String text) {
    String[] parts = text.split("\\.", -1);
    if (parts.length != 2) {
      throw new IllegalArgumentException(text);
    }
    return new DatasetName(parts[0], parts[1]);
  }

  @Override
  public int compareTo(DatasetName other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return domain + "." + table;
  }
}
