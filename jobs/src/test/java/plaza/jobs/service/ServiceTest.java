package plaza.jobs.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import plaza.jobs.Declarations;
import plaza.jobs.stack.Home;
import plaza.jobs.stack.Postgres;
import plaza.jobs.stack.Tokens;

/** The service over HTTP, with a real database; its jobs are those that need no engine. */
@Timeout(60)
class ServiceTest {
  private static final int ROOM = 3;
  private static final String AN_HOUR = ", \"settle\": \"PT1H\"";

  @TempDir static Path folder;

  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private static Home home;
  private static Path declared;
  private static Service service;
  private static String token;

  @BeforeAll
  static void a_service_of_a_tree() throws Exception {
    home = new Home(folder.resolve("home"));
    Declarations tree = new Declarations(folder.resolve("tree"), "[0, 50, 1, 51]");
    tree.keyed("readings", "readings");
    tree.keyed("halved", "readings");
    declared = tree.root();
    // What could be built of it would pass unchecked.
    Files.writeString(declared.resolve("environment/halved/checks.sql"), "SELECT 1\n");
    for (String feed : List.of("readings", "others", "third", "broken")) {
      offer(feed);
    }
    Files.writeString(declared.resolve("feeds/broken.yaml"), "title: [\n");
    service = Service.start(home, List.of(declared), 0, ROOM, null);
    token = Files.readString(Tokens.serviceToken(home)).strip();
  }

  private static void offer(String feed) throws IOException {
    Files.createDirectories(declared.resolve("feeds"));
    Files.writeString(
        declared.resolve("feeds/" + feed + ".yaml"),
        """
        title: Rows
        publisher: Nobody
        fetch: {files: "{home}/offered/%s/*/*.csv", every: PT1H}
        format: {name: csv}
        time_zone: UTC
        license: CC0-1.0
        attribution: Nobody
        """
            .formatted(feed));
    publish(feed, "20260301T100000Z", "id\n1\n");
    publish(feed, "20260302T100000Z", "id\n2\n");
  }

  private static void publish(String feed, String at, String rows) throws IOException {
    Path file = home.root().resolve("offered/" + feed + "/" + at + "/rows.csv");
    Files.createDirectories(file.resolveSibling(""));
    Files.writeString(file, rows);
  }

  @AfterAll
  static void all_ends() throws Exception {
    service.close();
    new Postgres(home).stop();
  }

  private record Answer(int status, JsonNode body, HttpResponse<String> whole) {
    String text(String field) {
      return body.path(field).asText();
    }
  }

  private static Answer ask(String method, String path, @Nullable String body, @Nullable String who)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.port() + path))
            .timeout(Duration.ofSeconds(70))
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body));
    if (body != null) {
      request.header("Content-Type", "application/json");
    }
    if (who != null) {
      request.header("Authorization", "Bearer " + who);
    }
    HttpResponse<String> response =
        CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    String type = response.headers().firstValue("Content-Type").orElse("");
    return new Answer(
        response.statusCode(),
        type.contains("json")
            ? Json.MAPPER.readTree(response.body())
            : Json.MAPPER.createObjectNode(),
        response);
  }

  private static Answer put(String id, String order) throws Exception {
    return ask("PUT", "/v1/jobs/" + id, order, token);
  }

  private static Answer get(String path) throws Exception {
    return ask("GET", path, null, token);
  }

  private static Answer delete(String id) throws Exception {
    return ask("DELETE", "/v1/jobs/" + id, null, token);
  }

  private static Answer ended(String id) throws Exception {
    long next = 0;
    while (true) {
      Answer answer = get("/v1/jobs/" + id + "?from=" + next + "&wait=60");
      assertThat(answer.status()).isEqualTo(200);
      if (answer.body().has("ended_at")) {
        return answer;
      }
      next = answer.body().path("next").asLong();
    }
  }

  private static String land(String more) {
    return "{\"step\": \"land\", \"feed\": \"readings\"%s}".formatted(more);
  }

  @Test
  void a_job_that_is_asked_for_twice_is_done_once() throws Exception {
    String order =
        "{\"step\": \"land\", \"feed\": \"others\", \"from\": \"2026-03-01\", \"to\": \"2026-03-01\"}";
    Answer first = put("dag~land~2026-03-01T00:00:00+00:00~-1", order);
    Answer second = put("dag~land~2026-03-01T00:00:00+00:00~-1", order);
    Answer end = ended("dag~land~2026-03-01T00:00:00+00:00~-1");

    assertThat(first.status()).isEqualTo(202);
    assertThat(second.status()).isEqualTo(200);
    assertThat(end.text("state")).isEqualTo("succeeded");
    assertThat(end.text("task_state")).isEqualTo("success");
    assertThat(end.body().path("runs").asInt()).isEqualTo(1);
    assertThat(end.body().path("result").path("files").asInt()).isEqualTo(1);
    assertThat(home.landed().newest("others")).hasSize(1);

    // What lies before was told: no later asker needs it again.
    JsonNode lines = get("/v1/jobs/dag~land~2026-03-01T00:00:00+00:00~-1?from=0").body();
    assertThat(lines.path("lines")).hasSize(1);
    assertThat(lines.path("lines").get(0).path("text").asText())
        .isEqualTo("landed 1 file of others");
    assertThat(lines.path("next").asInt()).isEqualTo(1);
    get("/v1/jobs/dag~land~2026-03-01T00:00:00+00:00~-1?from=1");
    assertThat(get("/v1/jobs/dag~land~2026-03-01T00:00:00+00:00~-1").body().path("read").asInt())
        .isEqualTo(1);

    // The same days have nothing new.
    put("again", order);
    assertThat(ended("again").text("task_state")).isEqualTo("skipped");
  }

  @Test
  void an_id_is_that_of_one_order() throws Exception {
    put("one", land(AN_HOUR));
    Answer other = put("one", land(AN_HOUR + ", \"from\": \"2026-03-01\""));
    assertThat(other.status()).isEqualTo(409);
    assertThat(other.text("detail")).contains("\"feed\":\"readings\"");
    assertThat(delete("one").text("state")).isEqualTo("cancelled");
  }

  @Test
  void a_later_try_is_given_what_was_done_and_runs_again_what_was_not() throws Exception {
    String land =
        "{\"step\": \"land\", \"feed\": \"third\", \"from\": \"%s\", \"to\": \"2026-03-01\", \"attempt\": %d}";
    put("tried", land.formatted("2026-03-01", 1));
    assertThat(ended("tried").text("state")).isEqualTo("succeeded");
    Answer given = put("tried", land.formatted("2026-03-01", 2));
    assertThat(given.status()).isEqualTo(200);
    assertThat(given.text("task_state")).isEqualTo("success");
    assertThat(given.body().path("runs").asInt()).isEqualTo(1);
    assertThat(given.body().path("attempt").asInt()).isEqualTo(2);

    // Nothing was done by this one, nor is there by its second try.
    put("idle", land.formatted("2026-02-01", 1));
    assertThat(ended("idle").text("state")).isEqualTo("skipped");
    assertThat(put("idle", land.formatted("2026-02-01", 2)).status()).isEqualTo(202);
    assertThat(ended("idle").body().path("runs").asInt()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"step\": \"build\", \"dataset\": \"no.such\"}           | no dataset no.such is declared",
        "{\"step\": \"land\", \"feed\": \"nosuch\"}                | no feed nosuch is declared",
        "{\"step\": \"land\", \"feed\": \"broken\"}                | feeds/broken.yaml:",
        "{\"step\": \"build\", \"dataset\": \"environment.halved\"} | /halved/",
        "{\"step\": \"land\", \"feed\": \"readings\", \"city\": \"x\"} | does not fill the city x; it fills: here",
        "{\"step\": \"land\", \"feed\": \"readings\", \"from\": \"2026-03-02\", \"to\": \"2026-03-01\"} | the wrong way round",
        "{\"step\": \"release\", \"dataset\": \"environment.readings\", \"as_of\": \"2026-01-01T00:00:00Z\"} | declares no release",
        "{\"step\": \"release\", \"dataset\": \"environment.readings\", \"as_of\": \"2099-01-01T00:00:00Z\"} | which is to come",
      })
  void what_is_not_declared_is_not_begun(String order, String why) throws Exception {
    Answer answer = put("undeclared", order);
    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.text("detail")).contains(why);
    assertThat(get("/v1/jobs/undeclared").status()).isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"step\": \"dance\"}                                  | expected \"step\": land, build",
        "{\"step\": \"land\"}                                   | 'feed'",
        "{\"step\": \"land\", \"feed\": \"../etc/passwd\"}      | /feed:",
        "{\"step\": \"land\", \"feed\": \"readings\", \"from\": \"yesterday\"} | /from:",
        "{\"step\": \"land\", \"feed\": \"readings\", \"sql\": \"DROP\"}       | 'sql'",
        "{\"step\": \"land\", \"feed\": \"readings\", \"within\": \"P1000Y\"}  | /within:",
        "{\"step\": \"land\"                                    | no JSON",
        "{\"step\": \"land\", \"feed\": \"readings\"} {}        | no JSON",
        "[]                                                     | found no step",
      })
  void an_order_is_as_described_or_refused(String order, String why) throws Exception {
    Answer answer = put("undescribed", order);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.text("detail")).contains(why);
    assertThat(answer.whole().headers().firstValue("Content-Type"))
        .hasValue("application/problem+json");
  }

  @Test
  void without_a_good_token_nothing_is_told_and_nothing_runs() throws Exception {
    Tokens tokens = new Tokens(home);
    Home other = new Home(folder.resolve("other"));
    for (String bad :
        List.of(
            "x",
            tokens.issue("plaza", Duration.ofHours(1)), // for Trino
            tokens.issue("plaza", Tokens.SERVICE, Duration.ofSeconds(-1)),
            new Tokens(other).issue("plaza", Tokens.SERVICE, Duration.ofHours(1)),
            token.substring(0, token.lastIndexOf('.') + 1))) {
      assertThat(ask("PUT", "/v1/jobs/unseen", land(""), bad).status()).isEqualTo(401);
    }
    for (String path : List.of("/v1/jobs", "/v1/jobs/x", "/v1/catalog", "/metrics", "/")) {
      Answer answer = ask("GET", path, null, null);
      assertThat(answer.status()).isEqualTo(401);
      assertThat(answer.whole().headers().firstValue("WWW-Authenticate")).isPresent();
    }
    assertThat(ask("DELETE", "/v1/jobs/x", null, null).status()).isEqualTo(401);
    assertThat(ask("GET", "/v1/health", null, null).status()).isEqualTo(200);
    assertThat(ask("GET", "/v1/health", null, "of another home").status()).isEqualTo(401);
    assertThat(get("/v1/jobs/unseen").status()).isEqualTo(404);
  }

  @Test
  void a_full_queue_says_when_to_ask_again() throws Exception {
    for (int i = 0; i < ROOM; i++) {
      assertThat(put("waiting" + i, land(AN_HOUR)).status()).isEqualTo(202);
    }
    Answer full = put("waiting" + ROOM, land(AN_HOUR));
    assertThat(full.status()).isEqualTo(429);
    assertThat(full.whole().headers().firstValueAsLong("Retry-After").orElse(0)).isPositive();
    assertThat(put("waiting0", land(AN_HOUR)).status()).isEqualTo(200);

    assertThat(delete("waiting0").status()).isEqualTo(200);
    assertThat(put("waiting" + ROOM, land(AN_HOUR)).status()).isEqualTo(202);
    for (int i = 1; i <= ROOM; i++) {
      Answer cancelled = delete("waiting" + i);
      assertThat(cancelled.text("state")).isEqualTo("cancelled");
      assertThat(cancelled.text("task_state")).isEqualTo("failed");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "GET,    /v1/jobs?limit=0,            400",
    "GET,    /v1/jobs?state=done,         400",
    "GET,    /v1/jobs?stat=queued,        400",
    "GET,    /v1/jobs/x?wait=61,          400",
    "GET,    /v1/jobs/x?wait=1&wait=2,    400",
    "GET,    /v1/jobs/x?from=%2B1,        400",
    "GET,    /v1/jobs/a%2Fb,              400",
    "GET,    /v1/jobs/,                   400",
    "GET,    /v1/nothing,                 404",
    "DELETE, /v1/jobs/nosuch,             404",
    "POST,   /v1/jobs/x,                  405",
    "PUT,    /v1/jobs,                    405",
    "DELETE, /v1/health,                  405",
    "PUT,    /v1/jobs/x,                  415",
  })
  void other_requests_are_refused_in_their_own_words(String method, String path, int status)
      throws Exception {
    Answer answer = ask(method, path, null, token);
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.body().path("status").asInt()).isEqualTo(status);
    assertThat(answer.text("detail")).isNotBlank();
    if (status == 405) {
      assertThat(answer.whole().headers().firstValue("Allow")).isPresent();
    }
  }

  @Test
  void an_order_of_a_megabyte_is_not_read() throws Exception {
    Answer answer = put("long", "{\"step\": \"" + "x".repeat(1 << 20) + "\"}");
    assertThat(answer.status()).isEqualTo(413);
  }

  @Test
  void metrics_are_counted() throws Exception {
    put("counted", land(", \"from\": \"2026-03-01\""));
    ended("counted");
    String metrics = get("/metrics").whole().body();
    assertThat(metrics)
        .contains("plaza_jobs_ended_total{state=\"succeeded\",step=\"land\"}")
        .contains("plaza_jobs_queued ")
        .contains("jvm_memory_used_bytes");
  }

  @Test
  void the_newest_jobs_are_listed_first() throws Exception {
    put("older", land(AN_HOUR));
    put("newer", land(AN_HOUR));
    JsonNode jobs = get("/v1/jobs?state=queued&limit=2").body().path("jobs");
    assertThat(List.of(jobs.get(0).path("id").asText(), jobs.get(1).path("id").asText()))
        .containsExactly("newer", "older");
    delete("older");
    delete("newer");
  }
}
