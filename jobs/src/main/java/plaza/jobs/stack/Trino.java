package plaza.jobs.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import plaza.contract.Tier;
import plaza.lake.Database;

/** A real Trino server from its own distribution, as a daemon on loopback. */
public final class Trino {
  /** The catalogue that analysts query. */
  public static final String CATALOG = "plaza";

  private static final String CONNECTION = "iceberg.jdbc-catalog.connection-url=";
  private static final Duration START_LIMIT = Duration.ofMinutes(3);

  private final Home home;
  private final Installation installation;

  /** The Trino of a home, run from what the build unpacked. */
  public Trino(Home home, Installation installation) {
    this.home = home;
    this.installation = installation;
  }

  /** Where JDBC clients connect. */
  public String url() throws IOException {
    return "jdbc:trino://127.0.0.1:" + port() + "/" + CATALOG;
  }

  /** Its port on loopback. */
  public int port() throws IOException {
    return Ports.keep(home.folder("trino").resolve("port"), 8090);
  }

  /** A connection as a user; fails at once when the server is not there. */
  public Connection connect(String user) throws IOException, SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", user);
    properties.setProperty("source", "plaza");
    return DriverManager.getConnection(url(), properties);
  }

  /** Its process, if it runs. */
  public Optional<ProcessHandle> findProcess() throws IOException {
    Path file = home.folder("trino").resolve("pid");
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    // A pid may have been given to another program since.
    String ours = "-Dconfig=" + home.folder("trino/etc").resolve("config.properties");
    return ProcessHandle.of(Long.parseLong(Files.readString(file).strip()))
        .filter(ProcessHandle::isAlive)
        .filter(p -> p.info().arguments().map(a -> List.of(a).contains(ours)).orElse(true));
  }

  /** Starts it if need be, and returns when a real scan has answered. */
  public void start() throws IOException, InterruptedException {
    Database pointers = new Postgres(home).pointers();
    home.locked(
        "trino",
        () -> {
          if (findProcess().isPresent() && !knows(pointers)) {
            stop();
          }
          if (findProcess().isEmpty()) {
            launch(pointers);
          }
        });
    await();
  }

  /** Whether it was started with where the table pointers are now. */
  private boolean knows(Database pointers) throws IOException {
    Path file = home.folder("trino/etc/catalog").resolve(CATALOG + ".properties");
    return Files.readAllLines(file).contains(CONNECTION + pointers.url());
  }

  private void launch(Database pointers) throws IOException {
    if (!Ports.isFree(port())) {
      // Another home's server may sit there, and would answer for this one.
      throw new StackException(
          "port %d, which this home's Trino uses, is taken; stop what listens there, or delete %s"
              .formatted(port(), home.folder("trino").resolve("port")));
    }
    Path folder = home.folder("trino");
    Path etc = home.folder("trino/etc");
    Path catalogs = home.folder("trino/etc/catalog");
    Home.write(
        etc.resolve("config.properties"),
        """
        node.environment=plaza
        node.id=plaza-local
        coordinator=true
        node-scheduler.include-coordinator=true
        node.internal-address=127.0.0.1
        node.bind-ip=127.0.0.1
        http-server.http.port=%d
        discovery.uri=http://127.0.0.1:%d
        catalog.config-dir=%s
        query.max-memory=700MB
        query.max-memory-per-node=700MB
        memory.heap-headroom-per-node=500MB
        """
            .formatted(port(), port(), catalogs));
    Home.write(etc.resolve("log.properties"), "io.trino=INFO\n");
    catalog(catalogs, CATALOG, home.warehouse() + "/tables", pointers);
    for (Tier tier : Tier.values()) {
      catalog(catalogs, tier.id(), Home.uri(home.tables(tier)), pointers);
    }
    Path distribution = installation.trino();
    List<String> command = new ArrayList<>();
    // A session of its own, so that Ctrl-C at the terminal does not reach the daemon.
    if (Files.isExecutable(Path.of("/usr/bin/setsid"))) {
      command.add("/usr/bin/setsid");
    }
    command.addAll(
        List.of(
            Installation.java(),
            "-server",
            "-Xms512m",
            "-Xmx2g",
            "-XX:+UseG1GC",
            "-XX:+ExitOnOutOfMemoryError",
            "-XX:-OmitStackTraceInFastThrow",
            "-XX:ReservedCodeCacheSize=256M",
            "-XX:+EnableDynamicAgentLoading",
            "-Djdk.attach.allowAttachSelf=true",
            "-Dfile.encoding=UTF-8",
            "-Duser.timezone=UTC",
            "--sun-misc-unsafe-memory-access=allow",
            "--enable-native-access=ALL-UNNAMED",
            "-Dconfig=" + etc.resolve("config.properties"),
            "-Dlog.levels-file=" + etc.resolve("log.properties"),
            "-cp",
            distribution.resolve("lib") + "/*",
            "io.trino.server.TrinoServer"));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(distribution.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.to(home.log("trino").toFile()));
    builder.environment().put("PLAZA_POINTERS_PASSWORD", pointers.password());
    Process process = builder.start();
    process.getOutputStream().close();
    Files.writeString(folder.resolve("pid"), process.pid() + "\n");
  }

  // A tier's catalogue knows its own tables alone, and their files lie in a folder of their own.
  private static void catalog(Path catalogs, String name, String warehouse, Database pointers)
      throws IOException {
    Home.write(
        catalogs.resolve(name + ".properties"),
        """
        connector.name=iceberg
        iceberg.catalog.type=jdbc
        iceberg.jdbc-catalog.catalog-name=%s
        iceberg.jdbc-catalog.driver-class=org.postgresql.Driver
        %s%s
        iceberg.jdbc-catalog.connection-user=%s
        iceberg.jdbc-catalog.connection-password=${ENV:PLAZA_POINTERS_PASSWORD}
        iceberg.jdbc-catalog.default-warehouse-dir=%s
        iceberg.jdbc-catalog.schema-version=V1
        iceberg.security=READ_ONLY
        parquet.max-merge-distance=64kB
        fs.native-local.enabled=true
        local.location=/
        """
            .formatted(name, CONNECTION, pointers.url(), pointers.user(), warehouse));
  }

  private void await() throws IOException, InterruptedException {
    long deadline = System.nanoTime() + START_LIMIT.toNanos();
    while (System.nanoTime() < deadline) {
      if (findProcess().isEmpty()) {
        throw new StackException("Trino stopped while it started; see " + home.log("trino"));
      }
      if (answers()) {
        return;
      }
      TimeUnit.MILLISECONDS.sleep(200);
    }
    throw new StackException(
        "Trino did not answer within " + START_LIMIT + "; see " + home.log("trino"));
  }

  /** Whether a scan answers: of a table where there is one, else of the server's own. */
  public boolean answers() throws IOException {
    try (Connection connection = connect("plaza");
        Statement statement = connection.createStatement()) {
      Optional<String> table = findTable(statement);
      try (ResultSet rows =
          statement.executeQuery(
              table
                  .map(t -> "SELECT 1 FROM " + t + " LIMIT 1")
                  .orElse("SELECT node_id FROM system.runtime.nodes"))) {
        rows.next();
        return true;
      }
    } catch (SQLException e) {
      return false;
    }
  }

  private static Optional<String> findTable(Statement statement) throws SQLException {
    try (ResultSet rows =
        statement.executeQuery(
            "SELECT table_schema, table_name FROM plaza.information_schema.tables"
                + " WHERE table_schema <> 'information_schema' LIMIT 1")) {
      return rows.next()
          ? Optional.of("plaza.\"%s\".\"%s\"".formatted(rows.getString(1), rows.getString(2)))
          : Optional.empty();
    }
  }

  /** Stops it, if it runs. */
  public boolean stop() throws IOException, InterruptedException {
    Optional<ProcessHandle> process = findProcess();
    if (process.isEmpty()) {
      return false;
    }
    process.get().destroy();
    try {
      process.get().onExit().get(30, TimeUnit.SECONDS);
    } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
      process.get().destroyForcibly();
    }
    return true;
  }
}
