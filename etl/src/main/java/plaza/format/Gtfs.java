package plaza.format;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.ZipEntry;
import org.jspecify.annotations.Nullable;
import plaza.format.UnreadableFile.Fault;

/**
 * A GTFS Schedule dataset: a zip of CSV tables in UTF-8. A source names the table as its member,
 * without {@code .txt}. Option {@code ragged}: as of CSV, for publishers who leave out commas at
 * the ends of rows.
 */
final class Gtfs implements Format {
  private final Csv csv = new Csv();
  private final long maxBytes;

  Gtfs() {
    this(Archive.MAX_BYTES);
  }

  Gtfs(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  @Override
  public Set<String> options() {
    return Set.of("ragged");
  }

  @Override
  public Optional<Map.Entry<String, String>> findProblem(Map<String, @Nullable Object> options) {
    return csv.findProblem(options);
  }

  /** Never: "files must be encoded in UTF-8" (GTFS Schedule, File Requirements). */
  @Override
  public Optional<EncodingGuess> guess(Path file, ReadRequest request) {
    return Optional.empty();
  }

  @Override
  public RowReader open(Path file, ReadRequest request) throws IOException {
    return csv.open(table(file, request), StandardCharsets.UTF_8, request);
  }

  @Override
  public Shape shape(Path file, ReadRequest request) throws IOException {
    return csv.shape(table(file, request), StandardCharsets.UTF_8, request);
  }

  /** The bytes of the member; closing them closes the zip. */
  private InputStream table(Path file, ReadRequest request) throws IOException {
    if (request.member() == null) {
      throw new UnreadableFile(Fault.MISSING_MEMBER, 0, "no member", "the source's `member`");
    }
    Archive zip = Archive.open(file, StandardCharsets.UTF_8, maxBytes);
    try {
      return new FilterInputStream(zip.read(find(zip, request.member() + ".txt"))) {
        @Override
        public void close() throws IOException {
          zip.close();
        }
      };
    } catch (IOException | RuntimeException e) {
      zip.close();
      throw e;
    }
  }

  private static ZipEntry find(Archive zip, String member) {
    return zip.entries().stream()
        .filter(entry -> entry.getName().equals(member) || entry.getName().endsWith("/" + member))
        // The shortest is the table itself where folders hold older copies.
        .min(Comparator.comparingInt(entry -> entry.getName().length()))
        .orElseThrow(() -> new UnreadableFile(Fault.MISSING_MEMBER, 0, zip.names(), member));
  }
}
