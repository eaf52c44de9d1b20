package plaza.jobs.supply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Completes the SBOM that the CycloneDX plugin makes: it knows what Maven resolves, and neither
 * what is shaded into that, nor Trino, which the build copies as it was assembled. Components lie
 * within those that hold them (CycloneDX 1.6, {@code components} of a component).
 */
public final class Sbom {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private Sbom() {}

  /**
   * Of a checkout that is built: {@code target/sbom/maven.json} becomes {@code target/bom.json}.
   */
  public static void main(String[] arguments) throws IOException {
    Path root = Path.of(arguments[0]).toAbsolutePath().normalize();
    Path maven = root.resolve("target/sbom/maven.json");
    if (!Files.exists(maven)) {
      System.err.println("No SBOM: the plugin that begins it runs online only.");
      return;
    }
    ObjectNode whole =
        complete(
            (ObjectNode) JSON.readTree(maven.toFile()),
            Shipped.of(root),
            Declared.file("licences.yaml", Licences.class));
    Files.write(root.resolve("target/bom.json"), JSON.writeValueAsBytes(whole));
  }

  /** What the plugin found, but for Plaza's own modules. */
  static List<Piece> pieces(JsonNode bom) {
    List<Piece> pieces = new ArrayList<>();
    for (JsonNode each : bom.path("components")) {
      if (!each.path("group").asText().equals("plaza")) {
        pieces.add(piece(each));
      }
    }
    return pieces;
  }

  private static Piece piece(JsonNode component) {
    List<String> licences = new ArrayList<>();
    for (JsonNode each : component.path("licenses")) {
      JsonNode licence = each.path("license");
      licences.add(
          Stream.of(licence.path("id"), licence.path("name"), each.path("expression"))
              .filter(JsonNode::isTextual)
              .findFirst()
              .map(JsonNode::asText)
              .orElse(""));
    }
    return new Piece(
        component.path("group").asText(),
        component.path("name").asText(),
        component.path("version").asText(),
        List.of("maven"),
        licences);
  }

  static ObjectNode complete(ObjectNode bom, List<Piece> shipped, Licences review) {
    ArrayNode components = bom.withArray("/components");
    Map<String, ObjectNode> holders = new HashMap<>();
    for (JsonNode each : components) {
      ObjectNode component = (ObjectNode) each;
      conclude(component, review.judged(piece(component)));
      holders.put(
          component.path("name").asText() + "-" + component.path("version").asText(), component);
    }
    // One jar lies in several plugins.
    Map<String, Piece> trino = new LinkedHashMap<>();
    for (Piece piece : shipped) {
      if (piece.within().equals(List.of("trino"))) {
        trino.putIfAbsent(piece.purl(), piece);
      }
    }
    String version =
        trino.values().stream()
            .filter(each -> each.name().equals("trino-main"))
            .map(Piece::version)
            .findFirst()
            .orElse("");
    ObjectNode server = components.addObject();
    describe(
        server,
        "application",
        new Piece("io.trino", "trino-server-core", version, List.of(), List.of()),
        "");
    conclude(server, List.of(Optional.of("Apache-2.0")));
    for (Piece piece : trino.values()) {
      ObjectNode held = server.withArray("/components").addObject();
      describe(held, "library", piece, "trino/");
      conclude(held, review.judged(piece));
      holders.put(piece.name() + "-" + piece.version(), held);
    }
    shade(shipped, holders);
    return bom;
  }

  private static void shade(List<Piece> shipped, Map<String, ObjectNode> holders) {
    Map<String, Piece> shaded = new LinkedHashMap<>();
    for (Piece piece : shipped) {
      if (piece.within().size() > 1) {
        shaded.putIfAbsent(piece.within().get(1) + "/" + piece.purl(), piece);
      }
    }
    for (Map.Entry<String, Piece> each : shaded.entrySet()) {
      String file = each.getValue().within().get(1);
      // The longest of those that begin alike; Trino puts the group before the name.
      holders.keySet().stream()
          .filter(name -> file.startsWith(name) || file.contains("_" + name))
          .max(Comparator.comparingInt(String::length))
          .map(holders::get)
          .ifPresent(holder ->
              describe(
                  holder.withArray("/components").addObject(),
                  "library",
                  each.getValue(),
                  file + "/"));
    }
  }

  private static void describe(ObjectNode component, String type, Piece piece, String holder) {
    component.put("type", type);
    component.put("bom-ref", holder + piece.purl());
    if (!piece.group().isEmpty()) {
      component.put("group", piece.group());
    }
    component.put("name", piece.name());
    component.put("version", piece.version());
    // A group with its middle left out is nobody's coordinates.
    if (!piece.group().isEmpty() && !piece.group().contains("...")) {
      component.put("purl", piece.purl());
    }
  }

  /** Writes the reviewed licences, where there are any, in the place of those declared. */
  private static void conclude(ObjectNode component, List<Optional<String>> judged) {
    if (judged.isEmpty() || judged.contains(Optional.<String>empty())) {
      return;
    }
    ArrayNode licences = component.putArray("licenses");
    for (String id : judged.stream().flatMap(Optional::stream).distinct().toList()) {
      ObjectNode licence = licences.addObject().putObject("license");
      // SPDX has no id for it.
      licence.put(id.startsWith("LicenseRef-") ? "name" : "id", id);
    }
  }
}
