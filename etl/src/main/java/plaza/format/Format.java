package plaza.format;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A way to read a landed file: knows bytes and fields, nothing of columns, cities or engines. */
interface Format {
  /** The keys that {@code format:} may hold beside {@code name}. */
  Set<String> options();

  /** What is wrong with the values of these options, as {@code found …, expected …} texts. */
  default Optional<Map.Entry<String, String>> findProblem(Map<String, @Nullable Object> options) {
    return Optional.empty();
  }

  /** What the bytes of a file say of its encoding; asked where the feed wants it detected. */
  default Optional<EncodingGuess> guess(Path file, ReadRequest request) throws IOException {
    return request.detects()
        ? Optional.of(EncodingGuess.of(() -> Files.newInputStream(file)))
        : Optional.empty();
  }

  /**
   * Opens a file for the fields wanted; throws {@link UnreadableFile} when it is not of its kind.
   */
  RowReader open(Path file, ReadRequest request) throws IOException;

  /** What the rows of a file are made of; what the request wants of them does not matter. */
  Shape shape(Path file, ReadRequest request) throws IOException;

  /** Parts of about a size that can be read each on its own; none where it is read as one. */
  default List<Span> spans(Path file, ReadRequest request, long size) throws IOException {
    return List.of();
  }

  /** Opens one of the parts that this format cut a file into. */
  default RowReader open(Path file, ReadRequest request, Span span) throws IOException {
    throw new UnsupportedOperationException("a file of this format is read as one");
  }
}
