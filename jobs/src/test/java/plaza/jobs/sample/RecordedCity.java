package plaza.jobs.sample;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipFile;

/** Reads a recording back, by no means of those who wrote it. */
record RecordedCity(Path recording) {
  static final String FIRST = "20260328T010000Z";
  private static final ObjectMapper JSON = new ObjectMapper();

  List<JsonNode> features(String feed, String file) throws IOException {
    return features(feed, FIRST, file);
  }

  List<JsonNode> features(String feed, String fetchedAt, String file) throws IOException {
    Path path = recording.resolve(feed).resolve(fetchedAt).resolve(file);
    List<JsonNode> features = new ArrayList<>();
    JSON.readTree(path.toFile()).get("features").forEach(features::add);
    return features;
  }

  static String property(JsonNode feature, String name) {
    return feature.get("properties").get(name).textValue();
  }

  static double squareDegrees(JsonNode feature) {
    double sum = 0;
    for (JsonNode ring : rings(feature)) {
      List<Position> positions = new ArrayList<>();
      ring.forEach(
          point -> positions.add(new Position(point.get(0).asDouble(), point.get(1).asDouble())));
      sum += Shore.squareDegrees(positions);
    }
    return sum;
  }

  static List<String> edges(JsonNode feature) {
    List<String> edges = new ArrayList<>();
    for (JsonNode ring : rings(feature)) {
      for (int point = 1; point < ring.size(); point++) {
        edges.add(ring.get(point - 1) + " " + ring.get(point));
      }
    }
    return edges;
  }

  private static List<JsonNode> rings(JsonNode feature) {
    JsonNode coordinates = feature.get("geometry").get("coordinates");
    List<JsonNode> rings = new ArrayList<>();
    if (feature.get("geometry").get("type").textValue().equals("Polygon")) {
      coordinates.forEach(rings::add);
    } else {
      coordinates.forEach(polygon -> polygon.forEach(rings::add));
    }
    return rings;
  }

  JsonNode bikes(String fetchedAt) throws IOException {
    Path folder = recording.resolve("atlantis_bikes").resolve(fetchedAt);
    return JSON.readTree(folder.resolve("youbike_immediate.json").toFile());
  }

  List<Path> files(String feed) throws IOException {
    try (Stream<Path> all = Files.walk(recording.resolve(feed))) {
      return all.filter(Files::isRegularFile).sorted().toList();
    }
  }

  List<NamedCsvRecord> csv(String feed, String fetchedAt, String file) throws IOException {
    Path path = recording.resolve(feed).resolve(fetchedAt).resolve(file);
    String text = Files.readString(path, UTF_8);
    assertThat(text).startsWith("\uFEFF");
    return CsvReader.builder().ofNamedCsvRecord(text.substring(1)).stream().toList();
  }

  List<String> column(String table, String field) throws IOException {
    Path path = recording.resolve("atlantis_gtfs").resolve(FIRST).resolve("gtfs.zip");
    try (ZipFile zip = new ZipFile(path.toFile());
        InputStream in = zip.getInputStream(zip.getEntry(table))) {
      String text = new String(in.readAllBytes(), UTF_8);
      assertThat(text.lines().count()).isEqualTo(text.split("\r\n", -1).length - 1L);
      return CsvReader.builder().ofNamedCsvRecord(text).stream()
          .map(row -> row.getField(field))
          .toList();
    }
  }
}
