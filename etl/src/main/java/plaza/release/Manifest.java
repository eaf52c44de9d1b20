package plaza.release;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an edition is and came from, signed: whoever has its folder can check all of it offline.
 *
 * @param form the version of this form
 * @param releasedAt ISO 8601, UTC
 * @param asOf the instant that decided what was old enough
 * @param load the load of the table that it was made from
 * @param snapshot the Iceberg snapshot of that table
 * @param limits what the tier shows, by column or limit
 * @param origins the feeds that it was made of
 * @param files all files of the edition but the manifest, its signature and the signer's key
 */
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Manifest(
    int form,
    String dataset,
    String tier,
    String version,
    String contractVersion,
    String releasedAt,
    String asOf,
    String load,
    long snapshot,
    long rows,
    Map<String, String> columns,
    Map<String, String> limits,
    String license,
    List<Origin> origins,
    List<Check> checks,
    List<Leak> leaks,
    List<File> files) {

  /** The name of its file. */
  public static final String NAME = "manifest.json";

  static final String SIGNATURE = "manifest.sig";
  static final String KEY = "signer.pem";

  /** The form of what is written today. */
  public static final int FORM = 1;

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  /** A feed, how many landed files of it were used, and a sum over their sums in order. */
  @JsonNaming(SnakeCaseStrategy.class)
  public record Origin(
      String feed,
      String title,
      String publisher,
      String license,
      String attribution,
      long receipts,
      String receiptsSha256) {}

  /** Something that was checked before it was released. */
  @JsonNaming(SnakeCaseStrategy.class)
  public record Check(String name, boolean isPassed, String seen) {}

  /** An attack on the edition, and how far it came. */
  @JsonNaming(SnakeCaseStrategy.class)
  public record Leak(
      String attack,
      @Nullable String city,
      double measured,
      double allowed,
      boolean isWon,
      String seen) {}

  /** A file of the edition. */
  @JsonNaming(SnakeCaseStrategy.class)
  public record File(String name, String mediaType, long bytes, String sha256) {}

  /** Writes it into the edition's folder, with its signature and the key to check that by. */
  public void write(Path folder, Signer signer) throws IOException {
    byte[] text;
    try {
      text = (JSON.writeValueAsString(this) + "\n").getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
    Files.write(folder.resolve(NAME), text);
    Files.writeString(folder.resolve(SIGNATURE), signer.sign(text) + "\n");
    Files.writeString(folder.resolve(KEY), signer.pem());
  }

  /** Reads that of an edition's folder; throws IOException where it is none. */
  public static Manifest read(Path folder) throws IOException {
    return JSON.readValue(Files.readAllBytes(folder.resolve(NAME)), Manifest.class);
  }
}
