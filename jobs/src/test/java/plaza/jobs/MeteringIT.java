package plaza.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import plaza.catalog.Catalog;
import plaza.jobs.metering.Meter;
import plaza.jobs.metering.Sum;
import plaza.jobs.metering.Terms;
import plaza.jobs.service.Services;
import plaza.jobs.stack.Home;
import plaza.jobs.stack.Installation;
import plaza.jobs.stack.MeteringFiles;
import plaza.jobs.stack.Postgres;
import plaza.jobs.stack.Trino;

/** What is read through a real Trino is noted, logged and at the end of its quota refused. */
@Timeout(600)
class MeteringIT {
  private static final int TREES = 400;

  @TempDir static Path folder;

  private static Home home;
  private static Cli plaza;
  private static Trino trino;
  private static Terms terms;

  @BeforeAll
  static void trees_are_released() throws Exception {
    Declarations declared = new Declarations(folder.resolve("tree"), "[0, 0, 1, 1]");
    declared.dataset(
        "trees",
        """
        - {name: city, physicalType: varchar, description: City., primaryKey: true, primaryKeyPosition: 1}
        - {name: tree, physicalType: varchar, description: Tree., primaryKey: true, primaryKeyPosition: 2}
        """,
        """
        - property: release
          value:
            tiers:
              open: {license: CC0-1.0}
              registered: {license: CC0-1.0, quota: {rows_per_day: 1000}}
        """);
    declared.source("trees", "trees", "columns: {tree: tree}\n");
    Path rows = folder.resolve("rows.csv");
    Files.writeString(
        rows,
        IntStream.range(0, TREES)
            .mapToObj(i -> "t" + i + "\n")
            .collect(Collectors.joining("", "tree\n", "")));
    home = new Home(folder.resolve("home"));
    plaza = new Cli(home.root());
    // Another test may be starting a server beside this one, on the port that both would choose.
    Files.writeString(home.folder("trino").resolve("port"), "8543\n");
    trino = new Trino(home, Installation.at(Checkout.ROOT));
    terms = Terms.of(Catalog.read(List.of(declared.root())));
    done("land", "trees", "--file", rows.toString(), "--at", "2026-05-01T00:00:00Z");
    done("run", "environment.trees");
    done("release", "environment.trees");
    done("approve", "environment.trees");
    done("orgs", "add", "acme", "--name", "Acme", "--kind", "firm");
    for (String user : List.of("fay", "flo", "gil")) {
      done("users", "add", user, "--org", "acme");
    }
    done("up");
  }

  @AfterAll
  static void down() {
    plaza.run("down");
  }

  private static Cli.Answer run(String... arguments) {
    return plaza.run(
        Stream.concat(
                Stream.of(arguments), Stream.of("--schemas", folder.resolve("tree").toString()))
            .toArray(String[]::new));
  }

  private static Cli.Answer done(String... arguments) {
    Cli.Answer answer = run(arguments);
    assertThat(answer.exit()).as(answer.out() + answer.err()).isZero();
    return answer;
  }

  private static String ask(String user, String sql) throws Exception {
    try (Connection connection = trino.connect(user, Trino.CATALOG);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }

  private static String log(String user) throws Exception {
    Meter meter = Meter.open(home, new Postgres(home).catalogue());
    Instant now = Instant.now();
    meter.drain(terms, now);
    return meter.used(now.minusSeconds(3600), now.plusSeconds(60)).stream()
        .filter(sum -> sum.user().equals(user))
        .map((Sum sum) ->
            "%s.%s by %s: %d with %d rows, %d unknown"
                .formatted(
                    sum.tier(), sum.dataset(), sum.by(), sum.uses(), sum.rows(), sum.unknown()))
        .collect(Collectors.joining("; "));
  }

  /** Events come behind the answer: asks until the log says so, and fails when it does not. */
  private static void awaitLog(String user, String expected) throws Exception {
    long deadline = System.nanoTime() + 60_000_000_000L;
    String found = log(user);
    while (!found.equals(expected) && System.nanoTime() < deadline) {
      Thread.onSpinWait();
      found = log(user);
    }
    assertThat(found).isEqualTo(expected);
  }

  @Test
  void a_quota_ends_in_a_refusal_with_the_exact_balance_and_away_databases_lose_nothing()
      throws Exception {
    // All of it in one row of an answer, and in a number: what was read counts.
    ask("fay", "SELECT array_agg(tree) FROM registered.environment.trees");
    awaitLog("fay", "registered.environment.trees by registered: 1 with 400 rows, 0 unknown");
    assertThat(
            ask(
                "fay",
                "SELECT count(*) FROM registered.environment.trees a, registered.environment.trees b WHERE a.tree = b.tree"))
        .isEqualTo("400");
    awaitLog("fay", "registered.environment.trees by registered: 2 with 1200 rows, 0 unknown");
    String balance = "quota of registered: 1,200 of 1,000 rows of environment.trees used on ";
    assertThat(refusal()).contains("Access Denied: " + balance);
    Cli.Answer sql = run("sql", "--user", "fay", "SELECT * FROM registered.environment.trees");
    assertThat(sql.exit()).isEqualTo(2);
    assertThat(sql.err()).contains(balance);
    Path copy = folder.resolve("copy");
    Cli.Answer get =
        run(
            "get",
            "environment.trees",
            "--tier",
            "registered",
            "--as",
            "fay",
            "--to",
            copy.toString());
    assertThat(get.exit()).isEqualTo(1);
    assertThat(get.err()).contains(balance);
    assertThat(copy).doesNotExist();
    // Others and other tiers are not concerned.
    assertThat(ask("flo", "SELECT count(*) FROM open.environment.trees")).isEqualTo("400");
    assertThat(ask("fay", "SELECT count(*) FROM open.environment.trees")).isEqualTo("400");
    awaitLog(
        "fay",
        "open.environment.trees by open: 1 with 400 rows, 0 unknown;"
            + " registered.environment.trees by registered: 2 with 1200 rows, 0 unknown");
    assertThat(done("usage", "--user", "fay").out())
        .containsPattern("fay +environment.trees +registered +registered +rows +1,000 +1,200 +0 ");

    // The server is killed while a query runs.
    Thread.ofVirtual().start(() -> slow("gil"));
    awaitNoted("gil");
    long pid = trino.findProcess().orElseThrow().pid();
    assertThat(ProcessHandle.of(pid).orElseThrow().destroyForcibly()).isTrue();
    ProcessHandle.of(pid).ifPresent(each -> each.onExit().join());
    // Nor is the database there, nor who would start it again: what was noted waits on disk.
    new Services(home).stop();
    new Postgres(home).stop();
    assertThat(run("status").out()).containsPattern("metering +[1-9][0-9,]* bytes? noted");
    awaitLog("gil", "open.environment.trees by open: 1 with 0 rows, 1 unknown");
    assertThat(done("audit", "verify").out()).contains("each bound to the one before");

    Path receipts = folder.resolve("receipts.json");
    done("receipts", "--user", "fay", "--from", "2000-01-01", "--out", receipts.toString());
    Cli elsewhere = new Cli(folder.resolve("elsewhere"));
    assertThat(elsewhere.run("verify", receipts.toString()).out())
        .contains("sql of environment.trees 1.0.0, 800 rows");
    Files.writeString(receipts, Files.readString(receipts).replace("800", "700"));
    assertThat(elsewhere.run("verify", receipts.toString()).exit()).isEqualTo(1);
  }

  /** The plugin looks at the file once a second. */
  private static String refusal() throws Exception {
    long deadline = System.nanoTime() + 60_000_000_000L;
    while (System.nanoTime() < deadline) {
      try {
        ask("fay", "SELECT * FROM registered.environment.trees WHERE false");
      } catch (SQLException e) {
        return String.valueOf(e.getMessage());
      }
    }
    return "never refused";
  }

  private static void slow(String user) {
    try {
      ask(
          user,
          "SELECT count(*) FROM open.environment.trees a, open.environment.trees b,"
              + " open.environment.trees c, open.environment.trees d"
              + " WHERE a.tree || b.tree || c.tree || d.tree LIKE '%z'");
    } catch (Exception e) {
      return; // its server was killed
    }
  }

  /** Until a query of a user has come so far that it reads a table. */
  private static void awaitNoted(String user) throws Exception {
    long deadline = System.nanoTime() + 60_000_000_000L;
    while (System.nanoTime() < deadline) {
      try (Stream<Path> files = Files.list(MeteringFiles.spool(home))) {
        for (Path each : files.filter(file -> file.toString().endsWith(".jsonl")).toList()) {
          String text = Files.readString(each);
          int asked = text.indexOf("\"user\":\"" + user + "\"");
          if (asked >= 0 && text.indexOf("\"event\":\"selected\"", asked) >= 0) {
            return;
          }
        }
      }
    }
    throw new AssertionError("no query of " + user + " was noted");
  }
}
