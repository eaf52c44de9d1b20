package plaza.format;

import java.io.Closeable;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import plaza.format.UnreadableFile.Fault;

/**
 * A zip read in place, never unpacked, so no name in it becomes a path; its entries are limited.
 */
final class Archive implements Closeable {
  // A table that inflates beyond this is a bomb: the largest national feeds stay below a tenth.
  static final long MAX_BYTES = 20L << 30;

  private final ZipFile zip;
  private final long maxBytes;

  private Archive(ZipFile zip, long maxBytes) {
    this.zip = zip;
    this.maxBytes = maxBytes;
  }

  /**
   * Opens a zip whose names are in an encoding, where it does not itself say that they are UTF-8.
   *
   * @throws UnreadableFile when it is no whole zip
   */
  static Archive open(Path file, Charset names, long maxBytes) throws IOException {
    try {
      return new Archive(new ZipFile(file.toFile(), names), maxBytes);
    } catch (ZipException | EOFException e) {
      throw broken(file, e);
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

  /** The files in it, in its order. */
  List<ZipEntry> entries() {
    return zip.stream().filter(entry -> !entry.isDirectory()).<ZipEntry>map(e -> e).toList();
  }

  /** A few of the names in it, to be told where one is missed. */
  String names() {
    return zip.stream().map(ZipEntry::getName).limit(30).toList().toString();
  }

  /** An entry's bytes up to the limit, held against their sum at the end. */
  InputStream read(ZipEntry entry) throws IOException {
    try {
      return new Inflated(zip.getInputStream(entry), entry, maxBytes);
    } catch (ZipException | EOFException e) {
      throw cut(e);
    }
  }

  private static UnreadableFile cut(IOException e) {
    return new UnreadableFile(
        Fault.TRUNCATED_FILE, 0, String.valueOf(e.getMessage()), "a whole zip file");
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }

  private static final class Inflated extends FilterInputStream {
    private final ZipEntry entry;
    private final long maxBytes;
    private final CRC32 sum = new CRC32();
    private long count;

    Inflated(InputStream in, ZipEntry entry, long maxBytes) {
      super(in);
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
        throw cut(e);
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
  }
}
