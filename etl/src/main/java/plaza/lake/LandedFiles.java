package plaza.lake;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import plaza.contract.DatasetName;

/**
 * The landed files: {@code <root>/<feed>/<receipt>/} holds a publisher's bytes and their receipt.
 * Written once, whole or not at all; never edited.
 */
public final class LandedFiles {
  /** How instants are written in folder names: ISO 8601 basic form, UTC, to the second. */
  public static final DateTimeFormatter INSTANT =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  private static final int MAX_NAME_BYTES = 200;
  private static final Pattern ID = Pattern.compile("\\d{8}T\\d{6}Z-[0-9a-f]{12}");
  private static final String RECEIPT = "receipt.json";
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  private final Path root;

  /** The landed files under a folder, which need not exist yet. */
  public LandedFiles(Path root) {
    this.root = root;
  }

  /** What is said of bytes when they land. */
  public record Arrival(
      String feed,
      Instant fetchedAt,
      String origin,
      String fileName,
      String mediaType,
      @Nullable String etag) {}

  /** Stores bytes and their receipt; the same bytes of the same second are stored once. */
  public Receipt land(Arrival arrival, InputStream bytes) throws IOException {
    return land(arrival, bytes, "").orElseThrow();
  }

  /** Stores bytes and their receipt unless they are those of the feed's newest receipt. */
  public Optional<Receipt> landChanged(Arrival arrival, InputStream bytes) throws IOException {
    List<Receipt> receipts = list(arrival.feed());
    return land(arrival, bytes, receipts.isEmpty() ? "" : receipts.getLast().sha256());
  }

  private Optional<Receipt> land(Arrival arrival, InputStream bytes, String unlike)
      throws IOException {
    Path folder = folder(arrival.feed());
    Files.createDirectories(folder);
    Path staging = Files.createTempDirectory(folder, ".landing-");
    try {
      String fileName = safe(arrival.fileName());
      MessageDigest digest = sha256();
      Path file = staging.resolve(fileName);
      long size = Files.copy(new DigestInputStream(bytes, digest), file);
      sync(file);
      String sum = HexFormat.of().formatHex(digest.digest());
      if (sum.equals(unlike)) {
        return Optional.empty();
      }
      Instant fetchedAt = arrival.fetchedAt().truncatedTo(ChronoUnit.SECONDS);
      Receipt receipt =
          new Receipt(
              INSTANT.format(fetchedAt) + "-" + sum.substring(0, 12),
              arrival.feed(),
              fetchedAt,
              arrival.origin(),
              fileName,
              arrival.mediaType(),
              size,
              sum,
              arrival.etag(),
              null);
      write(staging.resolve(RECEIPT), receipt);
      return Optional.of(publish(staging, folder.resolve(receipt.id()), receipt));
    } finally {
      delete(staging);
    }
  }

  private static Receipt publish(Path staging, Path target, Receipt receipt) throws IOException {
    try {
      Files.move(staging, target, StandardCopyOption.ATOMIC_MOVE);
      return receipt;
    } catch (FileSystemException e) {
      // The same bytes of the same second landed before, or just now by another process.
      if (Files.isDirectory(target)) {
        return read(target);
      }
      throw e;
    }
  }

  /** All receipts of a feed, oldest first, those set aside among them. */
  public List<Receipt> list(String feed) {
    Path folder = folder(feed);
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> children = Files.list(folder)) {
      return children
          .filter(child -> ID.matcher(String.valueOf(child.getFileName())).matches())
          .map(LandedFiles::read)
          .sorted(Comparator.comparing(Receipt::id))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The receipts of a feed that builds read, oldest first. */
  public List<Receipt> inUse(String feed) {
    return list(feed).stream().filter(receipt -> receipt.aside() == null).toList();
  }

  /** One receipt of a feed. */
  public Optional<Receipt> find(String feed, String id) {
    return list(feed).stream().filter(receipt -> receipt.id().equals(id)).findFirst();
  }

  /** Where a receipt's bytes are. */
  public Path file(Receipt receipt) {
    return folder(receipt.feed()).resolve(receipt.id()).resolve(receipt.fileName());
  }

  /** Leaves a landed file out of all later builds; its bytes stay. */
  public void setAside(Receipt receipt, String why) throws IOException {
    Path file = folder(receipt.feed()).resolve(receipt.id()).resolve(RECEIPT);
    Path draft = file.resolveSibling(".receipt.json");
    write(draft, receipt.setAside(why));
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private Path folder(String feed) {
    if (!DatasetName.IDENTIFIER.matcher(feed).matches()) {
      throw new IllegalArgumentException("no feed id: " + feed);
    }
    return root.resolve(feed);
  }

  // A publisher's file name is never trusted as a path.
  private static String safe(String name) {
    String cut = name.replaceAll("[^\\p{L}\\p{N}._-]", "_");
    // File systems count bytes, of which a letter may have four.
    while (cut.getBytes(StandardCharsets.UTF_8).length > MAX_NAME_BYTES) {
      cut = cut.substring(cut.offsetByCodePoints(0, 1));
    }
    cut = cut.replaceFirst("^\\.+", "");
    return cut.isEmpty() || cut.equals(RECEIPT) ? "file_" + cut : cut;
  }

  static Receipt read(Path folder) {
    try {
      return JSON.readValue(folder.resolve(RECEIPT).toFile(), Receipt.class);
    } catch (IOException e) {
      throw new UncheckedIOException("the receipt in " + folder + " cannot be read", e);
    }
  }

  private static void write(Path file, Receipt receipt) throws IOException {
    JSON.writeValue(file.toFile(), receipt);
    sync(file);
  }

  private static void sync(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  private static void delete(Path staging) throws IOException {
    if (Files.isDirectory(staging)) {
      try (Stream<Path> left = Files.list(staging)) {
        for (Path file : left.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(staging);
    }
  }

  /** The algorithm of all content sums. */
  public static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }
}
