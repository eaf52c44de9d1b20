package plaza.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.apache.iceberg.expressions.Expressions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import plaza.contract.DatasetName;
import plaza.jobs.stack.Home;
import plaza.jobs.stack.Postgres;
import plaza.jobs.stack.Tokens;
import plaza.lake.Database;
import plaza.lake.Shelf;
import plaza.lake.TableRows;

/** The job service as its own process, with its worker, which are killed in mid-run. */
@Timeout(300)
class ServiceIT {
  private static final DatasetName READINGS = DatasetName.parse("environment.readings");
  private static final DatasetName DAYS = DatasetName.parse("environment.days");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final String KEY =
      "primaryKey: true, primaryKeyPosition: 1, required: true, description: A key.";

  @TempDir Path folder = Path.of("");

  private Home home = new Home(Path.of(""));
  private Path tree = Path.of("");
  private @Nullable Process service;
  private int port;

  @BeforeEach
  void a_feed_a_table_and_a_table_of_it() throws Exception {
    home = new Home(folder.resolve("home"));
    Declarations declarations = new Declarations(folder.resolve("tree"), "[0, 50, 1, 51]");
    tree = declarations.root();
    declarations.dataset(
        "readings",
        """
        - {name: id, logicalType: string, physicalType: varchar, %s}
        - {name: value, logicalType: integer, physicalType: integer, description: A value.}
        """
            .formatted(KEY),
        "");
    declarations.source("readings", "readings", "columns: {id: id, value: cast(value as int)}\n");
    declarations.dataset(
        "days",
        """
        - {name: city, logicalType: string, physicalType: varchar, %s}
        - {name: total, logicalType: integer, physicalType: bigint, description: A sum.}
        """
            .formatted(KEY),
        "");
    Files.writeString(
        tree.resolve("environment/days/query.sql"),
        "SELECT 'here' AS city, sum(value) AS total FROM environment.readings\n");
    Files.writeString(
        tree.resolve("feeds/readings.yaml"),
        """
        title: Rows
        publisher: Nobody
        fetch: {files: "{home}/offered/*/*.csv", every: PT1H}
        format: {name: csv}
        time_zone: UTC
        license: CC0-1.0
        attribution: Nobody
        """);
    offer("20260301T100000Z", "id,value\na,1\nb,2\n");
    offer("20260302T100000Z", "id,value\nb,5\nc,x\n");
    begin();
  }

  private void offer(String at, String rows) throws IOException {
    Path file = home.root().resolve("offered/" + at + "/rows.csv");
    Files.createDirectories(file.resolveSibling(""));
    Files.writeString(file, rows);
  }

  private void begin() throws Exception {
    Path err = folder.resolve("serve.err");
    Process started =
        new Cli(home.root()).start(err, "serve", "--schemas", tree.toString(), "--port", "0");
    service = started;
    // Its first line says where it is.
    String line = started.inputReader().readLine();
    assertThat(line).as(Files.readString(err)).contains("http://127.0.0.1:");
    port = URI.create(line.replaceAll(".*(http://\\S+/v1/jobs).*", "$1")).getPort();
  }

  @AfterEach
  void all_ends() throws Exception {
    service().destroy();
    service().waitFor(30, TimeUnit.SECONDS);
    new Postgres(home).stop();
  }

  private HttpResponse<String> ask(String method, String path, String body) throws Exception {
    return CLIENT.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .timeout(Duration.ofSeconds(90))
            .header(
                "Authorization", "Bearer " + Files.readString(Tokens.serviceToken(home)).strip())
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private void put(String id, String order) throws Exception {
    HttpResponse<String> answer = ask("PUT", "/v1/jobs/" + id, order);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
  }

  private static String build(DatasetName dataset) {
    return "{\"step\": \"build\", \"dataset\": \"" + dataset + "\"}";
  }

  private JsonNode await(String id, Predicate<JsonNode> condition) throws Exception {
    long from = 0;
    while (true) {
      JsonNode job =
          JSON.readTree(ask("GET", "/v1/jobs/" + id + "?wait=1&from=" + from, "").body());
      if (condition.test(job)) {
        return job;
      }
      assertThat(job.has("ended_at")).as(job.toString()).isFalse();
      from = job.path("next").asLong();
    }
  }

  private JsonNode ended(String id) throws Exception {
    return await(id, job -> job.has("ended_at"));
  }

  private Process service() {
    return Objects.requireNonNull(service);
  }

  private ProcessHandle worker() {
    return service().children().findFirst().orElseThrow();
  }

  private List<String> rows(DatasetName dataset) throws Exception {
    TreeSet<String> rows = new TreeSet<>();
    new TableRows(new Postgres(home).catalogue(), home.warehouse() + "/tables")
        .read(
            Shelf.PUBLISHED.tables(),
            dataset,
            Expressions.alwaysTrue(),
            row ->
                rows.add(
                    dataset.equals(DAYS)
                        ? String.valueOf(row.getField("total"))
                        : row.getField("id") + " " + row.getField("value")));
    return new ArrayList<>(rows);
  }

  private int published(DatasetName dataset) throws Exception {
    Database database = new Postgres(home).catalogue();
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT count(*) FROM plaza_load WHERE is_published AND dataset = '"
                    + dataset
                    + "'")) {
      row.next();
      return row.getInt(1);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void a_feed_goes_through_to_gold_and_what_is_up_to_date_is_left_alone() throws Exception {
    put("land", "{\"step\": \"land\", \"feed\": \"readings\"}");
    assertThat(ended("land").path("state").asText()).isEqualTo("succeeded");
    put("silver", build(READINGS));
    JsonNode silver = ended("silver");
    assertThat(silver.path("state").asText()).as(silver.toString()).isEqualTo("succeeded");
    assertThat(silver.path("result").path("refused").asInt()).isEqualTo(1);
    put("gold", build(DAYS));
    assertThat(ended("gold").path("task_state").asText()).isEqualTo("success");
    assertThat(rows(READINGS)).containsExactly("a 1", "b 5");
    assertThat(rows(DAYS)).containsExactly("6");

    long pid = worker().pid();
    put("silver-again", build(READINGS));
    JsonNode again = ended("silver-again");
    assertThat(again.path("task_state").asText()).isEqualTo("skipped");
    assertThat(again.path("message").asText()).contains("up to date");
    assertThat(published(READINGS)).isEqualTo(1);
    assertThat(worker().pid()).isEqualTo(pid);
  }

  @Test
  void a_worker_that_is_killed_costs_nothing_but_time() throws Exception {
    put("land", "{\"step\": \"land\", \"feed\": \"readings\"}");
    ended("land");
    put("silver", build(READINGS));
    await("silver", job -> job.path("progress").asText().startsWith("building"));
    ProcessHandle first = worker();
    first.destroyForcibly();
    JsonNode end = ended("silver");
    assertThat(end.path("state").asText()).as(end.toString()).isEqualTo("succeeded");
    assertThat(end.path("runs").asInt()).isEqualTo(2);
    assertThat(rows(READINGS)).containsExactly("a 1", "b 5");
    assertThat(published(READINGS)).isEqualTo(1);
    assertThat(worker().pid()).isNotEqualTo(first.pid());
  }

  @Test
  void a_service_that_is_killed_goes_on_where_it_was() throws Exception {
    put("land", "{\"step\": \"land\", \"feed\": \"readings\"}");
    ended("land");
    put("silver", build(READINGS));
    await("silver", job -> job.path("progress").asText().startsWith("building"));
    put("gold", build(DAYS).replace("}", ", \"settle\": \"PT1S\"}"));
    ProcessHandle worker = worker();
    service().destroyForcibly().waitFor();
    // Whoever started it is gone, so is it.
    worker.onExit().get(30, TimeUnit.SECONDS);
    begin();
    JsonNode end = ended("silver");
    assertThat(end.path("state").asText()).as(end.toString()).isEqualTo("succeeded");
    assertThat(rows(READINGS)).containsExactly("a 1", "b 5");
    assertThat(published(READINGS)).isEqualTo(1);
    assertThat(ended("gold").path("runs").asInt()).isEqualTo(1);
  }

  @Test
  void a_job_that_is_cancelled_ends_within_five_seconds_and_publishes_nothing() throws Exception {
    put("land", "{\"step\": \"land\", \"feed\": \"readings\"}");
    ended("land");
    put("silver", build(READINGS));
    await("silver", job -> job.path("progress").asText().startsWith("building"));
    Instant asked = Instant.now();
    ask("DELETE", "/v1/jobs/silver", "");
    JsonNode end = ended("silver");
    assertThat(end.path("state").asText()).isEqualTo("cancelled");
    assertThat(end.path("task_state").asText()).isEqualTo("failed");
    assertThat(Instant.parse(end.path("ended_at").asText())).isBefore(asked.plusSeconds(5));
    assertThat(published(READINGS)).isZero();
    put("next", build(READINGS));
    assertThat(ended("next").path("state").asText()).isEqualTo("succeeded");
  }

  @Test
  void the_description_is_what_is_served() throws Exception {
    assumeTrue(isOnPath("schemathesis"), "schemathesis is not on the PATH");
    Path out = folder.resolve("schemathesis.txt");
    Path settings = folder.resolve("schemathesis.toml");
    // That a name is not declared (422), or the queue full (429), is no fault of the description.
    Files.writeString(
        settings,
        """
        [checks]
        positive_data_acceptance.expected-statuses = ["2xx", 404, 409, 422, 429]
        """);
    Process check =
        new ProcessBuilder(
                "schemathesis",
                "--config-file",
                settings.toString(),
                "run",
                "http://127.0.0.1:" + port + "/v1/openapi.json",
                "--header",
                "Authorization: Bearer " + Files.readString(Tokens.serviceToken(home)).strip(),
                "--max-examples",
                "15",
                "--request-timeout",
                "90",
                "--seed",
                "1",
                "--no-color",
                // A job that was cancelled is still told of: that is how its end is learned.
                "--exclude-checks",
                "use_after_free")
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start();
    assertThat(check.waitFor()).as(Files.readString(out)).isZero();
  }

  private static boolean isOnPath(String program) {
    return java.util.Arrays.stream(System.getenv("PATH").split(java.io.File.pathSeparator))
        .anyMatch(each -> Files.isExecutable(Path.of(each, program)));
  }
}
