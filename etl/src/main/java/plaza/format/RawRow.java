package plaza.format;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A row as given: its place in the file and the texts of the wanted fields, in the order asked for.
 *
 * @param row the line it starts at (from 1) in line-based formats, else its ordinal from 1
 * @param fields the texts; null where the row has none
 * @param fault why the row as a whole cannot be read, or null
 * @param isNote it is no data but a remark of the publisher's or blank: read, counted, out of scope
 */
public record RawRow(
    long row, List<@Nullable String> fields, @Nullable String fault, boolean isNote) {

  /** A row of data, or one at fault. */
  public RawRow(long row, List<@Nullable String> fields, @Nullable String fault) {
    this(row, fields, fault, false);
  }

  /** A row that is no data; never at fault, whatever its shape. */
  public static RawRow note(long row, List<@Nullable String> fields) {
    return new RawRow(row, fields, null, true);
  }
}
