package plaza.jobs.metering;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import plaza.release.Signer;

/**
 * Signed words of how far the log went, in files outside the database: the last of each day of UTC
 * is kept. Entries that are taken from the log's end are missed by them, and so is a whole log that
 * was written anew.
 */
final class Heads {
  private static final String NEXT = "next.json";
  private static final Pattern DAY = Pattern.compile("\\d{4}-\\d\\d-\\d\\d\\.json");

  private final Path folder;
  private final Signer signer;

  Heads(Path folder, Signer signer) {
    this.folder = folder;
    this.signer = signer;
  }

  /**
   * How far the log went.
   *
   * @param number of the last entry; 0 where there was none
   * @param hash of the last entry
   */
  record Head(long number, String hash, String at) {
    /** Whether an entry is what it was signed of. */
    boolean isOf(Entry entry) {
      return number == entry.number() && hash.equals(entry.hash());
    }

    private Map<String, Object> signed() {
      return Map.of("number", number, "hash", hash, "at", at);
    }
  }

  /** A file of a head: its head, where it holds a signed one. */
  record Kept(Path file, Optional<Head> head) {}

  /**
   * Says what the last entry is about to be: whoever dies before it is, or behind, is found out.
   */
  void announce(Entry last, Instant at) throws IOException {
    Head head = new Head(last.number(), last.hash(), Use.text(at));
    String text = CanonicalJson.of(head.signed());
    String signature = signer.sign(text.getBytes(StandardCharsets.UTF_8));
    byte[] file =
        (CanonicalJson.of(Map.of("head", head.signed(), "signature", signature)) + "\n")
            .getBytes(StandardCharsets.UTF_8);
    Path draft = folder.resolve(".next.draft");
    try (FileChannel channel =
        FileChannel.open(
            draft,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(file));
      // Entries outlive a loss of power, and a head that does not would look like a break.
      channel.force(true);
    }
    move(draft, folder.resolve(NEXT));
  }

  /** What was announced is the head. */
  void confirm(Head head) throws IOException {
    move(folder.resolve(NEXT), folder.resolve(head.at().substring(0, 10) + ".json"));
  }

  private void move(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
      names.force(true);
    }
  }

  /** The head that was announced and not confirmed. */
  Optional<Head> findAnnounced() throws IOException {
    return Files.exists(folder.resolve(NEXT)) ? read(folder.resolve(NEXT)) : Optional.empty();
  }

  /** All that are kept, the oldest first. */
  List<Kept> list() throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.list(folder)) {
      files =
          all.filter(each -> DAY.matcher(each.getFileName().toString()).matches())
              .sorted()
              .toList();
    }
    List<Kept> kept = new ArrayList<>();
    for (Path each : files) {
      kept.add(new Kept(each, read(each)));
    }
    return kept;
  }

  private Optional<Head> read(Path file) throws IOException {
    try {
      JsonNode json = CanonicalJson.read(Files.readString(file));
      byte[] text = CanonicalJson.of(json.path("head")).getBytes(StandardCharsets.UTF_8);
      if (!Signer.isSigned(text, json.path("signature").asText(), signer.pem())) {
        return Optional.empty();
      }
      JsonNode head = json.get("head");
      return Optional.of(
          new Head(
              head.get("number").longValue(), head.get("hash").asText(), head.get("at").asText()));
    } catch (JsonProcessingException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
