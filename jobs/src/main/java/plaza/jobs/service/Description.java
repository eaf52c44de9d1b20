package plaza.jobs.service;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The OpenAPI description (3.1): what is served is what orders are held against. */
final class Description {
  private static final String PLACE = "https://plaza.invalid/openapi.json";

  private final String json;
  private final Map<JobOrder.Step, JsonSchema> orders = new EnumMap<>(JobOrder.Step.class);
  private final JsonSchema id;

  private Description(String json) {
    this.json = json;
    JsonSchemaFactory factory =
        JsonSchemaFactory.getInstance(
            SpecVersion.VersionFlag.V202012,
            builder -> builder.schemaLoaders(loaders -> loaders.schemas(Map.of(PLACE, json))));
    for (JobOrder.Step step : JobOrder.Step.values()) {
      orders.put(step, schema(factory, capital(step.word())));
    }
    this.id = schema(factory, "Id");
  }

  private static JsonSchema schema(JsonSchemaFactory factory, String name) {
    return factory.getSchema(
        SchemaLocation.of(PLACE + "#/components/schemas/" + name),
        SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).locale(Locale.ROOT).build());
  }

  private static String capital(String word) {
    return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
  }

  static Description read() {
    try (InputStream in =
        Objects.requireNonNull(Description.class.getResourceAsStream("openapi.yaml"))) {
      Object document = new Load(LoadSettings.builder().build()).loadFromInputStream(in);
      return new Description(Json.text(document));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String json() {
    return json;
  }

  /** An order that is as described; what is wrong with it is a problem. */
  JobOrder order(byte[] body) {
    JsonNode node;
    try {
      node = Json.MAPPER.readTree(body);
    } catch (IOException e) {
      String why =
          e instanceof JsonProcessingException json ? json.getOriginalMessage() : e.getMessage();
      throw Problem.wrongUse("found what is no JSON: " + why + "; expected an order");
    }
    JobOrder.Step step = step(node);
    List<String> wrong =
        Objects.requireNonNull(orders.get(step)).validate(node).stream()
            .map(each -> String.valueOf(each.getMessage()))
            .sorted()
            .toList();
    if (!wrong.isEmpty()) {
      throw Problem.wrongUse(
          "an order to %s is not as described: %s"
              .formatted(step.word(), String.join("; ", wrong)));
    }
    try {
      return Json.MAPPER.treeToValue(node, JobOrder.class);
    } catch (JsonProcessingException e) {
      throw Problem.wrongUse("an order cannot be read: " + e.getOriginalMessage());
    }
  }

  private static JobOrder.Step step(JsonNode node) {
    for (JobOrder.Step step : JobOrder.Step.values()) {
      if (node.isObject()
          && node.path("step").asText().equals(step.word())
          && node.path("step").isTextual()) {
        return step;
      }
    }
    throw Problem.wrongUse(
        "found no step in the order; expected \"step\": land, build, release, approve or maintain");
  }

  /** An id that is as described. */
  String id(String text) {
    if (!id.validate(Json.MAPPER.getNodeFactory().textNode(text)).isEmpty()) {
      throw Problem.wrongUse(
          "the id of a job is 1 to 400 of A-Z a-z 0-9 and _ . : + ~ @ = -, which this is not");
    }
    return text;
  }
}
