package plaza.jobs.stack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import plaza.lake.Database;

/** The server is killed, cut off, displaced; whoever needs it next finds what was committed. */
class PostgresTest {
  @TempDir static Path folder;

  private final Home home = new Home(folder);
  private final Postgres postgres = new Postgres(home);

  @BeforeEach
  void something_is_committed() throws Exception {
    execute(postgres.catalogue(), "CREATE TABLE IF NOT EXISTS kept AS SELECT 'committed' AS what");
  }

  @AfterAll
  static void stop() throws Exception {
    new Postgres(new Home(folder)).stop();
  }

  @Test
  void a_killed_server_starts_again_though_its_children_have_not_noticed() throws Exception {
    Database database = postgres.catalogue();
    // A backend in a loop never waits for anything, and so does not see that its server is gone.
    Thread busy =
        Thread.ofVirtual()
            .start(() ->
                tryTo(database, "DO $$ BEGIN PERFORM pg_advisory_lock(7); LOOP END LOOP; END $$"));
    String holders = "SELECT count(*)::text FROM pg_locks WHERE locktype = 'advisory'";
    while (!ask(database, holders).equals("1")) {
      Thread.onSpinWait();
    }
    kill();
    assertThat(kept()).isEqualTo("committed");
    assertThat(ask(postgres.catalogue(), holders)).isEqualTo("0");
    busy.join();
  }

  @Test
  void a_server_whose_pid_another_program_has_by_now_starts_again() throws Exception {
    kill();
    List<String> lines = Files.readAllLines(pid());
    lines.set(0, String.valueOf(ProcessHandle.current().pid()));
    Files.write(pid(), lines);
    // It would be this program that is told to stop.
    assertThat(postgres.stop()).isFalse();
    assertThat(kept()).isEqualTo("committed");
  }

  @Test
  void a_file_without_a_pid_keeps_no_server_from_starting() throws Exception {
    kill();
    Files.writeString(pid(), "");
    assertThat(postgres.stop()).isFalse();
    assertThat(kept()).isEqualTo("committed");
  }

  @Test
  void a_server_whose_port_was_taken_while_it_was_down_takes_another() throws Exception {
    int port = postgres.port();
    kill();
    try (ServerSocket other = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      assertThat(other.isBound()).isTrue();
      assertThat(kept()).isEqualTo("committed");
      assertThat(postgres.port()).isNotEqualTo(port);
    }
  }

  @Test
  void a_server_that_runs_on_another_port_than_was_written_down_is_found() throws Exception {
    int port = postgres.port();
    // Who started it there died before it could write that down.
    Ports.write(folder.resolve("postgres/port"), Ports.choose(port + 1));
    assertThat(kept()).isEqualTo("committed");
    assertThat(postgres.port()).isEqualTo(port);
  }

  @Test
  @EnabledIf("canLookFromElsewhere")
  void a_server_is_found_from_where_its_program_cannot_be_seen() throws Exception {
    // As the bench of full disks runs: what is in another user namespace is seen by its owner only.
    Process elsewhere =
        new ProcessBuilder(
                "unshare",
                "-Ur",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Elsewhere.class.getName(),
                folder.toString())
            .redirectErrorStream(true)
            .start();
    assertThat(new String(elsewhere.getInputStream().readAllBytes(), UTF_8)).isEqualTo("true");
  }

  static boolean canLookFromElsewhere() throws Exception {
    return Files.isExecutable(Path.of("/usr/bin/unshare"))
        && new ProcessBuilder("/usr/bin/unshare", "-Ur", "true").start().waitFor() == 0;
  }

  /** Says whether the server of a home is up. */
  static final class Elsewhere {
    private Elsewhere() {}

    public static void main(String[] arguments) throws Exception {
      System.out.print(new Postgres(new Home(Path.of(arguments[0]))).isUp());
    }
  }

  @Test
  void a_server_that_recovers_from_the_death_of_a_child_is_waited_for() throws Exception {
    try (Connection connection = postgres.catalogue().connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT pg_backend_pid()")) {
      row.next();
      // PostgreSQL then takes no one in until it has read its log from the last checkpoint on.
      ProcessHandle.of(row.getLong(1)).orElseThrow().destroyForcibly();
      assertThat(kept()).isEqualTo("committed");
    }
  }

  @Test
  void a_server_that_was_started_and_never_set_up_is_set_up() throws Exception {
    Database superuser =
        new Database(
            "jdbc:postgresql://127.0.0.1:" + postgres.port() + "/postgres",
            "postgres",
            home.secret("postgres-postgres"));
    execute(superuser, "DROP DATABASE catalogue WITH (FORCE)");
    execute(superuser, "DROP ROLE trino");
    execute(superuser, "DROP ROLE plaza");
    assertThat(ask(postgres.catalogue(), "SELECT count(*)::text FROM iceberg_tables"))
        .isEqualTo("0");
    assertThat(ask(postgres.pointers(), "SELECT count(*)::text FROM iceberg_tables"))
        .isEqualTo("0");
  }

  @Test
  void another_programs_role_reaches_its_own_database_and_no_other() throws Exception {
    Database own = postgres.own("other");
    execute(own, "CREATE TABLE IF NOT EXISTS theirs AS SELECT 'kept' AS what");
    assertThat(ask(own, "SELECT rolsuper::text FROM pg_roles WHERE rolname = 'other'"))
        .isEqualTo("false");
    for (String database : List.of("catalogue", "postgres", "template1")) {
      assertThatThrownBy(() -> ask(at(database, own.user(), own.password()), "SELECT 'read'"))
          .hasMessageContaining("permission denied for database \"" + database + "\"");
    }
    Database plaza = postgres.catalogue();
    assertThatThrownBy(() -> ask(at("other", plaza.user(), plaza.password()), "SELECT 'read'"))
        .hasMessageContaining("permission denied for database \"other\"");
    // Its password was made anew.
    Files.delete(folder.resolve("secrets/postgres-other"));
    assertThat(ask(postgres.own("other"), "SELECT what FROM theirs")).isEqualTo("kept");
  }

  private Database at(String database, String user, String password) throws Exception {
    return new Database(
        "jdbc:postgresql://127.0.0.1:" + postgres.port() + "/" + database, user, password);
  }

  private String kept() throws Exception {
    return ask(postgres.catalogue(), "SELECT what FROM kept");
  }

  private static Path pid() {
    return folder.resolve("postgres/data/postmaster.pid");
  }

  private static void kill() throws Exception {
    ProcessHandle server =
        ProcessHandle.of(Long.parseLong(Files.readAllLines(pid()).getFirst().strip()))
            .orElseThrow();
    server.destroyForcibly();
    server.onExit().get();
  }

  private static void tryTo(Database database, String sql) {
    try {
      execute(database, sql);
    } catch (SQLException e) {
      // the server was killed
    }
  }

  private static void execute(Database database, String sql) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String ask(Database database, String sql) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }
}
