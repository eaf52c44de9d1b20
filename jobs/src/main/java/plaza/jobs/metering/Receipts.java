package plaza.jobs.metering;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import plaza.release.Signer;
import plaza.release.Verification;

/**
 * A user's entries of the log in one file, signed with the key that signs releases: {@code
 * receipts}, its {@code signature} (Ed25519, over the canonical form of it) and the {@code key}.
 */
public final class Receipts {
  private static final int FORM = 1;

  private Receipts() {}

  static String write(
      String user, Instant from, Instant to, Instant now, List<Entry> entries, Signer signer)
      throws IOException {
    long rows = 0;
    long bytes = 0;
    List<Map<String, Object>> written = new ArrayList<>();
    for (Entry each : entries) {
      Use use = each.use();
      rows += use.rows() == null ? 0 : use.rows();
      bytes += use.bytes() == null ? 0 : use.bytes();
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("number", each.number());
      entry.put("previous", each.previous());
      entry.put("hash", each.hash());
      entry.put("use", CanonicalJson.read(each.body()));
      written.add(entry);
    }
    Map<String, Object> receipts = new LinkedHashMap<>();
    receipts.put("form", FORM);
    receipts.put("user", user);
    receipts.put("from", Use.text(from));
    receipts.put("to", Use.text(to));
    receipts.put("made_at", Use.text(now));
    receipts.put("uses", entries.size());
    receipts.put("rows", rows);
    receipts.put("bytes", bytes);
    receipts.put("entries", written);
    JsonNode json = CanonicalJson.JSON.valueToTree(receipts);
    Map<String, Object> signed = new LinkedHashMap<>();
    signed.put("receipts", json);
    signed.put("signature", signer.sign(canonical(json)));
    signed.put("key", signer.pem());
    return CanonicalJson.JSON.writerWithDefaultPrettyPrinter().writeValueAsString(signed) + "\n";
  }

  private static byte[] canonical(JsonNode json) {
    return CanonicalJson.of(json).getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Looks at the signature, at each entry's hash and at the sums; needs nothing but the file.
   *
   * @param key the signer's public key in PEM, which whoever checks has from elsewhere; null where
   *     the file's own is taken at its word
   */
  public static List<Verification.Line> verify(Path file, @Nullable String key) {
    List<Verification.Line> lines = new ArrayList<>();
    try {
      JsonNode json = CanonicalJson.read(Files.readString(file));
      JsonNode receipts = json.path("receipts");
      String own = json.path("key").asText();
      String signature = json.path("signature").asText();
      boolean isSigned = Signer.isSigned(canonical(receipts), signature, key == null ? own : key);
      lines.add(
          new Verification.Line(
              "signature",
              isSigned,
              isSigned
                  ? "by the key " + (key == null ? "in the file" : "that was given")
                  : "found a signature of something else, or by another key"));
      long rows = 0;
      long bytes = 0;
      for (JsonNode each : receipts.path("entries")) {
        lines.add(line(each));
        rows += each.path("use").path("rows").longValue();
        bytes += each.path("use").path("bytes").longValue();
      }
      boolean isSum =
          receipts.path("rows").longValue() == rows
              && receipts.path("bytes").longValue() == bytes
              && receipts.path("uses").intValue() == receipts.path("entries").size();
      lines.add(
          new Verification.Line(
              "sum", isSum, "%d uses, %d rows".formatted(receipts.path("entries").size(), rows)));
    } catch (JsonProcessingException | IllegalArgumentException e) {
      lines.add(new Verification.Line("receipts", false, "found no receipts in " + file));
    } catch (IOException e) {
      lines.add(new Verification.Line("receipts", false, "found no file: " + e.getMessage()));
    }
    return lines;
  }

  private static Verification.Line line(JsonNode entry) {
    JsonNode use = entry.path("use");
    boolean isWhole =
        new Entry(
                entry.path("number").longValue(),
                entry.path("previous").asText(),
                CanonicalJson.of(use),
                entry.path("hash").asText())
            .isWhole();
    return new Verification.Line(
        "entry " + entry.path("number").asText(),
        isWhole,
        isWhole
            ? "%s %s of %s %s, %s"
                .formatted(
                    use.path("at").asText(),
                    use.path("channel").asText(),
                    use.path("dataset").asText("unknown"),
                    use.path("version").asText(),
                    use.has("rows") ? use.path("rows").asText() + " rows" : "rows unknown")
            : "found a body of another hash");
  }
}
