package plaza.format;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A row as given: its place in the file and the texts of the wanted fields, in the order asked for.
 *
 * @param row the line it starts at (from 1) in line-based formats, else its ordinal from 1
 * @param fields the texts; null where the row has none
 * @param fault why the row as a whole cannot be read, or null
 */
public record RawRow(long row, List<@Nullable String> fields, @Nullable String fault) {}
