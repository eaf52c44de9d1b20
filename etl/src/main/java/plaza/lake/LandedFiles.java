package plaza.lake;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import plaza.contract.DatasetName;

/**
 * The landed files: {@code <root>/<feed>/<receipt>/} holds a publisher's bytes and their receipt,
 * or {@code <root>/<feed>/<fetch>/<page>/} those of one page. Written once, whole or not at all;
 * never edited.
 */
public final class LandedFiles {
  /** How instants are written in folder names: ISO 8601 basic form, UTC, to the second. */
  public static final DateTimeFormatter INSTANT =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  private static final Pattern ID = Pattern.compile("\\d{8}T\\d{6}Z-[0-9a-f]{12}");
  private static final Pattern PAGE = Pattern.compile("\\d{4}");
  private static final String LOOK = "looked.json";
  static final String RECEIPT = "receipt.json";
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
      @Nullable String etag,
      @Nullable String lastModified) {

    /** Of bytes whose publisher does not say when they were changed. */
    public Arrival(
        String feed,
        Instant fetchedAt,
        String origin,
        String fileName,
        String mediaType,
        @Nullable String etag) {
      this(feed, fetchedAt, origin, fileName, mediaType, etag, null);
    }
  }

  /** Stores bytes and their receipt; the same bytes of the same second are stored once. */
  public Receipt land(Arrival arrival, InputStream bytes) throws IOException {
    try (Delivery delivery = deliver(arrival.feed(), false)) {
      delivery.put(1, arrival, bytes);
      return delivery.land(List.of()).getFirst();
    }
  }

  /** Begins to take what one fetch of a feed brings: one file, or pages. */
  public Delivery deliver(String feed, boolean isPaged) throws IOException {
    return new Delivery(folder(feed), isPaged);
  }

  /** Folders that landings killed before an instant left: what is in them was never whole. */
  public List<Path> listUnfinished(Instant before) throws IOException {
    if (!Files.isDirectory(root)) {
      return List.of();
    }
    try (Stream<Path> all = Files.walk(root, 2)) {
      return all.filter(path -> String.valueOf(path.getFileName()).startsWith(Delivery.STAGING))
          .filter(path -> path.toFile().lastModified() < before.toEpochMilli())
          .sorted()
          .toList();
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
          .flatMap(LandedFiles::readAll)
          .sorted(Comparator.comparing(Receipt::id))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The files of a feed's newest version, in the order of their pages; none before the first. Reads
   * no other receipts: a feed of every minute has half a million in a year.
   */
  public List<Receipt> newest(String feed) {
    Path folder = folder(feed);
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> children = Files.list(folder)) {
      return children
          .filter(child -> ID.matcher(String.valueOf(child.getFileName())).matches())
          .max(Comparator.comparing(child -> String.valueOf(child.getFileName())))
          .map(newest -> readAll(newest).toList())
          .orElse(List.of());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The receipts of a feed that builds read, oldest first. Of a fetch in pages, one page set aside
   * leaves out all: the others are not what the publisher said.
   */
  public List<Receipt> inUse(String feed) {
    List<Receipt> all = list(feed);
    Set<String> aside =
        all.stream()
            .filter(receipt -> receipt.aside() != null)
            .map(Receipt::version)
            .collect(Collectors.toSet());
    return all.stream().filter(receipt -> !aside.contains(receipt.version())).toList();
  }

  /** One receipt of a feed. */
  public Optional<Receipt> find(String feed, String id) {
    return list(feed).stream().filter(receipt -> receipt.id().equals(id)).findFirst();
  }

  /** Where a receipt's bytes are. */
  public Path file(Receipt receipt) {
    return place(receipt).resolve(receipt.fileName());
  }

  private Path place(Receipt receipt) {
    Path place = folder(receipt.feed()).resolve(receipt.version());
    return receipt.page() == null ? place : place.resolve(page(receipt.page()));
  }

  static String page(int number) {
    return String.format(Locale.ROOT, "%04d", number);
  }

  /** Leaves a landed file, and the other pages of its fetch, out of all later builds. */
  public void setAside(Receipt receipt, String why) throws IOException {
    replace(place(receipt).resolve(RECEIPT), receipt.setAside(why));
  }

  /** What a feed's publisher last answered, if it was ever asked. */
  public Optional<Look> findLook(String feed) {
    try {
      return Optional.of(JSON.readValue(folder(feed).resolve(LOOK).toFile(), Look.class));
    } catch (IOException e) {
      // None yet, or one that cannot be read: the publisher is then asked once more than needed.
      return Optional.empty();
    }
  }

  /** Remembers what a feed's publisher answered. */
  public void looked(String feed, Look look) throws IOException {
    replace(folder(feed).resolve(LOOK), look);
  }

  private static void replace(Path file, Object content) throws IOException {
    Path draft = Files.createTempFile(file.resolveSibling(""), ".", ".draft");
    try {
      write(draft, content);
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  private Path folder(String feed) {
    if (!DatasetName.IDENTIFIER.matcher(feed).matches()) {
      throw new IllegalArgumentException("no feed id: " + feed);
    }
    return root.resolve(feed);
  }

  /** The receipts in the folder of one fetch. */
  static Stream<Receipt> readAll(Path folder) {
    if (Files.exists(folder.resolve(RECEIPT))) {
      return Stream.of(read(folder));
    }
    try (Stream<Path> children = Files.list(folder)) {
      List<Path> pages =
          children
              .filter(child -> PAGE.matcher(String.valueOf(child.getFileName())).matches())
              .sorted()
              .toList();
      return (pages.isEmpty() ? List.of(folder) : pages).stream().map(LandedFiles::read);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Receipt read(Path folder) {
    try {
      return JSON.readValue(folder.resolve(RECEIPT).toFile(), Receipt.class);
    } catch (IOException e) {
      throw new UncheckedIOException("the receipt in " + folder + " cannot be read", e);
    }
  }

  static void write(Path file, Object content) throws IOException {
    JSON.writeValue(file.toFile(), content);
    Delivery.sync(file);
  }

  /** The SHA-256 of a file, in hexadecimal. */
  public static String sha256(Path file) throws IOException {
    MessageDigest digest = sha256();
    try (InputStream in = Files.newInputStream(file)) {
      byte[] buffer = new byte[1 << 16];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
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
