package plaza.jobs.sample;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;

/**
 * Writes a GeoJSON FeatureCollection (RFC 7946, or with the older {@code crs} member), line by
 * line.
 */
final class FeatureWriter implements Closeable {
  private static final JsonFactory JSON = new JsonFactory();

  private final JsonGenerator json;

  FeatureWriter(OutputStream out, String name) throws IOException {
    json = JSON.createGenerator(out);
    json.writeStartObject();
    json.writeStringField("type", "FeatureCollection");
    json.writeStringField("name", name);
  }

  void crs(String urn) throws IOException {
    json.writeObjectFieldStart("crs");
    json.writeStringField("type", "name");
    json.writeObjectFieldStart("properties");
    json.writeStringField("name", urn);
    json.writeEndObject();
    json.writeEndObject();
  }

  void beginFeatures() throws IOException {
    json.writeArrayFieldStart("features");
  }

  /** Writes one feature; all values of the properties are text, as publishers do. */
  void feature(Map<String, String> properties, String geometryType, List<List<Position>> rings)
      throws IOException {
    begin(properties, geometryType);
    json.writeArrayFieldStart("coordinates");
    for (List<Position> ring : rings) {
      boolean polygonOfMany = geometryType.equals("MultiPolygon");
      if (polygonOfMany) {
        json.writeStartArray();
      }
      ring(ring);
      if (polygonOfMany) {
        json.writeEndArray();
      }
    }
    json.writeEndArray();
    json.writeEndObject();
    json.writeEndObject();
  }

  /** Writes one feature that is a point. */
  void point(Map<String, String> properties, Position position) throws IOException {
    begin(properties, "Point");
    json.writeFieldName("coordinates");
    position(position);
    json.writeEndObject();
    json.writeEndObject();
  }

  private void begin(Map<String, String> properties, String geometryType) throws IOException {
    json.writeRaw('\n');
    json.writeStartObject();
    json.writeStringField("type", "Feature");
    json.writeObjectFieldStart("properties");
    for (Map.Entry<String, String> property : properties.entrySet()) {
      json.writeStringField(property.getKey(), property.getValue());
    }
    json.writeEndObject();
    json.writeObjectFieldStart("geometry");
    json.writeStringField("type", geometryType);
  }

  private void ring(List<Position> ring) throws IOException {
    json.writeStartArray();
    for (Position position : ring) {
      position(position);
    }
    json.writeEndArray();
  }

  private void position(Position position) throws IOException {
    json.writeStartArray();
    json.writeNumber(position.longitude());
    json.writeNumber(position.latitude());
    json.writeEndArray();
  }

  @Override
  public void close() throws IOException {
    json.writeRaw('\n');
    json.close();
  }
}
