package plaza.format;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import plaza.format.UnreadableFile.Fault;

/**
 * JSON (RFC 8259), read as a stream. Option {@code records}: a JSON pointer (RFC 6901) of object
 * members to the array of rows; where it points to an object, that object's values are the rows and
 * their keys the field {@code _key}. Option {@code single: true}: it points to an object that is
 * the one row of the file.
 */
final class Json implements Format {
  @Override
  public Set<String> options() {
    return Set.of("records", "single");
  }

  @Override
  public Optional<Map.Entry<String, String>> findProblem(Map<String, @Nullable Object> options) {
    Object single = options.get("single");
    if (single != null && !single.equals("true")) {
      return Optional.of(Map.entry("single: " + single, "true, or no such option"));
    }
    Object records = options.get("records");
    return records == null || records.toString().startsWith("/")
        ? Optional.empty()
        : Optional.of(
            Map.entry("the records '" + records + "'", "a JSON pointer such as /records"));
  }

  @Override
  public RowReader open(Path file, ReadRequest request) throws IOException {
    Object pointer = request.options().get("records");
    JsonRows rows =
        new JsonRows(
            JsonRows.parser(TextInput.open(Files.newInputStream(file), request.charset())),
            request);
    try {
      rows.begin(parser -> descend(parser, pointer == null ? "" : pointer.toString()));
      if (request.options().containsKey("single")) {
        rows.single();
      }
      return rows;
    } catch (RuntimeException e) {
      rows.close();
      throw e;
    }
  }

  private static void descend(JsonParser parser, String pointer) throws IOException {
    JsonToken token = parser.nextToken();
    if (token == null) {
      throw new UnreadableFile(Fault.EMPTY_FILE, 0, "an empty file", "JSON");
    }
    String[] steps = pointer.isEmpty() ? new String[0] : pointer.substring(1).split("/", -1);
    for (String step : steps) {
      if (!find(parser, step.replace("~1", "/").replace("~0", "~"))) {
        throw new UnreadableFile(
            Fault.WRONG_FORMAT, 0, "no member '" + step + "'", "rows at " + pointer);
      }
    }
    if (!parser.currentToken().isStructStart()) {
      throw new UnreadableFile(
          Fault.WRONG_FORMAT, 0, "a single value", "an array or object of rows");
    }
  }

  /** Moves from the start of an object to the value of one of its members. */
  static boolean find(JsonParser parser, String name) throws IOException {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      return false;
    }
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      boolean found = parser.currentName().equals(name);
      parser.nextToken();
      if (found) {
        return true;
      }
      parser.skipChildren();
    }
    return false;
  }
}
