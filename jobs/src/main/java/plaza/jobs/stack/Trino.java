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
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import plaza.lake.Database;

/**
 * A real Trino server from its own distribution, as a daemon over TLS, fenced in where the system
 * allows it. It lets in by password or token, and shows what its files of rules say.
 */
public final class Trino {
  /** The catalogue that those who work for Plaza query. */
  public static final String CATALOG = "plaza";

  /** The machine's own user, whom no password lets in. */
  public static final String OPERATOR = "plaza";

  static final String SECRET = "trino-internal";

  private static final Duration START_LIMIT = Duration.ofMinutes(3);
  // A token is asked for again at each page of an answer.
  private static final Duration LONGEST_QUERY = Duration.ofHours(24);

  private final Home home;
  private final Installation installation;
  private final Certificate certificate;

  /** The Trino of a home, run from what the build unpacked. */
  public Trino(Home home, Installation installation) {
    this.home = home;
    this.installation = installation;
    this.certificate = new Certificate(home);
  }

  /** Where JDBC clients connect; the certificate that was made here they have to be told. */
  public String url() throws IOException {
    return url(CATALOG) + (certificate.isGiven() ? "" : trusting());
  }

  private String url(String catalog) throws IOException {
    return "jdbc:trino://%s:%d/%s?SSL=true".formatted(certificate.host(), port(), catalog);
  }

  private String trusting() throws IOException {
    return "&SSLTrustStorePath=" + certificate.pem();
  }

  /** Its port. */
  public int port() throws IOException {
    return Ports.keep(home.folder("trino").resolve("port"), 8443);
  }

  /** The files that say who is who and who may what; read anew each second. */
  public static Path rules(Home home) throws IOException {
    return home.folder("trino/etc/rules");
  }

  /** A connection as a user, by a token of this home; fails at once when no server is there. */
  public Connection connect(String user, String catalog) throws IOException, SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", user);
    properties.setProperty("accessToken", new Tokens(home).issue(user, LONGEST_QUERY));
    properties.setProperty("source", "plaza");
    // Whoever signed a certificate that was given, this machine need not know them.
    return DriverManager.getConnection(url(catalog) + trusting(), properties);
  }

  private Daemon daemon() throws IOException {
    return new Daemon(
        home, "trino", "-Dconfig=" + home.folder("trino/etc").resolve("config.properties"));
  }

  /** Its process, if it runs. */
  public Optional<ProcessHandle> findProcess() throws IOException {
    return daemon().findProcess();
  }

  /** Whether it can read nothing but what it serves. */
  public boolean isFenced() throws IOException {
    return Files.exists(fence());
  }

  private Path fence() throws IOException {
    return home.folder("trino").resolve("fence");
  }

  /** Starts it if need be, and returns when a real scan has answered. */
  public void start() throws IOException, InterruptedException {
    Database pointers = new Postgres(home).pointers();
    home.locked(
        "trino",
        () -> {
          boolean isNew = certificate.make();
          TrinoConfiguration configuration =
              new TrinoConfiguration(home, installation, certificate, port(), pointers);
          if (findProcess().isPresent() && (isNew || !configuration.isWritten())) {
            stop();
          }
          if (findProcess().isEmpty()) {
            launch(configuration, pointers);
          }
        });
    await();
  }

  private void launch(TrinoConfiguration configuration, Database pointers)
      throws IOException, InterruptedException {
    if (!Ports.isFree(port())) {
      // Another home's server may sit there, and would answer for this one.
      throw Ports.taken(port(), "Trino", home.folder("trino").resolve("port"));
    }
    configuration.write();
    List<String> command = new ArrayList<>(new Fence(home, installation).command(fence()));
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
            daemon().mark(),
            "-Dlog.levels-file=" + home.folder("trino/etc").resolve("log.properties"),
            "-cp",
            installation.trino().resolve("lib") + "/*",
            "io.trino.server.TrinoServer"));
    daemon()
        .launch(
            command,
            home.folder("trino"),
            Map.of(
                "PLAZA_POINTERS_PASSWORD",
                pointers.password(),
                "PLAZA_TLS_PASSWORD",
                certificate.password(),
                "PLAZA_INTERNAL_SECRET",
                home.secret(SECRET)));
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

  /**
   * Whether a scan answers in each catalogue that has a table: of each it knows by itself, and anew
   * every five seconds, on which nodes to run them.
   */
  public boolean answers() throws IOException {
    try (Connection connection = connect(OPERATOR, CATALOG);
        Statement statement = connection.createStatement()) {
      for (String table : oneOfEach(statement)) {
        try (ResultSet rows = statement.executeQuery("SELECT count(*) FROM " + table)) {
          rows.next();
        }
      }
      return true;
    } catch (SQLException e) {
      return false;
    }
  }

  private static List<String> oneOfEach(Statement statement) throws SQLException {
    List<String> tables = new ArrayList<>();
    try (ResultSet rows =
        statement.executeQuery(
            "SELECT table_cat, min_by(table_schem, table_schem || table_name), min_by(table_name, table_schem"
                + " || table_name) FROM system.jdbc.tables WHERE table_cat <> 'system'"
                + " AND table_schem <> 'information_schema' GROUP BY 1")) {
      while (rows.next()) {
        tables.add(
            "\"%s\".\"%s\".\"%s\""
                .formatted(rows.getString(1), rows.getString(2), rows.getString(3)));
      }
    }
    return tables;
  }

  /** Stops it, if it runs. */
  public boolean stop() throws IOException, InterruptedException {
    return daemon().stop();
  }
}
