package plaza.format;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import plaza.format.UnreadableFile.Fault;

/**
 * Values that a document says once, for all of its rows: option {@code envelope}, a field's name
 * and the JSON pointer (RFC 6901) of object members to its value, before the rows or behind them.
 */
final class JsonEnvelope {
  private final List<String> fields = new ArrayList<>();
  private final List<List<String>> paths = new ArrayList<>();
  private final Map<String, @Nullable String> values = new HashMap<>();

  private JsonEnvelope(@Nullable Object option, List<String> wanted) {
    if (option instanceof Map<?, ?> pointers) {
      pointers.forEach((field, pointer) -> {
        if (wanted.contains(String.valueOf(field))) {
          fields.add(String.valueOf(field));
          paths.add(steps(String.valueOf(pointer)));
        }
      });
    }
  }

  /** The fields of the option that are wanted. */
  static JsonEnvelope of(ReadRequest request) {
    return new JsonEnvelope(request.options().get("envelope"), request.fields());
  }

  boolean isEmpty() {
    return fields.isEmpty();
  }

  Map<String, @Nullable String> values() {
    return values;
  }

  /** Reads a document no further than the last of the values wanted. */
  void read(JsonParser parser, ReadRequest request) throws IOException {
    JsonToken token = parser.nextToken();
    if (token == null) {
      return; // Of an empty file those who want the rows will tell.
    }
    if (token == JsonToken.START_OBJECT) {
      walk(parser, new ArrayList<>());
    }
    TreeSet<String> missing = new TreeSet<>(fields);
    missing.removeAll(values.keySet());
    missing.removeAll(request.optional());
    if (!missing.isEmpty()) {
      throw new UnreadableFile(
          Fault.MISSING_FIELD,
          0,
          "no " + missing + " around the rows",
          "members at " + request.options().get("envelope"));
    }
  }

  private void walk(JsonParser parser, List<String> path) throws IOException {
    while (values.size() < fields.size() && parser.nextToken() == JsonToken.FIELD_NAME) {
      path.add(parser.currentName());
      JsonToken value = parser.nextToken();
      if (paths.contains(path)) {
        @Nullable String text = JsonRows.text(parser, value);
        for (int i = 0; i < fields.size(); i++) {
          if (paths.get(i).equals(path)) {
            values.put(fields.get(i), text);
          }
        }
      } else if (value == JsonToken.START_OBJECT && leadsOn(path)) {
        walk(parser, path);
      } else {
        parser.skipChildren();
      }
      path.removeLast();
    }
  }

  private boolean leadsOn(List<String> path) {
    return paths.stream()
        .anyMatch(p -> p.size() > path.size() && p.subList(0, path.size()).equals(path));
  }

  /** What is wrong with the option, if anything. */
  static @Nullable String problem(@Nullable Object option) {
    if (option == null) {
      return null;
    }
    if (!(option instanceof Map<?, ?> pointers)) {
      return "the envelope '" + option + "'";
    }
    return pointers.entrySet().stream()
        .filter(e -> !String.valueOf(e.getValue()).startsWith("/"))
        .map(e -> "the envelope " + e.getKey() + ": '" + e.getValue() + "'")
        .findFirst()
        .orElse(null);
  }

  /** The steps of a pointer that begins with a slash. */
  static List<String> steps(String pointer) {
    return Arrays.stream(pointer.substring(1).split("/", -1))
        .map(step -> step.replace("~1", "/").replace("~0", "~"))
        .toList();
  }
}
