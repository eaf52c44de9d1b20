package plaza.format;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;

/** A way to read a landed file: knows bytes and fields, nothing of columns, cities or engines. */
interface Format {
  /** The keys that {@code format:} may hold beside {@code name}. */
  Set<String> options();

  /**
   * Opens a file for the fields wanted; throws {@link UnreadableFile} when it is not of its kind.
   */
  RowReader open(Path file, ReadRequest request) throws IOException;
}
