package plaza.jobs.airflow;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import plaza.jobs.stack.Daemon;
import plaza.jobs.stack.Home;
import plaza.jobs.stack.StackException;

/**
 * One of the processes that Airflow is, and the guard beside it: a shell that starts it again when
 * it ends, once it has been seen to work.
 */
enum Part {
  API_SERVER("api-server"),
  SCHEDULER("scheduler --skip-serve-logs"),
  DAG_PROCESSOR("dag-processor"),
  TRIGGERER("triggerer --skip-serve-logs");

  private static final int SECONDS_TO_END = 30;
  // The system tells when a process began to the tick, and by the clock that may be set meanwhile.
  private static final int TOLERANCE_S = 2;

  // Whoever shows logs finds them in their folder: no server is needed to ask for them.
  private final String command;

  Part(String command) {
    this.command = command;
  }

  private List<String> words() {
    return List.of(command.split(" "));
  }

  /** As Airflow's command line calls it. */
  String title() {
    return words().getFirst();
  }

  private String folder() {
    return "airflow/" + title();
  }

  /** Its log. */
  Path log(Home home) throws IOException {
    home.folder("logs/airflow");
    return home.log(folder());
  }

  private Daemon guard(Home home) throws IOException {
    return new Daemon(home, folder(), pidFile(home).toString());
  }

  private Path pidFile(Home home) throws IOException {
    return home.folder(folder()).resolve("process");
  }

  private Path keepFile(Home home) throws IOException {
    return home.folder(folder()).resolve("keep");
  }

  /** Whether somebody looks after it. */
  boolean isGuarded(Home home) throws IOException {
    return guard(home).findProcess().isPresent();
  }

  /** Its process, if it runs, guarded or not. */
  Optional<ProcessHandle> findProcess(Home home) throws IOException {
    Path file = pidFile(home);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    // Some of them name themselves anew, so no argument tells them. Whoever has this number and
    // began behind its being written down is another.
    Instant written = Files.getLastModifiedTime(file).toInstant();
    return ProcessHandle.of(Long.parseLong(Files.readString(file).strip()))
        .filter(ProcessHandle::isAlive)
        .filter(process ->
            process
                .info()
                .startInstant()
                .map(begun -> begun.isBefore(written.plusSeconds(TOLERANCE_S)))
                .orElse(true));
  }

  /** All that it consists of. */
  Stream<ProcessHandle> processes(Home home) throws IOException {
    return findProcess(home).stream()
        .flatMap(process -> Stream.concat(Stream.of(process), process.descendants()));
  }

  /** Starts it, unless it runs and is guarded. */
  void start(Home home, Path program, Path script, Map<String, String> environment)
      throws IOException, InterruptedException {
    if (isGuarded(home)) {
      return;
    }
    // One whose guard was killed would not be started again, and two must not run.
    stop(home);
    if (this == SCHEDULER) {
      ProcessHandle.allProcesses()
          .filter(process -> isWorker(process.pid(), folderOfAll(home)))
          .forEach(ProcessHandle::destroyForcibly);
    }
    log(home);
    List<String> whole = new ArrayList<>(List.of("/usr/bin/env"));
    // What is set for another Airflow, or another Python, is not meant for this one.
    System.getenv().keySet().stream()
        .filter(
            name -> name.matches("AIRFLOW_.*|PYTHON(PATH|HOME|SAFEPATH)|VIRTUAL_ENV|_AIRFLOW_.*"))
        .forEach(name -> whole.addAll(List.of("-u", name)));
    whole.addAll(
        List.of("/bin/sh", script.toString(), keepFile(home).toString(), pidFile(home).toString()));
    whole.add(program.toString());
    whole.addAll(words());
    guard(home).launch(whole, home.folder("airflow"), environment);
  }

  private static Path folderOfAll(Home home) {
    return home.root().resolve("airflow");
  }

  /**
   * Whether it is one that executes a scheduler's tasks. It waits for work for ever where the
   * scheduler and its guard were killed together; who stands in this home's folder is of this home.
   */
  private static boolean isWorker(long process, Path folder) {
    Path proc = Path.of("/proc/" + process);
    try {
      return Files.readSymbolicLink(proc.resolve("cwd")).equals(folder.toRealPath())
          && Files.readString(proc.resolve("cmdline"), StandardCharsets.ISO_8859_1)
              .startsWith("airflow worker --");
    } catch (IOException e) {
      return false; // it has ended, is somebody else's, or this system does not tell
    }
  }

  /** From now on it is started again when it ends. */
  void keep(Home home) throws IOException {
    if (!Files.exists(keepFile(home))) {
      Files.createFile(keepFile(home));
    }
  }

  /** Asks it to end, if it runs, and not to be started again. */
  void askToEnd(Home home) throws IOException, InterruptedException {
    Files.deleteIfExists(keepFile(home));
    guard(home).stop();
    findProcess(home).ifPresent(ProcessHandle::destroy);
  }

  /** Stops it, if it runs. */
  boolean stop(Home home) throws IOException, InterruptedException {
    Optional<ProcessHandle> process = findProcess(home);
    List<ProcessHandle> all = processes(home).toList();
    boolean isUp = process.isPresent() || isGuarded(home);
    askToEnd(home);
    if (process.isPresent()) {
      await(process.get());
      // What is left of it, for its guard is gone.
      all.forEach(ProcessHandle::destroyForcibly);
      await(process.get());
    }
    Files.deleteIfExists(pidFile(home));
    return isUp;
  }

  private static void await(ProcessHandle process) throws InterruptedException {
    try {
      process.onExit().get(SECONDS_TO_END, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      // it is ended by force next
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Fails where it has ended instead of starting. */
  void check(Home home) throws IOException {
    if (!isGuarded(home)) {
      throw new StackException(
          "Airflow's %s stopped while it started%s; see %s"
              .formatted(title().replace('-', ' '), reason(log(home)), log(home)));
    }
  }

  private static String reason(Path log) throws IOException {
    try (Stream<String> lines = Files.lines(log)) {
      return lines
          .filter(line ->
              line.matches("\\w*(Error|Exception)\\b.*|.*\\[Errno.*")
                  || line.toLowerCase(Locale.ROOT).contains("address already in use"))
          .reduce((first, last) -> last)
          .map(line -> ": " + line.strip())
          .orElse("");
    } catch (UncheckedIOException e) {
      return ""; // not text
    }
  }
}
