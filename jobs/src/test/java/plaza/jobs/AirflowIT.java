package plaza.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import plaza.jobs.airflow.Airflow;
import plaza.jobs.airflow.AirflowClient;
import plaza.jobs.airflow.AirflowException;
import plaza.jobs.airflow.Backfill;
import plaza.jobs.airflow.Dag;
import plaza.jobs.airflow.Pool;
import plaza.jobs.airflow.Question;
import plaza.jobs.airflow.Run;
import plaza.jobs.airflow.TaskMark;
import plaza.jobs.airflow.TaskRun;
import plaza.jobs.stack.Home;
import plaza.jobs.stack.Installation;

/** A real Airflow in a home of its own, with DAGs that a user has put beside Plaza's. */
@Timeout(600)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class AirflowIT {
  private static final Duration LOOK = Duration.ofMillis(200);
  private static final Instant FIRST = Instant.parse("2026-01-01T00:00:00Z");
  private static final List<String> PARTS =
      List.of("api-server", "scheduler", "dag-processor", "triggerer");

  @TempDir static Path folder;

  private static Home home;
  private static Airflow airflow;
  private static AirflowClient client;
  private static String password = "";

  @BeforeAll
  static void it_is_up() throws Exception {
    home = new Home(folder.resolve("home"));
    Files.writeString(
        home.folder("airflow/dags").resolve("mine.py"),
        """
        import datetime
        from airflow.providers.standard.operators.hitl import HITLOperator
        from airflow.sdk import DAG, task

        start = datetime.datetime(2026, 1, 1, tzinfo=datetime.timezone.utc)
        with DAG("mine", schedule="@daily", start_date=start, catchup=False):
            @task
            def say(**context):
                print("said for", context["dag_run"].conf.get("whom", "nobody"))
            @task
            def fail(**context):
                if context["dag_run"].conf.get("fails"):
                    raise ValueError("it was told to")
            say() >> fail()
        with DAG("asks", schedule=None):
            HITLOperator(
                task_id="ask", subject="Shall it?", options=["Yes", "No"],
                retries=3, retry_delay=datetime.timedelta(seconds=1),
            )
        """);
    Files.writeString(
        home.folder("airflow/dags").resolve("broken.py"),
        "from airflow.sdk import DAG\nimport nothing_of_that_name\n");
    airflow = new Airflow(home, Installation.at(Checkout.ROOT));
    Cli.Answer up = run("airflow", "up");
    assertThat(up.exit()).as(up.out() + up.err()).isZero();
    Matcher shown = Pattern.compile("password  ([0-9a-f]{48})\\R").matcher(up.out());
    assertThat(shown.find()).as(up.out()).isTrue();
    password = shown.group(1);
    assertThat(up.out()).contains("Airflow:  " + airflow.url(), "as user admin");
    client = airflow.client();
  }

  @AfterAll
  static void all_is_down() {
    assertThat(run("down").out()).contains("stopped");
  }

  private static Cli.Answer run(String... arguments) {
    return new Cli(home.root()).run(arguments);
  }

  private interface Look<T> {
    Optional<T> now() throws Exception;
  }

  private static <T> T await(Look<T> look) throws Exception {
    while (true) {
      Optional<T> now = look.now();
      if (now.isPresent()) {
        return now.get();
      }
      Thread.sleep(LOOK);
    }
  }

  private static Run ended(Run run) throws Exception {
    return client.watch(run.dag(), run.id(), LOOK, each -> {});
  }

  private static TaskRun task(Run run, String task) throws Exception {
    return client.listTasks(run.dag(), run.id()).stream()
        .filter(each -> each.task().equals(task))
        .findFirst()
        .orElseThrow();
  }

  private static long process(String part) throws IOException {
    return Long.parseLong(
        Files.readString(home.root().resolve("airflow/" + part + "/process")).strip());
  }

  private static List<ProcessHandle> processes() throws IOException {
    List<ProcessHandle> all = new ArrayList<>();
    for (String part : PARTS) {
      ProcessHandle.of(process(part))
          .ifPresent(one ->
              Stream.concat(Stream.of(one), Stream.concat(one.parent().stream(), one.descendants()))
                  .forEach(all::add));
    }
    return all;
  }

  @Test
  @Order(1)
  void a_dag_is_found_scheduled_triggered_followed_and_done_again() throws Exception {
    Dag mine = await(() -> client.findDag("mine"));
    assertThat(mine.isPaused()).isTrue();
    assertThat(mine.isBackfillable()).isTrue();
    assertThat(client.setPaused("mine", false).isPaused()).isFalse();
    Run well = ended(client.trigger("mine", null, Map.of("whom", "a test")));
    assertThat(well.state()).isEqualTo(Run.State.SUCCESS);
    assertThat(client.log("mine", well.id(), task(well, "say")))
        .anyMatch(line -> line.contains("said for a test"));

    Run badly = ended(client.trigger("mine", null, Map.of("fails", true)));
    assertThat(badly.state()).isEqualTo(Run.State.FAILED);
    assertThat(task(badly, "fail").state()).isEqualTo("failed");
    assertThat(client.clear("mine", badly.id(), List.of("fail"), true)).containsExactly("fail");
    assertThat(ended(badly).state()).isEqualTo(Run.State.FAILED);
    assertThat(task(badly, "fail").tries()).isEqualTo(2);
    client.setTaskState("mine", badly.id(), "fail", TaskMark.SUCCESS);
    assertThat(task(badly, "fail").state()).isEqualTo("success");
    assertThat(client.findLastRun("mine")).isPresent();
    assertThat(client.page(badly)).startsWith(airflow.url() + "/dags/mine/runs/manual__");
  }

  @Test
  @Order(2)
  void days_gone_by_are_backfilled() throws Exception {
    Backfill begun =
        client.backfill(
            "mine",
            FIRST,
            FIRST.plus(Duration.ofDays(2)).minusSeconds(1),
            AirflowClient.Again.FAILED,
            2);
    await(() -> Optional.ofNullable(client.backfill(begun.id()).completedAt()));
    assertThat(client.listBackfilled("mine", begun.from(), begun.to()))
        .extracting(Run::logicalDate)
        .containsExactly(FIRST, FIRST.plus(Duration.ofDays(1)));
    assertThat(client.listBackfills("mine")).hasSize(1);
    assertThatThrownBy(
            () -> client.backfill("mine", begun.to(), FIRST, AirflowClient.Again.NONE, 1))
        .isInstanceOf(AirflowException.class)
        .hasMessageContaining("POST /api/v2/backfills with 4", "must not be after");
    assertThat(client.setPaused("mine", true).isPaused()).isTrue();
  }

  @Test
  @Order(3)
  void what_waits_for_a_person_goes_on_by_their_word() throws Exception {
    client.setPaused("asks", false);
    Run run = client.trigger("asks", null, Map.of());
    Question question = await(() -> client.listQuestions(run.dag(), run.id()).stream().findFirst());
    assertThat(question.subject()).isEqualTo("Shall it?");
    assertThat(question.options()).containsExactly("Yes", "No");
    // A word that comes before the scheduler has seen the task wait is asked for once more.
    Run end =
        await(() -> {
          for (Question each : client.listQuestions(run.dag(), run.id())) {
            if (!each.isAnswered()) {
              client.answer(each, "No", Map.of());
            }
          }
          return Optional.of(client.run(run.dag(), run.id())).filter(now -> now.state().isEnd());
        });
    assertThat(end.state()).isEqualTo(Run.State.SUCCESS);
    assertThat(client.listQuestions(run.dag(), run.id()).getFirst().isAnswered()).isTrue();
  }

  @Test
  @Order(4)
  void pools_are_made_once() throws Exception {
    client.createPool(new Pool("mine", 2, true), "For a test.");
    assertThat(client.listPools()).contains(new Pool("mine", 2, true));
    assertThatThrownBy(() -> client.createPool(new Pool("mine", 2, true), "Again."))
        .hasMessageContaining("POST /api/v2/pools with 409");
  }

  @Test
  @Order(5)
  void a_file_that_cannot_be_read_says_why_and_all_others_run() throws Exception {
    assertThat(await(() -> client.listImportErrors().stream().findFirst()))
        .matches(error -> error.file().endsWith("broken.py"))
        .matches(error -> error.cause().contains("nothing_of_that_name"));
    Cli.Answer all = run("schedule");
    assertThat(all.err()).contains("broken.py: ModuleNotFoundError: No module named");
    assertThat(all.out()).contains("asks  ", "mine  ", "land_", "build_");
  }

  @Test
  @Order(6)
  void the_password_that_was_shown_lets_in_until_another_is_made() throws Exception {
    assertThat(new AirflowClient(airflow.url(), "admin", password).listPools()).isNotEmpty();
    Cli.Answer again = run("airflow", "up");
    assertThat(again.exit()).isZero();
    assertThat(again.out())
        .doesNotContain("password  ")
        .contains("./plaza airflow password makes another password");
    String other = run("airflow", "password").out().replaceFirst("password +", "").strip();
    assertThat(new AirflowClient(airflow.url(), "admin", other).listPools()).isNotEmpty();
    assertThatThrownBy(() -> new AirflowClient(airflow.url(), "admin", password).listPools())
        .hasMessage("Airflow answered POST /auth/token with 401: Invalid credentials");
  }

  @Test
  @Order(7)
  void no_secret_is_on_a_command_line_in_an_environment_or_in_a_log() throws Exception {
    Set<String> secrets = new LinkedHashSet<>(List.of(password));
    try (Stream<Path> files = Files.list(home.root().resolve("secrets"))) {
      for (Path file : files.toList()) {
        String text = Files.readString(file).strip();
        if (String.valueOf(file.getFileName()).equals("airflow-passwords")) {
          new ObjectMapper().readTree(text).forEach(each -> secrets.add(each.asText()));
        } else {
          secrets.add(text);
        }
      }
    }
    assertThat(secrets).hasSizeGreaterThan(8);
    List<Path> open = new ArrayList<>();
    for (ProcessHandle process : processes()) {
      open.add(Path.of("/proc/" + process.pid() + "/cmdline"));
      open.add(Path.of("/proc/" + process.pid() + "/environ"));
    }
    try (Stream<Path> logs = Files.walk(home.root().resolve("logs"))) {
      logs.filter(Files::isRegularFile).forEach(open::add);
    }
    for (Path each : open) {
      if (Files.exists(each)) {
        String text = new String(Files.readAllBytes(each), StandardCharsets.ISO_8859_1);
        assertThat(secrets).as(each.toString()).noneMatch(text::contains);
      }
    }
    assertThat(Files.getPosixFilePermissions(home.root().resolve("airflow/airflow.cfg")))
        .hasSize(2);
  }

  @Test
  @Order(8)
  void each_part_that_is_killed_is_started_again_and_the_others_go_on() throws Exception {
    Map<String, Long> before = new HashMap<>();
    for (String part : PARTS) {
      before.put(part, process(part));
      ProcessHandle.of(process(part)).orElseThrow().destroyForcibly();
    }
    for (String part : PARTS) {
      await(() -> Optional.of(process(part)).filter(now -> !now.equals(before.get(part))));
    }
    // Both at once: nobody starts it again, and its workers do not know that it is gone.
    ProcessHandle scheduler = ProcessHandle.of(process("scheduler")).orElseThrow();
    List<ProcessHandle> workers =
        await(() -> Optional.of(scheduler.children().toList()).filter(all -> !all.isEmpty()));
    scheduler.parent().orElseThrow().destroyForcibly();
    scheduler.destroyForcibly();
    scheduler.onExit().join();
    // Whoever asks for it waits until all of it is healthy.
    Cli.Answer up = run("airflow", "up");
    assertThat(up.exit()).as(up.err()).isZero();
    assertThat(workers).noneMatch(ProcessHandle::isAlive);
    client.setPaused("mine", false);
    assertThat(ended(client.trigger("mine", null, Map.of())).state()).isEqualTo(Run.State.SUCCESS);
  }

  @Test
  @Order(9)
  void its_parts_are_shown_and_a_port_that_another_has_is_told() throws Exception {
    Cli.Answer status = run("airflow", "status");
    assertThat(status.out()).contains(PARTS).contains("MB together; " + airflow.url());
    assertThat(run("status").out()).contains("airflow   up, ");
    List<ProcessHandle> all = processes();
    assertThat(run("airflow", "down").out()).isEqualTo("stopped\n");
    assertThat(all).hasSizeGreaterThan(PARTS.size()).noneMatch(ProcessHandle::isAlive);
    assertThat(run("status").out()).contains("airflow   down; ./plaza airflow up starts it");
    try (ServerSocket other =
        new ServerSocket(airflow.port(), 1, InetAddress.getLoopbackAddress())) {
      Cli.Answer up = run("airflow", "up");
      assertThat(up.exit()).isEqualTo(3);
      assertThat(up.err())
          .contains(
              "port %d, which this home's Airflow uses, is taken; stop what listens there, or"
                      .formatted(other.getLocalPort())
                  + " delete "
                  + home.root().resolve("airflow/port"));
    }
  }
}
