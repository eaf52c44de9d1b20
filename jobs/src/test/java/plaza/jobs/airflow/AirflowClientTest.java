package plaza.jobs.airflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import plaza.jobs.stack.StackException;

/** What comes of answers that one does not hope for; a server says what Airflow's would. */
class AirflowClientTest {
  private record Said(int status, String body) {}

  private static final String POOL = "{\"name\": \"%s\", \"slots\": 1, \"include_deferred\": true}";

  private final Deque<Said> answers = new ArrayDeque<>();
  private final List<String> asked = new ArrayList<>();
  private HttpServer server = server();
  private AirflowClient client = client();

  private static HttpServer server() {
    try {
      return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private AirflowClient client() {
    return new AirflowClient(
        "http://127.0.0.1:" + server.getAddress().getPort(), "plaza", "the password");
  }

  @BeforeEach
  void it_listens() {
    server.createContext("/", this::answer);
    server.start();
  }

  @AfterEach
  void it_ends() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String token = exchange.getRequestHeaders().getFirst("Authorization");
    asked.add(
        "%s %s %s %s"
            .formatted(
                exchange.getRequestMethod(),
                exchange.getRequestURI(),
                token == null ? "-" : token,
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8))
            .strip());
    Said said = answers.remove();
    byte[] bytes = said.body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(said.status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private void says(int status, String body) {
    answers.add(new Said(status, body));
  }

  private void lets_in(String token) {
    says(201, "{\"access_token\": \"" + token + "\"}");
  }

  private void has_pools(String... names) {
    String all = String.join(",", List.of(names).stream().map(POOL::formatted).toList());
    says(200, "{\"pools\": [" + all + "], \"total_entries\": " + names.length + "}");
  }

  @Test
  void a_token_that_has_run_out_is_renewed_once() throws Exception {
    lets_in("first");
    has_pools("a");
    says(401, "{\"detail\": \"Token Expired\"}");
    lets_in("second");
    has_pools("a", "b");
    assertThat(client.listPools()).hasSize(1);
    assertThat(client.listPools()).hasSize(2);
    assertThat(asked)
        .containsExactly(
            "POST /auth/token - {\"username\":\"plaza\",\"password\":\"the password\"}",
            "GET /api/v2/pools?limit=100&offset=0 Bearer first",
            "GET /api/v2/pools?limit=100&offset=0 Bearer first",
            "POST /auth/token - {\"username\":\"plaza\",\"password\":\"the password\"}",
            "GET /api/v2/pools?limit=100&offset=0 Bearer second");
  }

  @Test
  void whoever_is_not_let_in_is_told_so_and_not_asked_again() {
    says(401, "{\"detail\": \"Invalid credentials\"}");
    assertThatThrownBy(client::listPools)
        .isInstanceOf(AirflowException.class)
        .hasMessage("Airflow answered POST /auth/token with 401: Invalid credentials");
    assertThat(asked).hasSize(1);
    lets_in("first");
    says(401, "{\"detail\": \"Forged\"}");
    lets_in("second");
    says(401, "{\"detail\": \"Forged\"}");
    client = client();
    assertThatThrownBy(client::listPools)
        .hasMessage("Airflow answered GET /api/v2/pools?limit=100&offset=0 with 401: Forged");
  }

  @Test
  void what_airflow_says_of_a_refusal_is_said() {
    lets_in("token");
    says(404, "{\"detail\": \"The Dag with ID: `x` was not found\"}");
    assertThatThrownBy(() -> client.trigger("x", null, Map.of()))
        .isInstanceOf(AirflowException.class)
        .hasMessage(
            "Airflow answered POST /api/v2/dags/x/dagRuns with 404: The Dag with ID: `x` was not"
                + " found");
    assertThat(asked.getLast())
        .isEqualTo("POST /api/v2/dags/x/dagRuns Bearer token {\"logical_date\":null,\"conf\":{}}");
    says(
        422,
        "{\"detail\": [{\"loc\": [\"body\", \"to_date\"], \"msg\": \"Input should be a valid"
            + " datetime\", \"type\": \"x\"}, {\"loc\": [\"body\"], \"msg\": \"Field required\","
            + " \"type\": \"y\"}]}");
    Instant now = Instant.EPOCH;
    assertThatThrownBy(() -> client.backfill("x", now, now, AirflowClient.Again.NONE, 1))
        .hasMessageEndingWith(
            "with 422: body.to_date: Input should be a valid datetime; body: Field required");
    says(409, "{\"detail\": {\"reason\": \"unique\", \"message\": \"There is one already\"}}");
    assertThatThrownBy(() -> client.createPool(new Pool("p", 1, true), ""))
        .hasMessage("Airflow answered POST /api/v2/pools with 409: There is one already");
    says(503, "");
    assertThatThrownBy(() -> client.run("x", "y")).hasMessageEndingWith("with 503: no word");
    says(500, "<html>\n<body>\n");
    assertThatThrownBy(() -> client.run("x", "y")).hasMessageEndingWith("with 500: <html>");
  }

  @Test
  void a_dag_that_is_not_there_is_not_found_and_another_error_is_one() throws Exception {
    lets_in("token");
    says(404, "{\"detail\": \"The Dag with ID: `x` was not found\"}");
    assertThat(client.findDag("x")).isEmpty();
    says(403, "{\"detail\": \"Forbidden\"}");
    assertThatThrownBy(() -> client.findDag("x")).hasMessageContaining("403: Forbidden");
  }

  @Test
  void an_answer_that_is_none_of_airflows_is_told() {
    lets_in("token");
    says(200, "Hello");
    assertThatThrownBy(client::listPools)
        .isInstanceOf(AirflowException.class)
        .hasMessageContaining(
            "with what is no JSON; is it Airflow that listens at http://127.0.0.1");
    says(200, "{\"pools\": [{\"name\": \"a\"}], \"total_entries\": 1}");
    assertThatThrownBy(client::listPools)
        .hasMessage("Airflow answered GET /api/v2/pools without pools.slots");
  }

  @Test
  void all_pages_are_read() throws Exception {
    lets_in("token");
    String page = "\"pools\": [%s], \"total_entries\": 3";
    says(200, "{" + page.formatted(POOL.formatted("a") + "," + POOL.formatted("b")) + "}");
    says(200, "{" + page.formatted(POOL.formatted("c")) + "}");
    assertThat(client.listPools()).extracting(Pool::name).containsExactly("a", "b", "c");
    assertThat(asked.getLast()).startsWith("GET /api/v2/pools?limit=100&offset=2 ");
  }

  @Test
  void an_airflow_that_is_down_is_told_with_the_way_out() {
    int port = server.getAddress().getPort();
    server.stop(0);
    assertThatThrownBy(client::listPools)
        .isInstanceOf(StackException.class)
        .hasMessage(
            "Airflow does not answer at http://127.0.0.1:%d (ConnectException); ./plaza airflow up starts it",
            port);
  }

  @Test
  void a_part_is_missing_until_it_has_given_a_sign_of_its_new_life() throws Exception {
    String health =
        """
        {"metadatabase": {"status": "healthy"},
         "scheduler": {"status": "healthy", "latest_scheduler_heartbeat": "2026-01-01T00:00:10+00:00"},
         "dag_processor": {"status": "unhealthy", "latest_dag_processor_heartbeat": "2026-01-01T00:00:10+00:00"},
         "triggerer": {"status": null, "latest_triggerer_heartbeat": null}}
        """;
    says(401, "{\"detail\": \"Invalid credentials\"}");
    assertThat(client.findHealth()).isEmpty();
    lets_in("token");
    says(200, health);
    Health now = client.findHealth().orElseThrow();
    Instant before = Instant.parse("2026-01-01T00:00:09Z");
    Instant after = Instant.parse("2026-01-01T00:00:11Z");
    List<Part> all = List.of(Part.values());
    assertThat(now.missing(all, before)).containsExactly("dag-processor", "triggerer");
    assertThat(now.missing(all, after)).containsExactly("scheduler", "dag-processor", "triggerer");
    assertThat(now.missing(List.of(), after)).containsExactly("dag-processor", "triggerer");
    says(503, "");
    assertThat(client.findHealth()).isEmpty();
  }
}
