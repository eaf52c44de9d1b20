package plaza.jobs.airflow;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import plaza.jobs.Checkout;

/** What Airflow says that it can be asked: the OpenAPI descriptions inside its own wheel. */
final class OpenApi {
  private static final List<String> FILES =
      List.of(
          "core_api/openapi/v2-rest-api-generated.yaml",
          "auth/managers/simple/openapi/v2-simple-auth-manager-generated.yaml");
  private static final Pattern REFERENCE = Pattern.compile("#/components/schemas/(\\w+)");

  private final List<Map<?, ?>> documents;

  OpenApi(List<Map<?, ?>> documents) {
    this.documents = documents;
  }

  /** That of the Airflow which this checkout or its CI has installed. */
  static Optional<OpenApi> find() throws IOException {
    for (Path environment : environments()) {
      try (DirectoryStream<Path> packages =
          Files.newDirectoryStream(environment.resolve("lib"), "python3*")) {
        for (Path each : packages) {
          Path api = each.resolve("site-packages/airflow/api_fastapi");
          if (FILES.stream().allMatch(file -> Files.exists(api.resolve(file)))) {
            List<Map<?, ?>> documents = new ArrayList<>();
            for (String file : FILES) {
              documents.add(read(api.resolve(file)));
            }
            return Optional.of(new OpenApi(documents));
          }
        }
      }
    }
    return Optional.empty();
  }

  private static List<Path> environments() throws IOException {
    List<Path> found = new ArrayList<>();
    Path own = Checkout.ROOT.resolve("jobs/target/airflow");
    if (Files.isDirectory(own)) {
      try (Stream<Path> folders = Files.list(own)) {
        folders
            .filter(folder -> Files.exists(folder.resolve("plaza-complete")))
            .forEach(found::add);
      }
    }
    String home = System.getProperty("user.home");
    String cache = System.getenv().getOrDefault("XDG_CACHE_HOME", home + "/.cache");
    found.add(Path.of(cache, "plaza-ci-airflow", "airflow"));
    found.removeIf(folder -> !Files.isDirectory(folder.resolve("lib")));
    return found;
  }

  private static Map<?, ?> read(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromInputStream(in);
    }
  }

  /** What of a call is not as it is described; each in a sentence. */
  List<String> differences(
      String method,
      String path,
      int success,
      Set<String> query,
      Set<String> body,
      Set<String> reads) {
    for (Map<?, ?> document : documents) {
      if (map(document, "paths").get(path) instanceof Map<?, ?> operations
          && operations.get(method.toLowerCase(java.util.Locale.ROOT))
              instanceof Map<?, ?> operation) {
        List<String> found = new ArrayList<>();
        parameters(operation, path, query, found);
        body(document, operation, body, found);
        responses(document, operation, success, reads, found);
        return found;
      }
    }
    return List.of("there is no " + method + " " + path);
  }

  private static void parameters(
      Map<?, ?> operation, String path, Set<String> query, List<String> found) {
    Set<Object> inQuery = new LinkedHashSet<>();
    Set<Object> inPath = new LinkedHashSet<>();
    for (Object each : list(operation, "parameters")) {
      Map<?, ?> parameter = (Map<?, ?>) each;
      Object name = parameter.get("name");
      if ("query".equals(parameter.get("in"))) {
        inQuery.add(name);
        if (Boolean.TRUE.equals(parameter.get("required")) && !query.contains(name)) {
          found.add("it wants the parameter " + name);
        }
      } else if ("path".equals(parameter.get("in"))) {
        inPath.add(name);
      }
    }
    query.stream()
        .filter(name -> !inQuery.contains(name))
        .forEach(name -> found.add("it has no parameter " + name));
    inPath.stream()
        .filter(name -> !path.contains("{" + name + "}"))
        .forEach(name -> found.add("it wants {" + name + "} in its path"));
  }

  private static void body(
      Map<?, ?> document, Map<?, ?> operation, Set<String> body, List<String> found) {
    if (!(operation.get("requestBody") instanceof Map<?, ?> described)) {
      body.forEach(field -> found.add("it takes no body, and so no field " + field));
      return;
    }
    Map<?, ?> schema = schema(document, json(described));
    Set<?> names = map(schema, "properties").keySet();
    body.stream()
        .filter(field -> !names.contains(field))
        .forEach(field -> found.add("its body has no field " + field));
    list(schema, "required").stream()
        .filter(field -> !body.contains(field))
        .forEach(field -> found.add("its body wants the field " + field));
  }

  private void responses(
      Map<?, ?> document, Map<?, ?> operation, int success, Set<String> reads, List<String> found) {
    Map<?, ?> responses = map(operation, "responses");
    List<String> successes =
        responses.keySet().stream().map(Object::toString).filter(s -> s.startsWith("2")).toList();
    if (!successes.equals(List.of(String.valueOf(success)))) {
      found.add("it answers with " + successes + ", not " + success);
      return;
    }
    Map<?, ?> schema = json(map(responses, String.valueOf(success)));
    for (String field : reads) {
      if (!isThere(document, List.of(schema), List.of(field.split("\\.")))) {
        found.add("its answer has no field " + field);
      }
    }
  }

  /** Whether one of the shapes has a field, looked for in what it stands for and what it lists. */
  private static boolean isThere(
      Map<?, ?> document, Collection<Map<?, ?>> shapes, List<String> steps) {
    if (steps.isEmpty()) {
      return true;
    }
    for (Map<?, ?> shape : shapes) {
      Map<?, ?> schema = schema(document, shape);
      List<Map<?, ?>> inner = new ArrayList<>();
      list(schema, "anyOf").forEach(each -> inner.add((Map<?, ?>) each));
      if (schema.get("items") instanceof Map<?, ?> items) {
        inner.add(items);
      }
      if (isThere(document, inner, steps)) {
        return true;
      }
      if (map(schema, "properties").get(steps.getFirst()) instanceof Map<?, ?> field
          && isThere(document, List.of(field), steps.subList(1, steps.size()))) {
        return true;
      }
    }
    return false;
  }

  /** The values that a schema allows. */
  List<String> values(String schema) {
    return list(map(map(map(documents.getFirst(), "components"), "schemas"), schema), "enum")
        .stream()
        .map(Object::toString)
        .toList();
  }

  private static Map<?, ?> schema(Map<?, ?> document, Map<?, ?> shape) {
    if (shape.get("$ref") instanceof String reference) {
      var matcher = REFERENCE.matcher(reference);
      if (matcher.matches()) {
        return map(map(map(document, "components"), "schemas"), matcher.group(1));
      }
    }
    return shape;
  }

  private static Map<?, ?> json(Map<?, ?> described) {
    return map(map(map(described, "content"), "application/json"), "schema");
  }

  private static Map<?, ?> map(Map<?, ?> map, String key) {
    return map.get(key) instanceof Map<?, ?> found ? found : Map.of();
  }

  private static List<?> list(Map<?, ?> map, String key) {
    return map.get(key) instanceof List<?> found ? found : List.of();
  }
}
