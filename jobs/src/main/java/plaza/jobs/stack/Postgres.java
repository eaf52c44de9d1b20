package plaza.jobs.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import plaza.lake.Database;

/**
 * A real PostgreSQL out of a jar, as a daemon on loopback with passwords: started by whoever needs
 * it first, stopped by {@link #stop}. Unlike the library's own starter it keeps fsync on, asks for
 * passwords, and outlives the process that started it.
 */
public final class Postgres {
  private static final String CATALOGUE = "catalogue";
  private static final String SECRET = "postgres-";
  private static final int PORT = 5433;
  // What a killed server had not yet written to its tables it does on its next start.
  static final Duration START_LIMIT = Duration.ofMinutes(5);
  private static final int STARTS = 3;

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

  /** The catalogue's database as Plaza's own role, where it is up. */
  public Optional<Database> findCatalogue() throws IOException {
    return isUp() ? Optional.of(database("plaza")) : Optional.empty();
  }

  /** The catalogue's database as the role that may only read table pointers. */
  Database pointers() throws IOException {
    return database("trino");
  }

  /**
   * A database of its own for another program, and a role of the same name that owns it and reaches
   * no other; made if need be, the server started too.
   *
   * @param name lower case letters
   */
  public Database own(String name) throws IOException, InterruptedException {
    catalogue();
    home.locked("postgres", () -> makeOwn(name));
    return new Database(url(name), name, home.secret(SECRET + name));
  }

  private Database database(String role) throws IOException {
    return new Database(url(CATALOGUE), role, home.secret(SECRET + role));
  }

  private String url(String database) throws IOException {
    return "jdbc:postgresql://127.0.0.1:" + port() + "/" + database;
  }

  /** Its port on loopback. */
  public int port() throws IOException {
    return Ports.keep(portFile(), PORT);
  }

  private Path portFile() throws IOException {
    return folder().resolve("port");
  }

  private Path folder() throws IOException {
    return home.folder("postgres");
  }

  private Path data() throws IOException {
    return folder().resolve("data");
  }

  /** Whether it answers as this home's. */
  public boolean isUp() throws IOException {
    // Whoever else has its port by now may take a connection and never answer.
    if (postmaster().find().isEmpty()) {
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
    programs().unpack();
    if (!Files.exists(data().resolve("PG_VERSION"))) {
      initialise();
    }
    // One that runs and does not answer was started by who died of it, or recovers from a crash.
    Optional<Integer> port = postmaster().findPort();
    if (port.isPresent() && postmaster().find().isPresent()) {
      Ports.write(portFile(), port.get());
    }
    if (postmaster().find().isEmpty() || !answers()) {
      launch();
    }
    try {
      if (!hasCatalogue()) {
        setUp();
      }
      grantConnecting();
      database("plaza").create();
      grantReading();
    } catch (SQLException e) {
      throw new StackException("PostgreSQL could not be set up; see " + home.log("postgres"), e);
    }
  }

  private PostgresPrograms programs() throws IOException {
    return new PostgresPrograms(home, folder().resolve("binaries"));
  }

  private Postmaster postmaster() throws IOException {
    return new Postmaster(data(), programs().file("postgres"));
  }

  /** Waits until the server that runs lets its superuser in; false if it ends before. */
  private boolean answers() throws IOException, InterruptedException {
    long deadline = System.nanoTime() + START_LIMIT.toNanos();
    while (System.nanoTime() < deadline) {
      try (Connection connection = superuser("postgres").connect()) {
        return connection.isValid(5);
      } catch (SQLException e) {
        if (postmaster().find().isEmpty()) {
          return false;
        }
        TimeUnit.MILLISECONDS.sleep(200);
      }
    }
    throw new StackException(
        "PostgreSQL runs and has not answered for %s; see %s"
            .formatted(START_LIMIT, home.log("postgres")));
  }

  private void launch() throws IOException, InterruptedException {
    for (int left = STARTS - 1; ; left--) {
      postmaster().clear();
      // While it was down, its port may have gone to another home's.
      int port = Ports.isFree(port()) ? port() : Ports.choose(PORT);
      try {
        programs()
            .run(
                "pg_ctl",
                "-D",
                data().toString(),
                "-w",
                "-t",
                String.valueOf(START_LIMIT.toSeconds()),
                "-l",
                home.log("postgres").toString(),
                "-o",
                "-p "
                    + port
                    + " -c listen_addresses=127.0.0.1 -c unix_socket_directories=''"
                    + " -c shared_buffers=64MB -c max_connections=150 -c log_min_messages=warning",
                "start");
        Ports.write(portFile(), port);
        return;
      } catch (StackException e) {
        // Between the look at the port and its use there is a moment.
        if (left == 0 || Ports.isFree(port)) {
          throw e;
        }
      }
    }
  }

  private void initialise() throws IOException, InterruptedException {
    Path password = folder().resolve(".initial");
    Home.write(password, home.secret(SECRET + "postgres"));
    // Killed on the way, it would leave a folder that looks as if it could be started.
    Path draft = Files.createTempDirectory(folder(), ".data-");
    try {
      programs()
          .run(
              "initdb",
              "-D",
              draft.toString(),
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
      Files.move(draft, data(), StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(password);
    }
  }

  private boolean hasCatalogue() throws IOException, SQLException {
    try (Connection connection = superuser("postgres").connect();
        Statement statement = connection.createStatement()) {
      return exists(statement, "SELECT 1 FROM pg_database WHERE datname = '" + CATALOGUE + "'");
    }
  }

  private Database superuser(String database) throws IOException {
    return new Database(url(database), "postgres", home.secret(SECRET + "postgres"));
  }

  // Secrets are hexadecimal, so quoting them is safe; CREATE ROLE takes no parameters.
  private void setUp() throws IOException, SQLException {
    try (Connection connection = superuser("postgres").connect();
        Statement statement = connection.createStatement()) {
      for (String role : List.of("plaza", "trino")) {
        statement.execute("DROP ROLE IF EXISTS " + role);
        statement.execute(
            "CREATE ROLE " + role + " LOGIN PASSWORD '" + home.secret(SECRET + role) + "'");
      }
      statement.execute("CREATE DATABASE " + CATALOGUE + " OWNER plaza");
    }
  }

  private void makeOwn(String name) throws IOException {
    try (Connection connection = superuser("postgres").connect();
        Statement statement = connection.createStatement()) {
      if (!exists(statement, "SELECT 1 FROM pg_roles WHERE rolname = '" + name + "'")) {
        statement.execute("CREATE ROLE " + name);
      }
      statement.execute(
          "ALTER ROLE %s LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD '%s'"
              .formatted(name, home.secret(SECRET + name)));
      if (!exists(statement, "SELECT 1 FROM pg_database WHERE datname = '" + name + "'")) {
        statement.execute("CREATE DATABASE " + name + " OWNER " + name);
      }
      // Everyone may connect to a database until it is said that they may not.
      for (String database : List.of(name, CATALOGUE, "postgres", "template1")) {
        statement.execute("REVOKE ALL ON DATABASE " + database + " FROM PUBLIC");
      }
    } catch (SQLException e) {
      throw new StackException(
          "the database %s could not be made; see %s".formatted(name, home.log("postgres")), e);
    }
  }

  private static boolean exists(Statement statement, String query) throws SQLException {
    try (ResultSet row = statement.executeQuery(query)) {
      return row.next();
    }
  }

  // At each start: who made the database may have died before this.
  private void grantConnecting() throws IOException, SQLException {
    try (Connection connection = superuser("postgres").connect();
        Statement statement = connection.createStatement()) {
      // Or a secret was made anew.
      for (String role : List.of("plaza", "trino")) {
        statement.execute("ALTER ROLE " + role + " PASSWORD '" + home.secret(SECRET + role) + "'");
      }
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
    if (postmaster().find().isEmpty()) {
      return false;
    }
    programs().run("pg_ctl", "-D", data().toString(), "-w", "-m", "fast", "stop");
    return true;
  }
}
