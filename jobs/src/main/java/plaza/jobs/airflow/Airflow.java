package plaza.jobs.airflow;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import plaza.jobs.schedule.CatalogFile;
import plaza.jobs.stack.Home;
import plaza.jobs.stack.Installation;
import plaza.jobs.stack.Ports;
import plaza.jobs.stack.Postgres;
import plaza.jobs.stack.StackException;
import plaza.lake.Database;

/**
 * The Airflow of a home, on loopback: installed from a lock, with a database and a role of its own,
 * and four processes, each of which is started again when it ends.
 */
public final class Airflow {
  /** The file that makes all DAGs of Plaza. */
  public static final String DAGS = "plaza_dags.py";

  private static final int PORT = 8080;
  private static final int STARTS = 3;
  private static final String DATABASE = "airflow";
  private static final Duration START_LIMIT = Duration.ofMinutes(5);
  private static final String LOOPBACK = "127.0.0.1";

  private final Home home;
  private final PythonEnvironment environment;
  private final Path dags;

  /** That of a home, with the DAGs of an installation. */
  public Airflow(Home home, Installation installation) {
    this.home = home;
    this.environment = PythonEnvironment.of(installation);
    this.dags = installation.dags().resolve(DAGS);
  }

  /** Its port. */
  public int port() throws IOException {
    return Ports.keep(portFile(), PORT);
  }

  private Path portFile() throws IOException {
    return folder().resolve("port");
  }

  /** Its page. */
  public String url() throws IOException {
    return "http://" + LOOPBACK + ":" + port();
  }

  private Path folder() throws IOException {
    return home.folder("airflow");
  }

  /** The Python of its environment. */
  public Path python() throws IOException {
    return environment.program("python");
  }

  /** A client of its REST API, as Plaza's own user. */
  public AirflowClient client() throws IOException {
    return new AirflowClient(url(), AirflowPasswords.PLAZA, new AirflowPasswords(home).own());
  }

  /** Installs it, unless it is installed. */
  public void install(Consumer<String> progress) throws IOException, InterruptedException {
    home.folder("logs/airflow");
    environment.make(home.log("airflow/install"), progress);
  }

  /**
   * Installs, migrates and starts what is not, and returns when all of it is healthy.
   *
   * @param service the port of the job service on loopback
   */
  public void start(int service, Consumer<String> progress)
      throws IOException, InterruptedException {
    install(progress);
    progress.accept("starting PostgreSQL");
    Database database = new Postgres(home).own(DATABASE);
    home.locked("airflow", () -> start(service, database, progress));
  }

  private void start(int service, Database database, Consumer<String> progress)
      throws IOException, InterruptedException {
    boolean isNew = !Files.exists(portFile());
    for (int left = STARTS - 1; ; left--) {
      try {
        startOnPort(service, database, progress);
        return;
      } catch (StackException e) {
        // Between the choice of a port and its use there is time; who was told of it is nobody.
        if (!isNew || left == 0 || Part.API_SERVER.isGuarded(home) || Ports.isFree(port())) {
          throw e;
        }
        Files.delete(portFile());
      }
    }
  }

  private void startOnPort(int service, Database database, Consumer<String> progress)
      throws IOException, InterruptedException {
    AirflowConfiguration configuration =
        new AirflowConfiguration(home, environment.folder(), port(), service, database);
    if (!configuration.isWritten()) {
      stopParts();
    }
    if (Part.API_SERVER.findProcess(home).isEmpty() && !Ports.isFree(port())) {
      throw Ports.taken(port(), "Airflow", portFile());
    }
    new AirflowPasswords(home).own();
    configuration.write();
    copyDags();
    migrate(database, progress);
    progress.accept("starting Airflow");
    Instant begun = Instant.now();
    List<Part> started = new ArrayList<>();
    Path script = script();
    for (Part part : Part.values()) {
      if (!part.isGuarded(home)) {
        started.add(part);
        part.start(home, environment.program("airflow"), script, variables(service));
      }
    }
    await(started, begun, progress);
    for (Part part : Part.values()) {
      part.keep(home);
    }
  }

  private Path script() throws IOException {
    Path script = folder().resolve("guard.sh");
    try (InputStream in = Airflow.class.getResourceAsStream("guard.sh")) {
      if (in == null) {
        throw new StackException("no guard.sh in this jar; run ./mvnw package");
      }
      // A shell reads on in its file while it runs.
      Path draft = Files.createTempFile(folder(), ".guard", ".sh");
      Files.write(draft, in.readAllBytes());
      Files.move(draft, script, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
    }
    return script;
  }

  // The folder may hold DAGs of the user's own beside it.
  private void copyDags() throws IOException {
    Path copy = home.folder("airflow/dags").resolve(DAGS);
    if (!Files.exists(dags)) {
      Files.deleteIfExists(copy);
    } else if (!Files.exists(copy) || Files.mismatch(dags, copy) >= 0) {
      Home.write(copy, Files.readString(dags));
    }
  }

  /** What its processes find in their environment; none of it is a secret. */
  private Map<String, String> variables(int service) throws IOException {
    Map<String, String> variables = new LinkedHashMap<>();
    variables.put("AIRFLOW_HOME", folder().toString());
    variables.put("PLAZA_CATALOG", new CatalogFile(home).path().toString());
    variables.put(
        "AIRFLOW_CONN_PLAZA_DEFAULT",
        """
        {"conn_type": "http", "host": "%s", "port": %d, "extra": {"token_file": "%s"}}\
        """
            .formatted(LOOPBACK, service, home.folder("secrets").resolve("service-token")));
    variables.put("PYTHONSAFEPATH", "1");
    // The parts speak to each other on loopback, whatever proxy leads elsewhere.
    String direct = System.getenv().getOrDefault("NO_PROXY", System.getenv().get("no_proxy"));
    String loopback = LOOPBACK + ",localhost" + (direct == null ? "" : "," + direct);
    variables.put("NO_PROXY", loopback);
    variables.put("no_proxy", loopback);
    return variables;
  }

  private void migrate(Database database, Consumer<String> progress)
      throws IOException, InterruptedException {
    Path mark = folder().resolve("migrated");
    String wanted = environment.folder() + "\n";
    if (Files.exists(mark) && Files.readString(mark).equals(wanted) && isMigrated(database)) {
      return;
    }
    progress.accept("preparing Airflow's database");
    Path log = home.log("airflow/migrate");
    ProcessBuilder builder =
        new ProcessBuilder(environment.program("airflow").toString(), "db", "migrate")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.to(log.toFile()));
    builder.environment().keySet().removeIf(name -> name.startsWith("AIRFLOW_"));
    builder.environment().put("AIRFLOW_HOME", folder().toString());
    Process process = builder.start();
    process.getOutputStream().close();
    if (process.waitFor() != 0) {
      throw new StackException("Airflow's database could not be prepared; see " + log);
    }
    Files.writeString(mark, wanted);
  }

  private static boolean isMigrated(Database database) {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        var row = statement.executeQuery("SELECT 1 FROM alembic_version")) {
      return row.next();
    } catch (SQLException e) {
      return false;
    }
  }

  private void await(List<Part> started, Instant begun, Consumer<String> progress)
      throws IOException, InterruptedException {
    AirflowClient client = client();
    long deadline = System.nanoTime() + START_LIMIT.toNanos();
    String missing = "";
    while (System.nanoTime() < deadline) {
      for (Part part : started) {
        part.check(home);
      }
      Optional<Health> health = client.findHealth();
      List<String> waitedFor =
          health.map(h -> h.missing(started, begun)).orElse(List.of(Part.API_SERVER.title()));
      if (waitedFor.isEmpty()) {
        return;
      }
      if (!String.join(", ", waitedFor).equals(missing)) {
        missing = String.join(", ", waitedFor);
        progress.accept("starting Airflow: " + missing);
      }
      TimeUnit.MILLISECONDS.sleep(200);
    }
    throw new StackException(
        "Airflow's %s did not become healthy within %s; see %s"
            .formatted(missing, START_LIMIT, home.folder("logs/airflow")));
  }

  /** Whether any of its processes runs. */
  public boolean isUp() throws IOException {
    for (Part part : Part.values()) {
      if (part.findProcess(home).isPresent()) {
        return true;
      }
    }
    return false;
  }

  /**
   * How one of its processes stands.
   *
   * @param process its number, or null where it does not run
   * @param isGuarded whether it is started again when it ends
   * @param bytes of memory, shared ones in part; -1 where the system does not tell
   */
  public record PartState(
      String name,
      @org.jspecify.annotations.Nullable Long process,
      boolean isGuarded,
      long bytes) {}

  /** How each of its processes stands. */
  public List<PartState> states() throws IOException {
    List<PartState> states = new ArrayList<>();
    for (Part part : Part.values()) {
      Optional<ProcessHandle> process = part.findProcess(home);
      long bytes =
          part.processes(home).mapToLong(Airflow::bytes).reduce(0, (a, b) -> b < 0 ? -1 : a + b);
      states.add(
          new PartState(
              part.title(),
              process.map(ProcessHandle::pid).orElse(null),
              part.isGuarded(home),
              bytes));
    }
    return states;
  }

  // Proportional: most pages of its processes are those of the one that they were forked from.
  private static long bytes(ProcessHandle process) {
    try (Stream<String> lines = Files.lines(Path.of("/proc/" + process.pid() + "/smaps_rollup"))) {
      return lines
          .filter(line -> line.startsWith("Pss:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
          .findFirst()
          .orElse(0);
    } catch (IOException | java.io.UncheckedIOException e) {
      return -1;
    }
  }

  /** Stops it, if it runs; what it knows stays in its database. */
  public boolean stop() throws IOException, InterruptedException {
    boolean[] wasUp = {false};
    home.locked("airflow", () -> wasUp[0] = stopParts());
    return wasUp[0];
  }

  private boolean stopParts() throws IOException, InterruptedException {
    boolean wasUp = isUp();
    // Tasks that end meanwhile tell the API server so.
    List<Part> first = List.of(Part.SCHEDULER, Part.TRIGGERER, Part.DAG_PROCESSOR);
    for (Part part : first) {
      part.askToEnd(home);
    }
    for (Part part : first) {
      part.stop(home);
    }
    Part.API_SERVER.stop(home);
    return wasUp;
  }
}
