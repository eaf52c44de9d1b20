package plaza.format;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import plaza.format.UnreadableFile.Fault;

/**
 * A GTFS Schedule dataset: a zip of CSV tables in UTF-8. A source names the table as its member,
 * without {@code .txt}. Read in place, never unpacked, so no name in it becomes a path.
 */
final class Gtfs implements Format {
  // A table that inflates beyond this is a bomb: the largest national feeds stay below a tenth.
  private static final long MAX_BYTES = 20L << 30;

  private final Csv csv = new Csv();
  private final long maxBytes;

  Gtfs() {
    this(MAX_BYTES);
  }

  Gtfs(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  @Override
  public Set<String> options() {
    return Set.of();
  }

  /** Never: "files must be encoded in UTF-8" (GTFS Schedule, File Requirements). */
  @Override
  public Optional<EncodingGuess> guess(Path file, ReadRequest request) {
    return Optional.empty();
  }

  @Override
  public RowReader open(Path file, ReadRequest request) throws IOException {
    if (request.member() == null) {
      throw new UnreadableFile(Fault.MISSING_MEMBER, 0, "no member", "the source's `member`");
    }
    String member = request.member() + ".txt";
    ZipFile zip;
    try {
      zip = new ZipFile(file.toFile(), StandardCharsets.UTF_8);
    } catch (ZipException | EOFException e) {
      throw broken(file, e);
    }
    try {
      ZipEntry entry = find(zip, member);
      InputStream in = new Inflated(zip, entry, maxBytes);
      return csv.open(in, StandardCharsets.UTF_8, request);
    } catch (ZipException | EOFException e) {
      zip.close();
      throw broken(file, e);
    } catch (IOException | RuntimeException e) {
      zip.close();
      throw e;
    }
  }

  /** What starts as a zip does and is none has been cut; anything else never was one. */
  private static UnreadableFile broken(Path file, IOException e) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      boolean zip = in.read() == 'P' && in.read() == 'K';
      return new UnreadableFile(
          zip ? Fault.TRUNCATED_FILE : Fault.WRONG_FORMAT,
          0,
          String.valueOf(e.getMessage()),
          "a whole zip file");
    }
  }

  private static ZipEntry find(ZipFile zip, String member) {
    return zip.stream()
        .filter(entry -> !entry.isDirectory())
        .filter(entry -> entry.getName().equals(member) || entry.getName().endsWith("/" + member))
        // The shortest is the table itself where folders hold older copies.
        .min(Comparator.comparingInt(entry -> entry.getName().length()))
        .orElseThrow(() ->
            new UnreadableFile(
                Fault.MISSING_MEMBER,
                0,
                zip.stream().map(ZipEntry::getName).limit(30).toList().toString(),
                member));
  }

  /** An entry's bytes up to a limit; closing them closes the zip. */
  private static final class Inflated extends FilterInputStream {
    private final ZipFile zip;
    private final ZipEntry entry;
    private final long maxBytes;
    private final CRC32 sum = new CRC32();
    private long count;

    Inflated(ZipFile zip, ZipEntry entry, long maxBytes) throws IOException {
      super(zip.getInputStream(entry));
      this.zip = zip;
      this.entry = entry;
      this.maxBytes = maxBytes;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int n;
      try {
        n = super.read(buffer, offset, length);
      } catch (ZipException | EOFException e) {
        throw new UnreadableFile(
            Fault.TRUNCATED_FILE, 0, String.valueOf(e.getMessage()), "a whole zip file");
      }
      if (n > 0) {
        count += n;
        sum.update(buffer, offset, n);
      } else if (n < 0 && entry.getCrc() != -1 && sum.getValue() != entry.getCrc()) {
        // ZipFile does not look: a flipped byte may well inflate, to other rows.
        throw new UnreadableFile(
            Fault.TRUNCATED_FILE, 0, "bytes that do not add up to their CRC", "a whole zip file");
      }
      if (count > maxBytes) {
        throw new UnreadableFile(
            Fault.WRONG_FORMAT, 0, "more than " + maxBytes + " bytes", "a table of sane size");
      }
      return n;
    }

    @Override
    public void close() throws IOException {
      super.close();
      zip.close();
    }
  }
}
