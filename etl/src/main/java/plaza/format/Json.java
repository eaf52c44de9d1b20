package plaza.format;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import plaza.format.UnreadableFile.Fault;

/**
 * JSON (RFC 8259), read as a stream. Option {@code records}: a JSON pointer (RFC 6901) of object
 * members to the array of rows; where it points to an object, that object's values are the rows and
 * their keys the field {@code _key}. Option {@code envelope}: fields that each row has from around
 * the rows, see {@link JsonEnvelope}; a member of a row with such a name is not read. Option {@code
 * single: true}: the pointer is to an object that is the one row of the file.
 */
final class Json implements Format {
  @Override
  public Set<String> options() {
    return Set.of("records", "single", "envelope");
  }

  @Override
  public Optional<Map.Entry<String, String>> findProblem(Map<String, @Nullable Object> options) {
    Object single = options.get("single");
    if (single != null && !single.equals("true")) {
      return Optional.of(Map.entry("single: " + single, "true, or no such option"));
    }
    Object records = options.get("records");
    if (records != null && !records.toString().startsWith("/")) {
      return Optional.of(
          Map.entry("the records '" + records + "'", "a JSON pointer such as /records"));
    }
    return Optional.ofNullable(JsonEnvelope.problem(options.get("envelope")))
        .map(found -> Map.entry(found, "fields with JSON pointers such as {sent_at: /sent}"));
  }

  @Override
  public RowReader open(Path file, ReadRequest request) throws IOException {
    return rows(file, request);
  }

  @Override
  public Shape shape(Path file, ReadRequest request) throws IOException {
    try (JsonRows rows = rows(file, request.ofAll())) {
      return rows.shape(false);
    }
  }

  private static JsonRows rows(Path file, ReadRequest request) throws IOException {
    Object pointer = request.options().get("records");
    JsonEnvelope envelope = JsonEnvelope.of(request);
    if (!envelope.isEmpty()) {
      // Read first, since what stands behind the rows is a part of each of them.
      try (JsonRows around = rows(file, request, envelope)) {
        around.begin(parser -> envelope.read(parser, request));
      }
    }
    JsonRows rows = rows(file, request, envelope);
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

  private static JsonRows rows(Path file, ReadRequest request, JsonEnvelope envelope)
      throws IOException {
    return new JsonRows(
        JsonRows.parser(TextInput.open(Files.newInputStream(file), request.charset())),
        request,
        envelope.values());
  }

  private static void descend(JsonParser parser, String pointer) throws IOException {
    JsonToken token = parser.nextToken();
    if (token == null) {
      throw new UnreadableFile(Fault.EMPTY_FILE, 0, "an empty file", "JSON");
    }
    List<String> steps = pointer.isEmpty() ? List.of() : JsonEnvelope.steps(pointer);
    for (String step : steps) {
      if (!find(parser, step)) {
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
