package plaza.jobs.airflow;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One call with its values; it takes no name that the call does not have. */
final class Request {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Call call;
  private String path;
  private final Map<String, String> query = new LinkedHashMap<>();
  private final Map<String, @Nullable Object> body = new LinkedHashMap<>();

  Request(Call call) {
    this.call = call;
    this.path = call.path();
  }

  Call call() {
    return call;
  }

  /** Says what stands for a name in braces. */
  Request at(String name, String value) {
    if (!path.contains("{" + name + "}")) {
      throw new IllegalArgumentException(call + " has no {" + name + "} in its path");
    }
    path = path.replace("{" + name + "}", encoded(value));
    return this;
  }

  Request with(String name, String value) {
    if (!call.query().contains(name)) {
      throw new IllegalArgumentException(call + " has no parameter " + name);
    }
    query.put(name, value);
    return this;
  }

  Request field(String name, @Nullable Object value) {
    if (!call.body().contains(name)) {
      throw new IllegalArgumentException(call + " has no field " + name);
    }
    body.put(name, value);
    return this;
  }

  /** Path and parameters. */
  String target() {
    if (path.contains("{")) {
      throw new IllegalStateException(call + " lacks a value in " + path);
    }
    return query.isEmpty()
        ? path
        : query.entrySet().stream()
            .map(each -> each.getKey() + "=" + encoded(each.getValue()))
            .collect(Collectors.joining("&", path + "?", ""));
  }

  /** The body as JSON; empty where the call has none. */
  String json() {
    if (call.body().isEmpty()) {
      return "";
    }
    try {
      return JSON.writeValueAsString(body);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
