package plaza.jobs.service;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The job service's HTTP, as its OpenAPI description says. */
final class Api implements HttpHandler {
  private static final Logger LOG = LoggerFactory.getLogger(Api.class);
  private static final String JOBS = "/v1/jobs/";
  private static final int LONGEST_BODY = 1 << 16;

  private final Jobs jobs;
  private final Description description;
  private final Gate gate;
  private final Metrics metrics;
  private final Supplier<String> catalog;
  private final Supplier<Health> health;

  Api(
      Jobs jobs,
      Description description,
      Gate gate,
      Metrics metrics,
      Supplier<String> catalog,
      Supplier<Health> health) {
    this.jobs = jobs;
    this.description = description;
    this.gate = gate;
    this.metrics = metrics;
    this.catalog = catalog;
    this.health = health;
  }

  private record Answer(int status, String type, String body, Map<String, String> headers) {
    static Answer json(int status, Object body) {
      return json(status, Json.text(body));
    }

    static Answer json(int status, String body) {
      return new Answer(status, "application/json", body, Map.of("Cache-Control", "no-store"));
    }
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Answer answer;
      try {
        answer = answer(exchange);
      } catch (Problem problem) {
        answer = answer(problem);
      } catch (SQLException e) {
        LOG.warn("the database could not answer: {}", e.getMessage());
        answer = answer(Problem.unavailable("the database cannot be asked: " + reason(e)));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        answer = answer(Problem.unavailable("the service is stopping"));
      } catch (RuntimeException e) {
        LOG.error("a request could not be answered", e);
        answer = answer(Problem.broken());
      }
      metrics.answered(exchange.getRequestMethod(), answer.status());
      send(exchange, answer);
    }
  }

  // The server's own words name columns and rows; the first line says what is wrong.
  private static String reason(SQLException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }

  private static Answer answer(Problem problem) {
    Map<String, String> headers = new HashMap<>();
    headers.put("Cache-Control", "no-store");
    if (problem.retryAfter() > 0) {
      headers.put("Retry-After", String.valueOf(problem.retryAfter()));
    }
    if (problem.status() == 401) {
      headers.put("WWW-Authenticate", "Bearer realm=\"plaza\"");
    }
    if (problem.status() == 405) {
      headers.put("Allow", String.valueOf(problem.getMessage()).replaceAll(".*: ", ""));
    }
    return new Answer(
        problem.status(), "application/problem+json", Json.text(problem.body()), headers);
  }

  private static void send(HttpExchange exchange, Answer answer) throws IOException {
    answer.headers().forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
    exchange.getResponseHeaders().set("Content-Type", answer.type());
    exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
    boolean isHead = exchange.getRequestMethod().equals("HEAD");
    byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(answer.status(), isHead ? -1 : body.length);
    if (!isHead) {
      exchange.getResponseBody().write(body);
    }
  }

  private Answer answer(HttpExchange exchange)
      throws IOException, SQLException, InterruptedException {
    String path = exchange.getRequestURI().getPath();
    String method = exchange.getRequestMethod();
    Set<String> open = Set.of("/v1/health", "/v1/openapi.json");
    String token = exchange.getRequestHeaders().getFirst("Authorization");
    // Whoever brings a token wants to know whether this is the service that it is for.
    if (!open.contains(path) || token != null) {
      gate.check(token);
    }
    if (path.startsWith(JOBS)) {
      return job(exchange, method, path.substring(JOBS.length()));
    }
    return switch (path) {
      case "/v1/health" -> {
        allow(method);
        Health now = health.get();
        yield Answer.json(now.isUp() ? 200 : 503, now);
      }
      case "/v1/openapi.json" -> {
        allow(method);
        yield Answer.json(200, description.json());
      }
      case "/v1/jobs" -> {
        allow(method);
        yield list(query(exchange, Set.of("state", "limit")));
      }
      case "/v1/catalog" -> {
        allow(method);
        yield Answer.json(200, catalog.get());
      }
      case "/metrics" -> {
        allow(method);
        yield metrics();
      }
      default -> throw Problem.unknown("nothing is at this path; see /v1/openapi.json");
    };
  }

  private Answer job(HttpExchange exchange, String method, String id)
      throws IOException, SQLException, InterruptedException {
    return switch (method) {
      case "PUT" -> {
        query(exchange, Set.of());
        description.id(id);
        Jobs.Put put = jobs.put(id, description.order(body(exchange)));
        yield Answer.json(put.isNew() ? 202 : 200, put.job());
      }
      case "GET" -> {
        Map<String, String> query = query(exchange, Set.of("from", "wait"));
        Long from = query.containsKey("from") ? number(query, "from", 0, 1_000_000_000, 0) : null;
        Duration wait = Duration.ofSeconds(number(query, "wait", 0, 60, 0));
        yield Answer.json(
            200, jobs.find(description.id(id), from, wait).orElseThrow(() -> unknown(id)));
      }
      case "DELETE" -> {
        query(exchange, Set.of());
        Job job = jobs.cancel(description.id(id)).orElseThrow(() -> unknown(id));
        yield Answer.json(job.state().isEnded() ? 200 : 202, job);
      }
      default -> throw notAllowed(method, "GET, PUT, DELETE");
    };
  }

  private static Problem unknown(String id) {
    return Problem.unknown("there is no job " + id + "; it was never asked for, or long ago");
  }

  private Answer list(Map<String, String> query) throws SQLException {
    @Nullable JobState state = null;
    String word = query.get("state");
    if (word != null) {
      try {
        state = JobState.of(word);
      } catch (IllegalArgumentException e) {
        state = null;
      }
      if (state == null || !state.word().equals(word)) {
        throw Problem.wrongUse(
            "found state '%s'; expected one of %s".formatted(word, Arrays.toString(words())));
      }
    }
    List<Job> found = jobs.list(state, (int) number(query, "limit", 1, 1000, 100));
    return Answer.json(200, Map.of("jobs", found));
  }

  private static String[] words() {
    return Arrays.stream(JobState.values()).map(JobState::word).toArray(String[]::new);
  }

  private Answer metrics() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    var writer = ExpositionFormats.init().getPrometheusTextFormatWriter();
    writer.write(out, metrics.scrape());
    return new Answer(200, writer.getContentType(), out.toString(StandardCharsets.UTF_8), Map.of());
  }

  private static void allow(String method) {
    if (!method.equals("GET")) {
      throw notAllowed(method, "GET");
    }
  }

  private static Problem notAllowed(String method, String allowed) {
    return Problem.method("found %s; there is: %s".formatted(method, allowed));
  }

  private static byte[] body(HttpExchange exchange) throws IOException {
    String type =
        Objects.requireNonNullElse(exchange.getRequestHeaders().getFirst("Content-Type"), "");
    if (!type.toLowerCase(Locale.ROOT).split(";", 2)[0].strip().equals("application/json")) {
      throw Problem.mediaType("found Content-Type '%s'; expected application/json".formatted(type));
    }
    byte[] body = exchange.getRequestBody().readNBytes(LONGEST_BODY + 1);
    if (body.length > LONGEST_BODY) {
      throw Problem.tooLong("found more than %d bytes of an order".formatted(LONGEST_BODY));
    }
    return body;
  }

  private static Map<String, String> query(HttpExchange exchange, Set<String> known) {
    Map<String, String> query = new HashMap<>();
    String raw = exchange.getRequestURI().getRawQuery();
    if (raw == null || raw.isEmpty()) {
      return query;
    }
    for (String pair : raw.split("&", -1)) {
      String[] parts = pair.split("=", 2);
      String name = decode(parts[0]);
      if (!known.contains(name)) {
        throw Problem.wrongUse(
            "found the parameter '%s'; there is: %s".formatted(name, String.join(", ", known)));
      }
      if (query.put(name, parts.length > 1 ? decode(parts[1]) : "") != null) {
        throw Problem.wrongUse("found the parameter " + name + " twice; expected it once");
      }
    }
    return query;
  }

  private static String decode(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw Problem.wrongUse("found a query that is not percent-encoded");
    }
  }

  private static long number(
      Map<String, String> query, String name, long least, long most, long otherwise) {
    String text = query.get(name);
    if (text == null) {
      return otherwise;
    }
    try {
      long value = Long.parseLong(text);
      if (value >= least && value <= most && text.equals(String.valueOf(value))) {
        return value;
      }
    } catch (NumberFormatException e) {
      // told like one out of bounds
    }
    throw Problem.wrongUse(
        "found %s '%s'; expected a whole number from %d to %d".formatted(name, text, least, most));
  }
}
