package plaza.jobs.stack;

import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import io.zonky.test.db.postgres.util.ArchUtils;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;
import plaza.lake.Database;

/**
 * A real PostgreSQL out of a jar, as a daemon on loopback with passwords: started by whoever needs
 * it first, stopped by {@link #stop}. Unlike the library's own starter it keeps fsync on, asks for
 * passwords, and outlives the process that started it.
 */
public final class Postgres {
  private static final String CATALOGUE = "catalogue";

  private final Home home;

  /** The PostgreSQL of a home. */
  public Postgres(Home home) {
    this.home = home;
  }

  /** The catalogue's database as Plaza's own role, started and set up if need be. */
  public Database catalogue() throws IOException, InterruptedException {
    if (!isUp()) {
      home.locked("postgres", this::start);
    }
    return database("plaza");
  }

  /** The catalogue's database as the role that may only read table pointers. */
  Database pointers() throws IOException {
    return database("trino");
  }

  private Database database(String role) throws IOException {
    return new Database(url(CATALOGUE), role, home.secret("postgres-" + role));
  }

  private String url(String database) throws IOException {
    return "jdbc:postgresql://127.0.0.1:" + port() + "/" + database;
  }

  /** Its port on loopback. */
  public int port() throws IOException {
    return Ports.keep(folder().resolve("port"), 5433);
  }

  private Path folder() throws IOException {
    return home.folder("postgres");
  }

  private Path data() throws IOException {
    return folder().resolve("data");
  }

  /** Whether it answers as this home's. */
  public boolean isUp() throws IOException {
    if (!Files.exists(data().resolve("postmaster.pid"))) {
      return false;
    }
    try (Connection connection = database("plaza").connect()) {
      return connection.isValid(5);
    } catch (SQLException e) {
      return false;
    }
  }

  private void start() throws IOException, InterruptedException {
    if (isUp()) {
      return;
    }
    Path binaries = folder().resolve("binaries");
    if (!Files.isDirectory(binaries)) {
      unpack(binaries);
    }
    boolean isNew = !Files.exists(data().resolve("PG_VERSION"));
    if (isNew) {
      initialise(binaries);
    }
    run(
        binaries,
        "pg_ctl",
        "-D",
        data().toString(),
        "-w",
        "-t",
        "60",
        "-l",
        home.log("postgres").toString(),
        "-o",
        "-p "
            + port()
            + " -c listen_addresses=127.0.0.1 -c unix_socket_directories=''"
            + " -c shared_buffers=64MB -c max_connections=150 -c log_min_messages=warning",
        "start");
    try {
      if (!hasCatalogue()) {
        setUp();
      }
      database("plaza").create();
      grantReading();
    } catch (SQLException e) {
      throw new StackException("PostgreSQL could not be set up; see " + home.log("postgres"), e);
    }
  }

  private void initialise(Path binaries) throws IOException, InterruptedException {
    Path password = folder().resolve(".initial");
    Home.write(password, home.secret("postgres-postgres"));
    try {
      run(
          binaries,
          "initdb",
          "-D",
          data().toString(),
          "-U",
          "postgres",
          "-A",
          "scram-sha-256",
          "--pwfile",
          password.toString(),
          "-E",
          "UTF8",
          "--locale",
          "C");
    } finally {
      Files.deleteIfExists(password);
    }
  }

  private boolean hasCatalogue() throws IOException, SQLException {
    try (Connection connection = superuser("postgres").connect();
        Statement statement = connection.createStatement();
        var row =
            statement.executeQuery(
                "SELECT 1 FROM pg_database WHERE datname = '" + CATALOGUE + "'")) {
      return row.next();
    }
  }

  private Database superuser(String database) throws IOException {
    return new Database(url(database), "postgres", home.secret("postgres-postgres"));
  }

  // Secrets are hexadecimal, so quoting them is safe; CREATE ROLE takes no parameters.
  private void setUp() throws IOException, SQLException {
    try (Connection connection = superuser("postgres").connect();
        Statement statement = connection.createStatement()) {
      for (String role : List.of("plaza", "trino")) {
        statement.execute("DROP ROLE IF EXISTS " + role);
        statement.execute(
            "CREATE ROLE " + role + " LOGIN PASSWORD '" + home.secret("postgres-" + role) + "'");
      }
      statement.execute("CREATE DATABASE " + CATALOGUE + " OWNER plaza");
      statement.execute("REVOKE ALL ON DATABASE " + CATALOGUE + " FROM PUBLIC");
      statement.execute("GRANT CONNECT ON DATABASE " + CATALOGUE + " TO trino");
    }
  }

  private void grantReading() throws IOException, SQLException {
    try (Connection connection = database("plaza").connect();
        Statement statement = connection.createStatement()) {
      statement.execute("GRANT SELECT ON iceberg_tables, iceberg_namespace_properties TO trino");
    }
  }

  /** Stops it, if it runs; open transactions are rolled back. */
  public boolean stop() throws IOException, InterruptedException {
    Path pid = data().resolve("postmaster.pid");
    if (!Files.exists(pid) || !isAlive(Files.readAllLines(pid).getFirst())) {
      return false;
    }
    run(
        folder().resolve("binaries"),
        "pg_ctl",
        "-D",
        data().toString(),
        "-w",
        "-m",
        "fast",
        "stop");
    return true;
  }

  // A crash or a reboot leaves the file of a server that is gone.
  private static boolean isAlive(String pid) {
    return ProcessHandle.of(Long.parseLong(pid.strip())).isPresent();
  }

  private void run(Path binaries, String program, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    // PostgreSQL refuses to run as root; in a user namespace of its own it is not.
    if ("root".equals(System.getProperty("user.name"))) {
      command.addAll(List.of("unshare", "-U"));
    }
    command.add(binaries.resolve("bin").resolve(program).toString());
    command.addAll(List.of(arguments));
    Path log = home.log("postgres-" + program);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.to(log.toFile()));
    builder.environment().put("LC_ALL", "C");
    builder.environment().put("TZ", "UTC");
    Process process = builder.start();
    if (!process.waitFor(120, TimeUnit.SECONDS) || process.exitValue() != 0) {
      process.destroy();
      throw new StackException(program + " failed; see " + log + " and " + home.log("postgres"));
    }
  }

  private void unpack(Path target) throws IOException {
    String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String os = system.contains("mac") ? "Darwin" : system.contains("win") ? "Windows" : "Linux";
    String arch = ArchUtils.normalize(System.getProperty("os.arch"));
    Path draft = Files.createTempDirectory(folder(), ".binaries-");
    try (InputStream in = DefaultPostgresBinaryResolver.INSTANCE.getPgBinary(os, arch)) {
      Archives.untar(new XZCompressorInputStream(new BufferedInputStream(in)), draft, name -> true);
    }
    Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
  }
}
