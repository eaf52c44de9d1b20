package plaza.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import plaza.jobs.Declarations;
import plaza.jobs.stack.Home;

/** What the commands of scheduling say to what cannot be, without an Airflow. */
class ScheduleCommandsTest {
  private static final String COLUMNS =
      """
      - {name: city, physicalType: varchar, description: City., primaryKey: true, primaryKeyPosition: 1}
      - {name: tree, physicalType: varchar, description: Tree., primaryKey: true, primaryKeyPosition: 2}
      """;

  @TempDir static Path folder;

  private static @Nullable String root;

  @BeforeAll
  static void some_is_declared() throws Exception {
    root = System.getProperty("plaza.root");
    System.setProperty("plaza.root", folder.toString());
    Declarations declared = new Declarations(folder.resolve("schemas"), "[0, 0, 1, 1]");
    for (String table : List.of("trees", "parks")) {
      declared.dataset(table, COLUMNS, "");
      declared.source(table, table, "columns: {tree: tree}\n");
    }
    Path parks = declared.root().resolve("feeds/parks.yaml");
    Files.writeString(
        parks, Files.readString(parks).replace("files: \"none\"", "url: https://example.org/"));
  }

  @AfterAll
  static void all_as_before() {
    if (root == null) {
      System.clearProperty("plaza.root");
    } else {
      System.setProperty("plaza.root", root);
    }
  }

  record Answer(int exit, String out, String err) {}

  private static Answer run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine line =
        new CommandLine(new Plaza())
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true));
    List<String> all = new ArrayList<>(List.of("--home", folder.resolve("home").toString()));
    all.addAll(List.of(arguments));
    int exit = Plaza.execute(line, all.toArray(String[]::new));
    return new Answer(exit, out.toString(), err.toString());
  }

  /** What is said to wrong use; lines are told apart by a bar. */
  private static String wrong(String... arguments) {
    Answer answer = run(arguments);
    assertThat(answer.exit).as(answer.out + answer.err).isEqualTo(Plaza.WRONG_USE);
    return answer.err.strip().replaceAll("\\R *", " | ");
  }

  @Test
  void days_the_wrong_way_round_are_told() {
    List<List<String>> commands =
        List.of(
            List.of("schedule", "environment.trees"),
            List.of("trigger", "trees"),
            List.of("backfill", "trees"));
    for (List<String> command : commands) {
      List<String> all = new ArrayList<>(command);
      all.addAll(List.of("--from", "2026-03-07", "--to", "2026-03-01"));
      assertThat(wrong(all.toArray(String[]::new)))
          .isEqualTo("plaza: --to 2026-03-01 is before --from 2026-03-07 | Turn them round.");
    }
    assertThat(wrong("trigger", "trees", "--to", "2026-03-01"))
        .isEqualTo("plaza: --to without --from | Say from which day on.");
  }

  @Test
  void days_to_come_and_what_is_of_now_cannot_be_done_again() {
    assertThat(wrong("backfill", "trees", "--from", "2090-01-01", "--to", "2090-01-02"))
        .isEqualTo("plaza: --to 2090-01-02 is not over yet | Give days gone by.");
    assertThat(wrong("backfill", "parks", "--from", "2026-01-01", "--to", "2026-01-02"))
        .isEqualTo(
            "note    parks is asked at a url, which has only what is now | plaza: nothing of parks"
                + " is recorded | ./plaza land FEED --file F --at T lands a file as if it had been"
                + " fetched then.");
    assertThat(wrong("trigger", "environment.trees", "--from", "2026-01-01"))
        .isEqualTo(
            "plaza: a table is built of all that has landed, not of days | Name a feed: trees.");
    assertThat(wrong("trigger", "environment.trees", "--release"))
        .isEqualTo("plaza: environment.trees declares no release | Its contract.yaml would.");
  }

  @Test
  void an_unknown_name_is_told_with_what_there_is() {
    assertThat(wrong("trigger", "tree"))
        .isEqualTo("plaza: no feed tree | There are: parks, trees.");
    assertThat(wrong("trigger", "environment.tree"))
        .isEqualTo(
            "plaza: no dataset environment.tree | Did you mean environment.trees? See ./plaza"
                + " status for all.");
  }

  @Test
  void an_airflow_that_is_down_is_one_line_and_the_way_out() {
    String down = "plaza: Airflow is not up | ./plaza airflow up starts it.";
    assertThat(wrong("schedule")).isEqualTo(down);
    assertThat(wrong("schedule", "environment.trees")).isEqualTo(down);
    assertThat(wrong("trigger", "trees")).isEqualTo(down);
    assertThat(wrong("backfill", "trees", "--from", "2026-01-01", "--to", "2026-01-02"))
        .isEqualTo(down);
    assertThat(run("airflow", "status").out).contains("scheduler", "./plaza airflow up starts it");
    assertThat(run("airflow", "down").out).isEqualTo("nothing was running\n");
    assertThat(wrong("airflow")).contains("airflow takes up, down, status or password");
  }

  @Test
  void an_airflow_that_cannot_be_installed_leaves_nothing_running() {
    Answer up = run("airflow", "up");
    assertThat(up.exit).isEqualTo(Plaza.BROKEN);
    assertThat(up.err)
        .isEqualTo(
            "plaza: no %s, which says what Airflow is installed from\n"
                .formatted(folder.resolve("dags/requirements.txt")));
    assertThat(folder.resolve("home/postgres")).doesNotExist();
    assertThat(folder.resolve("home/service")).doesNotExist();
  }

  @Test
  void a_password_is_another_each_time_and_kept_where_the_owner_alone_reads() throws Exception {
    Answer first = run("airflow", "password");
    assertThat(first.out).matches("password  [0-9a-f]{48}\\R");
    assertThat(run("airflow", "password").out).isNotEqualTo(first.out);
    Path file = new Home(folder.resolve("home")).folder("secrets").resolve("airflow-passwords");
    assertThat(Files.getPosixFilePermissions(file)).hasSize(2);
  }
}
