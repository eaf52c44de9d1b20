package plaza.jobs.service;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import plaza.jobs.stack.Home;
import plaza.jobs.stack.StackException;
import plaza.jobs.stack.Tokens;

/** Asks the job service of a home, as whoever may read the home's secrets. */
public final class ServiceClient {
  private static final Duration LIMIT = Duration.ofSeconds(70);

  private final Home home;
  private final HttpClient client =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

  /** Of a home. */
  public ServiceClient(Home home) {
    this.home = home;
  }

  /** How it says that it is, if it answers; that of another home on its port is none. */
  public Optional<Health> findHealth() throws IOException, InterruptedException {
    Path token = Tokens.serviceToken(home);
    if (!Files.exists(token)) {
      return Optional.empty();
    }
    try {
      HttpResponse<String> response =
          client.send(
              HttpRequest.newBuilder(url("/v1/health"))
                  .timeout(Duration.ofSeconds(5))
                  .header("Authorization", "Bearer " + Files.readString(token).strip())
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      return response.statusCode() == 401
          ? Optional.empty()
          : Optional.of(Json.MAPPER.readValue(response.body(), Health.class));
    } catch (IOException e) {
      return Optional.empty(); // nobody is there, or somebody else
    }
  }

  /**
   * The newest jobs, as the service's description says.
   *
   * @throws StackException when it does not answer, or not as hoped
   */
  public JsonNode jobs(int limit) throws InterruptedException {
    return send("GET", "/v1/jobs?limit=" + limit).path("jobs");
  }

  /**
   * A job with its lines from a number on, once there is one or it has ended; waits for a while.
   */
  public JsonNode job(String id, long from, Duration wait) throws InterruptedException {
    return send("GET", path(id) + "?from=" + from + "&wait=" + wait.toSeconds());
  }

  /** A job as it stands, where the service answers and knows it. */
  public Optional<JsonNode> findJob(String id) throws InterruptedException {
    try {
      return Optional.of(send("GET", path(id)));
    } catch (StackException e) {
      return Optional.empty();
    }
  }

  /** Asks for a job, whose order is as the service's description says. */
  public JsonNode put(String id, Map<String, ?> order) throws InterruptedException {
    return send("PUT", path(id), Json.text(order));
  }

  /** Cancels a job. */
  public JsonNode cancel(String id) throws InterruptedException {
    return send("DELETE", path(id));
  }

  private static String path(String id) {
    return "/v1/jobs/" + URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private JsonNode send(String method, String path) throws InterruptedException {
    return send(method, path, "");
  }

  private JsonNode send(String method, String path, String text) throws InterruptedException {
    try {
      Path file = Tokens.serviceToken(home);
      if (!Files.exists(file)) {
        throw new StackException("the job service has never run; ./plaza up starts it");
      }
      HttpResponse<String> response =
          client.send(
              HttpRequest.newBuilder(url(path))
                  .timeout(LIMIT)
                  .header("Authorization", "Bearer " + Files.readString(file).strip())
                  .header("Content-Type", "application/json")
                  .method(method, HttpRequest.BodyPublishers.ofString(text))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      JsonNode body = Json.MAPPER.readTree(response.body());
      if (response.statusCode() >= 400) {
        throw new StackException(body.path("detail").asText("status " + response.statusCode()));
      }
      return body;
    } catch (IOException e) {
      throw new StackException("the job service does not answer; ./plaza up starts it", e);
    }
  }

  private URI url(String path) throws IOException {
    return URI.create("http://127.0.0.1:" + new Services(home).port() + path);
  }
}
