package plaza.format;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import plaza.format.UnreadableFile.Fault;

/** The elements of a JSON array, or the values of an object, as rows; one element in memory. */
final class JsonRows implements RowReader {
  // Numbers keep the digits that the publisher wrote, also inside nested values.
  private static final ObjectMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .enable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(100)
                          .maxStringLength(50_000_000)
                          .build())
                  .build())
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  /** A step that moves a parser and may fail as reading does. */
  interface Step {
    void run(JsonParser parser) throws IOException;
  }

  private final JsonParser parser;
  private final ReadRequest request;
  private final Map<String, Integer> positions = new HashMap<>();
  private final @Nullable String[] given;
  private final boolean[] seen;
  private @Nullable Step atEnd;
  private boolean keyed;
  private boolean single;
  private boolean ready;
  private boolean done;
  private long row;
  private @Nullable String key;

  JsonRows(JsonParser parser, ReadRequest request) {
    this(parser, request, Map.of());
  }

  /** Rows that each have these fields beside their own members. */
  JsonRows(JsonParser parser, ReadRequest request, Map<String, @Nullable String> envelope) {
    this.parser = parser;
    this.request = request;
    this.given = new String[request.fields().size()];
    this.seen = new boolean[given.length];
    for (int i = 0; i < given.length; i++) {
      String field = request.fields().get(i);
      if (envelope.containsKey(field)) {
        given[i] = envelope.get(field);
        seen[i] = true;
      } else {
        positions.put(field, i);
      }
    }
  }

  static JsonParser parser(Reader reader) throws IOException {
    return MAPPER.createParser(reader);
  }

  /** Moves to the container of the rows. */
  void begin(Step descend) {
    guarded(descend);
    keyed = parser.currentToken() == JsonToken.START_OBJECT;
  }

  /** Takes what it has moved to as the one row, and not as a container of rows. */
  void single() {
    if (!keyed) {
      throw new UnreadableFile(Fault.WRONG_FORMAT, 0, "an array", "one object, the file's one row");
    }
    keyed = false;
    single = true;
  }

  /** What to read behind the last row, once. */
  void atEnd(Step step) {
    atEnd = step;
  }

  @Override
  public boolean hasNext() {
    if (!ready && !done) {
      guarded(this::advance);
    }
    return !done;
  }

  private void advance(JsonParser p) throws IOException {
    if (single && row == 0) {
      row = 1;
      ready = true;
      return;
    }
    JsonToken token = single ? JsonToken.END_OBJECT : p.nextToken();
    if (token == JsonToken.END_ARRAY || token == JsonToken.END_OBJECT) {
      done = true;
      finish();
      return;
    }
    if (keyed) {
      key = p.currentName();
      p.nextToken();
    }
    row++;
    ready = true;
  }

  private void finish() throws IOException {
    if (row == 0) {
      throw new UnreadableFile(Fault.EMPTY_FILE, 0, "no rows", "rows");
    }
    TreeSet<String> missing = new TreeSet<>();
    for (int i = 0; i < seen.length; i++) {
      String field = request.fields().get(i);
      if (!seen[i] && !request.optional().contains(field)) {
        missing.add(field);
      }
    }
    if (!missing.isEmpty()) {
      throw new UnreadableFile(
          Fault.MISSING_FIELD, 0, "no row with " + missing, "rows with " + missing);
    }
    if (atEnd != null) {
      atEnd.run(parser);
    }
    // What follows is read too: half a document behind the rows is a truncated file.
    while (parser.nextToken() != null) {
      parser.skipChildren();
    }
  }

  @Override
  public RawRow next() {
    return next(false);
  }

  /** The current element as a GeoJSON feature (RFC 7946, section 3.2). */
  RawRow nextFeature() {
    return next(true);
  }

  private RawRow next(boolean feature) {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    ready = false;
    @Nullable String[] fields = given.clone();
    put(fields, "_key", key);
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      guarded(JsonParser::skipChildren);
      return new RawRow(row, Arrays.asList(fields), "found a single value, expected an object");
    }
    guarded(p -> members(fields, feature));
    return new RawRow(row, Arrays.asList(fields), null);
  }

  /** The members of the first elements, or the properties of features, with their kinds. */
  Shape shape(boolean isFeature) {
    Map<String, Set<String>> kinds = new LinkedHashMap<>();
    for (int i = 0; i < Shape.ROWS && hasNext(); i++) {
      ready = false;
      if (parser.currentToken() == JsonToken.START_OBJECT) {
        guarded(p -> kinds(isFeature, kinds));
      } else {
        guarded(JsonParser::skipChildren);
      }
    }
    List<Shape.Field> fields = new ArrayList<>();
    kinds.forEach((name, each) -> fields.add(new Shape.Field(name, each)));
    return new Shape(List.copyOf(fields));
  }

  private void kinds(boolean isFeature, Map<String, Set<String>> kinds) throws IOException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonToken value = parser.nextToken();
      String kind = kind(value);
      if (isFeature && name.equals("properties") && value == JsonToken.START_OBJECT) {
        kinds(false, kinds);
      } else if (isFeature && name.equals("geometry") && value == JsonToken.START_OBJECT) {
        JsonNode geometry = MAPPER.readTree(parser);
        kind = geometry.path("type").asText("object");
        kinds.computeIfAbsent("_geometry", n -> new TreeSet<>()).add(kind);
      } else {
        parser.skipChildren();
        if (!isFeature) {
          kinds.computeIfAbsent(name, n -> new TreeSet<>()).add(kind);
        } else if (name.equals("geometry") || name.equals("id")) {
          kinds.computeIfAbsent("_" + name, n -> new TreeSet<>()).add(kind);
        }
      }
    }
  }

  private static String kind(JsonToken value) {
    return switch (value) {
      case START_OBJECT -> "object";
      case START_ARRAY -> "array";
      case VALUE_STRING -> "string";
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "number";
      case VALUE_TRUE, VALUE_FALSE -> "boolean";
      default -> "null";
    };
  }

  private void members(@Nullable String[] fields, boolean feature) throws IOException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonToken value = parser.nextToken();
      if (feature) {
        switch (name) {
          case "properties" -> {
            if (value == JsonToken.START_OBJECT) {
              members(fields, false);
            }
            continue;
          }
          case "geometry" -> name = "_geometry";
          case "id" -> name = "_id";
          default -> {
            parser.skipChildren();
            continue;
          }
        }
      }
      Integer position = positions.get(name);
      if (position == null) {
        parser.skipChildren();
      } else {
        put(fields, name, text(parser, value));
      }
    }
  }

  static @Nullable String text(JsonParser parser, JsonToken value) throws IOException {
    if (value == JsonToken.VALUE_NULL) {
      return null;
    }
    return value.isStructStart() ? MAPPER.readTree(parser).toString() : parser.getText();
  }

  private void put(@Nullable String[] fields, String name, @Nullable String text) {
    Integer position = positions.get(name);
    if (position != null && (text != null || !name.equals("_key"))) {
      fields[position] = text;
      seen[position] = true;
    }
  }

  private void guarded(Step step) {
    try {
      step.run(parser);
    } catch (TextInput.BadBytes e) {
      throw e.fault(row);
    } catch (JsonEOFException e) {
      throw new UnreadableFile(Fault.TRUNCATED_FILE, row, "the end of the file", "more JSON");
    } catch (JsonParseException | StreamConstraintsException e) {
      var place = e.getLocation();
      String where = place == null ? "" : " at line " + place.getLineNr();
      throw new UnreadableFile(
          Fault.WRONG_FORMAT, row, e.getOriginalMessage() + where, "well-formed JSON");
    } catch (NumberFormatException e) {
      throw new UnreadableFile(
          Fault.WRONG_FORMAT, row, String.valueOf(e.getMessage()), "a number of sane size");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    parser.close();
  }
}
