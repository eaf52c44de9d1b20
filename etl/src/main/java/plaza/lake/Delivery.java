package plaza.lake;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import plaza.lake.LandedFiles.Arrival;

/**
 * What one fetch brings: a file, or pages, written where no reader looks and landed together or not
 * at all. What is left when it closes is gone.
 */
public final class Delivery implements Closeable {
  /** How folders begin in which a delivery lies until it is whole. */
  static final String STAGING = ".landing-";

  private static final int MAX_NAME_BYTES = 200;

  private final Path folder;
  private final Path staging;
  private final boolean isPaged;
  private final SortedMap<Integer, Staged> staged = new TreeMap<>();

  private record Staged(Arrival arrival, String fileName, Path file, long bytes, String sha256) {}

  Delivery(Path folder, boolean isPaged) throws IOException {
    Files.createDirectories(folder);
    this.folder = folder;
    this.staging = Files.createTempDirectory(folder, STAGING);
    this.isPaged = isPaged;
  }

  /**
   * Takes the bytes of a page, in the place of what it took for that page before; says where they
   * are until then.
   *
   * @param page from 1; always 1 where there are no pages
   */
  public Path put(int page, Arrival arrival, InputStream bytes) throws IOException {
    Path place = isPaged ? staging.resolve(LandedFiles.page(page)) : staging;
    Files.createDirectories(place);
    drop(page);
    MessageDigest digest = LandedFiles.sha256();
    Path file = place.resolve(safe(arrival.fileName()));
    try {
      long size = Files.copy(new DigestInputStream(bytes, digest), file);
      sync(file);
      String sum = HexFormat.of().formatHex(digest.digest());
      staged.put(page, new Staged(arrival, String.valueOf(file.getFileName()), file, size, sum));
      return file;
    } catch (IOException e) {
      Files.deleteIfExists(file);
      throw e;
    }
  }

  /** The SHA-256 of a page taken. */
  public String sha256(int page) {
    return taken(page).sha256();
  }

  /** How many bytes it has taken. */
  public long bytes() {
    return staged.values().stream().mapToLong(Staged::bytes).sum();
  }

  /** Forgets a page, if it was taken. */
  public void drop(int page) throws IOException {
    Staged gone = staged.remove(page);
    if (gone != null) {
      delete(isPaged ? gone.file().resolveSibling("") : gone.file());
    }
  }

  private Staged taken(int page) {
    Staged found = staged.get(page);
    if (found == null) {
      throw new IllegalStateException("no page " + page);
    }
    return found;
  }

  /** Lands all it took, unless that is, byte for byte, this version; gives what landed. */
  public List<Receipt> land(List<Receipt> unlike) throws IOException {
    List<String> sums = staged.values().stream().map(Staged::sha256).toList();
    if (sums.equals(unlike.stream().map(Receipt::sha256).toList())
        && unlike.stream().allMatch(receipt -> (receipt.page() != null) == isPaged)) {
      return List.of();
    }
    Instant at = taken(1).arrival().fetchedAt().truncatedTo(ChronoUnit.SECONDS);
    String version = LandedFiles.INSTANT.format(at) + "-" + sum(sums).substring(0, 12);
    List<Receipt> receipts = new ArrayList<>();
    for (var page : staged.entrySet()) {
      Receipt receipt = receipt(page.getValue(), at, version, isPaged ? page.getKey() : null);
      LandedFiles.write(page.getValue().file().resolveSibling(LandedFiles.RECEIPT), receipt);
      receipts.add(receipt);
    }
    Path target = folder.resolve(version);
    try {
      // One move, so that of several pages none is ever seen without the others.
      Files.move(staging, target, StandardCopyOption.ATOMIC_MOVE);
      return receipts;
    } catch (FileSystemException e) {
      // The same bytes of the same second landed before, or just now by another process.
      if (Files.isDirectory(target)) {
        return LandedFiles.readAll(target).toList();
      }
      throw e;
    }
  }

  private static String sum(List<String> sums) {
    if (sums.size() == 1) {
      return sums.getFirst();
    }
    byte[] all = String.join("\n", sums).getBytes(StandardCharsets.US_ASCII);
    return HexFormat.of().formatHex(LandedFiles.sha256().digest(all));
  }

  private static Receipt receipt(
      Staged staged, Instant at, String version, @Nullable Integer page) {
    Arrival arrival = staged.arrival();
    return new Receipt(
        page == null ? version : version + "-" + LandedFiles.page(page),
        arrival.feed(),
        at,
        arrival.origin(),
        staged.fileName(),
        arrival.mediaType(),
        staged.bytes(),
        staged.sha256(),
        arrival.etag(),
        arrival.lastModified(),
        page == null ? null : version,
        page,
        null);
  }

  // A publisher's file name is never trusted as a path.
  private static String safe(String name) {
    String cut = name.replaceAll("[^\\p{L}\\p{N}._-]", "_");
    // File systems count bytes, of which a letter may have four.
    while (cut.getBytes(StandardCharsets.UTF_8).length > MAX_NAME_BYTES) {
      cut = cut.substring(cut.offsetByCodePoints(0, 1));
    }
    cut = cut.replaceFirst("^\\.+", "");
    return cut.isEmpty() || cut.equals(LandedFiles.RECEIPT) ? "file_" + cut : cut;
  }

  static void sync(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  @Override
  public void close() throws IOException {
    delete(staging);
  }

  private static void delete(Path root) throws IOException {
    if (Files.exists(root)) {
      try (Stream<Path> left = Files.walk(root)) {
        for (Path path : left.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
  }
}
