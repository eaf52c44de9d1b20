package plaza.format;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Cuts a file of records into parts between two lines. That is safe only where each line is a
 * record: where no byte is a quote, which could hold a line's end, and where the encoding has no
 * character that such bytes are a part of.
 */
final class CsvSpans {
  // Beyond ASCII, their characters have no byte below 0x30.
  private static final Set<String> ENCODINGS =
      Set.of("UTF-8", "US-ASCII", "ISO-8859-1", "windows-1252", "Big5", "Big5-HKSCS");

  private final Path file;
  private final int quote;
  private final long size;
  private final List<Span> spans = new ArrayList<>();

  private CsvSpans(Path file, int quote, long size) {
    this.file = file;
    this.quote = quote;
    this.size = size;
  }

  /** Parts of about a size, the first with the header; none where the file cannot be cut. */
  static List<Span> of(Path file, String encoding, char quote, long size) throws IOException {
    if (!ENCODINGS.contains(encoding) || quote > 0x7f || Files.size(file) < 2 * size) {
      return List.of();
    }
    CsvSpans spans = new CsvSpans(file, quote, size);
    return spans.cut() ? spans.spans : List.of();
  }

  private boolean cut() throws IOException {
    long offset = 0;
    long lines = 0;
    long from = 0;
    long linesBefore = 0;
    byte[] buffer = new byte[1 << 20];
    boolean isReturn = false;
    try (InputStream in = Files.newInputStream(file)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        for (int i = 0; i < n; i++) {
          byte b = buffer[i];
          // A return alone ends a line too, for some; none of that here.
          if (b == quote || (isReturn && b != '\n')) {
            return false;
          }
          isReturn = b == '\r';
          if (b == '\n') {
            lines++;
            long next = offset + i + 1;
            if (next - from >= size) {
              spans.add(new Span(from, next, linesBefore));
              from = next;
              linesBefore = lines;
            }
          }
        }
        offset += n;
      }
    }
    if (from < offset) {
      spans.add(new Span(from, offset, linesBefore));
    }
    return !isReturn;
  }
}
