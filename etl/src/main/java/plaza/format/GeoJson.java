package plaza.format;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import plaza.contract.Crs;
import plaza.format.UnreadableFile.Fault;

/**
 * GeoJSON feature collections (RFC 7946; the {@code crs} member of the 2008 form is held against
 * the feed's). Fields are the properties, {@code _geometry} as GeoJSON text, and {@code _id}.
 */
final class GeoJson implements Format {
  @Override
  public Set<String> options() {
    return Set.of();
  }

  @Override
  public RowReader open(Path file, ReadRequest request) throws IOException {
    return new Features(rows(file, request));
  }

  @Override
  public Shape shape(Path file, ReadRequest request) throws IOException {
    try (JsonRows rows = rows(file, request.ofAll())) {
      return rows.shape(true);
    }
  }

  private static JsonRows rows(Path file, ReadRequest request) throws IOException {
    JsonRows rows =
        new JsonRows(
            JsonRows.parser(TextInput.open(Files.newInputStream(file), request.charset())),
            request);
    String declared = request.crs();
    try {
      rows.begin(parser -> {
        JsonToken first = parser.nextToken();
        if (first == null) {
          throw new UnreadableFile(Fault.EMPTY_FILE, 0, "an empty file", "GeoJSON");
        }
        if (first != JsonToken.START_OBJECT || !members(parser, declared)) {
          throw new UnreadableFile(
              Fault.WRONG_FORMAT, 0, "no features", "a GeoJSON FeatureCollection");
        }
      });
      rows.atEnd(parser -> members(parser, declared));
      return rows;
    } catch (RuntimeException e) {
      rows.close();
      throw e;
    }
  }

  /** Reads the collection's members up to the array of features; false when there is none. */
  private static boolean members(JsonParser parser, String declared) throws IOException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonToken value = parser.nextToken();
      switch (name) {
        case "features" -> {
          return value == JsonToken.START_ARRAY;
        }
        case "crs" -> {
          if (value == JsonToken.START_OBJECT) {
            crs(parser.readValueAsTree(), declared);
          }
        }
        default -> parser.skipChildren();
      }
    }
    return false;
  }

  private static void crs(JsonNode crs, String declared) {
    String name = crs.path("properties").path("name").asText();
    try {
      if (Crs.epsg(name).equals(declared)) {
        return;
      }
    } catch (IllegalArgumentException e) {
      // Unknown is as wrong as another: both are told below.
    }
    throw new UnreadableFile(Fault.WRONG_CRS, 0, "the CRS " + name, declared);
  }

  private record Features(JsonRows rows) implements RowReader {
    @Override
    public boolean hasNext() {
      return rows.hasNext();
    }

    @Override
    public RawRow next() {
      return rows.nextFeature();
    }

    @Override
    public void close() throws IOException {
      rows.close();
    }
  }
}
