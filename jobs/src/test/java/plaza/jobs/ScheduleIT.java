package plaza.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.apache.iceberg.expressions.Expressions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import plaza.contract.DatasetName;
import plaza.jobs.airflow.Airflow;
import plaza.jobs.airflow.AirflowClient;
import plaza.jobs.airflow.Question;
import plaza.jobs.airflow.Run;
import plaza.jobs.airflow.TaskMark;
import plaza.jobs.airflow.TaskRun;
import plaza.jobs.sample.SampleCity;
import plaza.jobs.service.ServiceClient;
import plaza.jobs.stack.Home;
import plaza.jobs.stack.Installation;
import plaza.jobs.stack.Postgres;
import plaza.lake.Releases;
import plaza.lake.Shelf;
import plaza.lake.TableRows;

/** Airflow, the job service and its worker, as {@code plaza airflow up} starts them. */
@Timeout(900)
class ScheduleIT {
  // That of builds: who holds it keeps a build in mid-run for as long as a test needs.
  private static final long BUILD_LOCK = 0x706c617a61L;
  private static final Duration LOOK = Duration.ofMillis(500);
  private static final String KEY = "required: true, primaryKey: true, primaryKeyPosition: ";

  @TempDir static Path folder;

  private static Home home;
  private static AirflowClient airflow;
  private static ServiceClient service;

  @BeforeAll
  static void a_city_is_scheduled() throws Exception {
    home = new Home(folder.resolve("home"));
    Declarations tree = new Declarations(folder.resolve("tree"), "[0, 50, 1, 51]");
    for (String table : List.of("readings", "kept", "killed", "stopped")) {
      declare(tree, table);
    }
    Path days = tree.root().resolve("environment/days");
    tree.dataset(
        "days",
        """
        - {name: city, logicalType: string, physicalType: varchar, description: A key., %s1}
        - {name: total, logicalType: integer, physicalType: bigint, description: A sum.}
        """
            .formatted(KEY),
        "");
    Files.writeString(
        days.resolve("query.sql"),
        "SELECT city, sum(value) AS total FROM environment.readings GROUP BY city\n");
    SampleCity standard = SampleCity.standard();
    new SampleCity(standard.seed(), 1000, standard.from(), 1)
        .write(home.folder("sample"), what -> {});

    Cli.Answer up = plaza("airflow", "up");
    assertThat(up.exit()).as(up.out() + up.err()).isZero();
    assertThat(up.out()).contains("http://127.0.0.1:").containsOnlyOnce("password ");
    airflow = new Airflow(home, Installation.at(Checkout.ROOT)).client();
    service = new ServiceClient(home);
  }

  private static Cli.Answer plaza(String... command) {
    List<String> all = new ArrayList<>(List.of(command));
    all.addAll(List.of("--schemas", folder.resolve("tree").toString()));
    return new Cli(home.root()).run(all.toArray(String[]::new));
  }

  private static void succeeds(Cli.Answer answer) {
    assertThat(answer.exit()).as(answer.out() + answer.err()).isZero();
  }

  private static void declare(Declarations tree, String table) throws IOException {
    tree.dataset(
        table,
        """
        - {name: city, logicalType: string, physicalType: varchar, description: A key., %1$s1}
        - {name: id, logicalType: string, physicalType: varchar, description: A key., %1$s2}
        - {name: value, logicalType: integer, physicalType: integer, description: A value.}
        """
            .formatted(KEY),
        """
        - property: release
          value:
            tiers:
              open: {columns: [city, id, value], license: CC0-1.0}
        """);
    tree.source(table, table, "columns: {id: id, value: cast(value as int)}\n");
    Files.writeString(
        tree.root().resolve("feeds/" + table + ".yaml"),
        """
        title: Rows
        publisher: Nobody
        fetch: {files: "{home}/offered/%s/*/*.csv", every: P1D}
        format: {name: csv}
        time_zone: UTC
        license: CC0-1.0
        attribution: Nobody
        """
            .formatted(table));
    for (int day = 1; day <= 7; day++) {
      offer(table, LocalDate.of(2026, 3, day), "id,value\n%1$d,%1$d\n".formatted(day));
    }
  }

  private static void offer(String feed, LocalDate day, String rows) throws IOException {
    String at = day.toString().replace("-", "") + "T100000Z";
    Path file = home.root().resolve("offered/" + feed + "/" + at + "/rows.csv");
    Files.createDirectories(file.resolveSibling(""));
    Files.writeString(file, rows);
  }

  @AfterAll
  static void all_ends() {
    assertThat(new Cli(home.root()).run("down").exit()).isZero();
  }

  private static void schedule(String... dags) throws Exception {
    for (String dag : dags) {
      await(() -> airflow.findDag(dag).orElse(null), found -> true);
      airflow.setPaused(dag, false);
    }
  }

  private interface Look<T> {
    @Nullable T now() throws Exception;
  }

  private static <T> T await(Look<T> look, Predicate<T> isReached) throws Exception {
    while (true) {
      T now = look.now();
      if (now != null && isReached.test(now)) {
        return now;
      }
      Thread.sleep(LOOK);
    }
  }

  private static List<String> rows(String dataset) throws Exception {
    TreeSet<String> rows = new TreeSet<>();
    if (published(dataset) == 0) {
      return List.of();
    }
    new TableRows(new Postgres(home).catalogue(), home.warehouse() + "/tables")
        .read(
            Shelf.PUBLISHED.tables(),
            DatasetName.parse(dataset),
            Expressions.alwaysTrue(),
            row -> {
              List<String> values = new ArrayList<>();
              row.struct()
                  .fields()
                  .forEach(field -> values.add(field.name() + "=" + row.getField(field.name())));
              return rows.add(String.join(" ", values));
            });
    return List.copyOf(rows);
  }

  private static int published(String dataset) throws Exception {
    try (Connection connection = new Postgres(home).catalogue().connect();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT count(*) FROM plaza_load WHERE is_published AND dataset = '"
                    + dataset
                    + "'")) {
      row.next();
      return row.getInt(1);
    }
  }

  private static List<JsonNode> jobs(String step, String subject) throws Exception {
    List<JsonNode> found = new ArrayList<>();
    for (JsonNode job : service.jobs(1000)) {
      JsonNode order = job.path("order");
      String of = order.path("feed").asText(order.path("dataset").asText());
      if (order.path("step").asText().equals(step) && of.equals(subject)) {
        found.add(job);
      }
    }
    return found;
  }

  private static Run ended(Run run) throws Exception {
    return airflow.watch(run.dag(), run.id(), LOOK, each -> {});
  }

  /** Lands the seven days of a feed, which wait for their build. */
  private static void land(String feed) throws Exception {
    schedule("land_" + feed);
    Run run =
        airflow.trigger("land_" + feed, null, Map.of("from", "2026-03-01", "to", "2026-03-07"));
    assertThat(ended(run).state()).isEqualTo(Run.State.SUCCESS);
  }

  @Test
  void a_day_of_the_sample_city_goes_from_its_feeds_to_gold_by_schedule_alone() throws Exception {
    String gold = "environment.air_quality_by_district_hour";
    String day = SampleCity.standard().from().toString();
    succeeds(plaza("schedule", gold, "--from", day, "--to", day));
    // A day of hours, each of which is there once its last input was.
    await(() -> rows("environment.air_quality"), rows -> !rows.isEmpty());
    List<String> scheduled =
        await(() -> rows(gold), rows -> rows.stream().anyMatch(row -> row.contains("district")));
    assertThat(jobs("land", SampleCity.CITY + "_air")).hasSize(1);
    assertThat(
            jobs("land", SampleCity.CITY + "_air").getFirst().path("order").path("from").asText())
        .isEqualTo(SampleCity.standard().from().toString());

    // The same by hand, in another home.
    Home other = new Home(folder.resolve("other"));
    SampleCity standard = SampleCity.standard();
    new SampleCity(standard.seed(), 1000, standard.from(), 1)
        .write(other.folder("sample"), what -> {});
    Cli.Answer run = new Cli(other.root()).run("run", gold, "--city", SampleCity.CITY);
    assertThat(run.exit()).as(run.out() + run.err()).isZero();
    Home before = home;
    try {
      home = other;
      assertThat(strip(rows(gold))).isNotEmpty().isEqualTo(strip(scheduled));
    } finally {
      home = before;
      new Postgres(other).stop();
    }
  }

  // Which build wrote a row is another matter in another home.
  private static List<String> strip(List<String> rows) {
    return rows.stream().map(row -> row.replaceAll(" ?_\\w+=\\S*", "")).sorted().toList();
  }

  @Test
  void a_backfill_of_seven_days_lands_each_once_and_starts_what_is_made_of_them() throws Exception {
    Cli.Answer paused =
        plaza("backfill", "environment.days", "--from", "2026-03-01", "--to", "2026-03-07");
    assertThat(paused.exit()).isEqualTo(2);
    assertThat(paused.err()).contains("is paused", "./plaza schedule environment.days");
    succeeds(plaza("schedule", "environment.days"));
    succeeds(
        plaza(
            "backfill",
            "environment.days",
            "--from",
            "2026-03-01",
            "--to",
            "2026-03-07",
            "--follow"));
    await(() -> rows("environment.days"), rows -> rows.toString().contains("total=28"));
    assertThat(rows("environment.readings")).hasSize(7);
    assertThat(home.landed().list("readings")).hasSize(7);
    assertThat(jobs("land", "readings"))
        .filteredOn(job -> job.path("state").asText().equals("succeeded"))
        .allSatisfy(job -> assertThat(job.path("runs").asInt()).isEqualTo(1));
  }

  @Test
  void a_release_that_waits_is_published_or_rejected_by_a_persons_word() throws Exception {
    land("kept");
    schedule("build_environment__kept", "release_environment__kept");
    assertThat(ended(airflow.trigger("build_environment__kept", null, Map.of())).state())
        .isEqualTo(Run.State.SUCCESS);
    Releases releases = new Releases(new Postgres(home).catalogue());
    DatasetName kept = DatasetName.parse("environment.kept");

    answer("Reject", Map.of("why", "not yet"));
    assertThat(releases.list(kept))
        .extracting(Releases.Version::state)
        .containsExactly(Releases.State.REJECTED);

    answer("Approve", Map.of());
    assertThat(releases.list(kept))
        .extracting(Releases.Version::state)
        .contains(Releases.State.PUBLISHED);
    assertThat(releases.findPublished(kept).orElseThrow().decidedBy()).isNotBlank();
  }

  private static void answer(String option, Map<String, ?> said) throws Exception {
    Run run = airflow.trigger("release_environment__kept", null, Map.of());
    // Airflow takes a task that is answered before its scheduler has seen it wait for one that was
    // killed, and asks again: whoever is asked again answers again.
    await(
        () -> {
          for (Question question : airflow.listQuestions(run.dag(), run.id())) {
            assertThat(question.subject()).contains("environment.kept waits for a word");
            if (!question.isAnswered()) {
              airflow.answer(question, option, said);
            }
          }
          return airflow.run(run.dag(), run.id());
        },
        now -> now.state().isEnd());
    assertThat(airflow.run(run.dag(), run.id()).state()).isEqualTo(Run.State.SUCCESS);
  }

  @Test
  void whatever_is_killed_in_mid_run_the_build_ends_once() throws Exception {
    land("killed");
    schedule("build_environment__killed");
    Run run;
    try (Connection connection = new Postgres(home).catalogue().connect();
        Statement statement = connection.createStatement()) {
      statement.execute("SELECT pg_advisory_lock(" + BUILD_LOCK + ")");
      run = airflow.trigger("build_environment__killed", null, Map.of());
      await(
          () -> jobs("build", "environment.killed").stream().findFirst().orElse(null),
          job -> job.path("state").asText().equals("running"));
      await(
          () -> airflow.listTasks(run.dag(), run.id()).getFirst(),
          task -> "deferred".equals(task.state()));
      for (String each : List.of("scheduler", "triggerer")) {
        kill(Files.readString(home.root().resolve("airflow/" + each + "/process")));
      }
      kill(Files.readString(home.root().resolve("service/pid")));
      // Somebody starts the service again; Airflow's parts are started again by themselves.
      succeeds(plaza("airflow", "up"));
      await(
          () -> jobs("build", "environment.killed").stream().findFirst().orElse(null),
          job -> job.path("state").asText().equals("running") && job.path("runs").asInt() == 2);
    }
    assertThat(ended(run).state()).isEqualTo(Run.State.SUCCESS);
    assertThat(rows("environment.killed")).hasSize(7);
    assertThat(published("environment.killed")).isEqualTo(1);
    TaskRun task = airflow.listTasks(run.dag(), run.id()).getFirst();
    assertThat(task.tries()).isEqualTo(1);
    assertThat(airflow.log(run.dag(), run.id(), task))
        .filteredOn(line -> line.contains("built environment.killed: 7 rows"))
        .hasSize(1);
  }

  private static void kill(String pid) {
    ProcessHandle.of(Long.parseLong(pid.strip())).orElseThrow().destroyForcibly();
  }

  @Test
  void a_task_that_is_marked_failed_cancels_its_job_within_five_seconds() throws Exception {
    land("stopped");
    schedule("build_environment__stopped");
    try (Connection connection = new Postgres(home).catalogue().connect();
        Statement statement = connection.createStatement()) {
      statement.execute("SELECT pg_advisory_lock(" + BUILD_LOCK + ")");
      Run run = airflow.trigger("build_environment__stopped", null, Map.of());
      await(
          () -> jobs("build", "environment.stopped").stream().findFirst().orElse(null),
          job -> job.path("state").asText().equals("running"));
      Instant marked = Instant.now();
      airflow.setTaskState(run.dag(), run.id(), "build", TaskMark.FAILED);
      JsonNode job =
          await(
              () -> jobs("build", "environment.stopped").stream().findFirst().orElse(null),
              found -> found.has("ended_at"));
      assertThat(job.path("state").asText()).isEqualTo("cancelled");
      assertThat(Instant.parse(job.path("ended_at").asText())).isBefore(marked.plusSeconds(5));
      assertThat(ended(run).state()).isEqualTo(Run.State.FAILED);
    }
    assertThat(published("environment.stopped")).isZero();
  }
}
