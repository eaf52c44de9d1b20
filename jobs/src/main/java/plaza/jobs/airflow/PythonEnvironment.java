package plaza.jobs.airflow;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import plaza.jobs.stack.Installation;
import plaza.jobs.stack.StackException;

/**
 * A Python environment with Airflow and Plaza's operator, made by uv from a lock with hashes. It is
 * named by what it was made of and never changed, so that what runs from one is not disturbed when
 * another is made; all homes of an installation share it.
 *
 * @param sources the folder with the lock and the operator's package
 * @param environments the folder that holds such environments
 * @param path where programs are looked for, as a shell has it
 */
record PythonEnvironment(Path sources, Path environments, String path) {
  // What Airflow takes, and what its lock was made for.
  private static final String PYTHON = ">=3.10,<3.14";
  private static final int NAME = 16;
  private static final int TOLD = 4;

  /** That of an installation. */
  static PythonEnvironment of(Installation installation) {
    return new PythonEnvironment(
        installation.dags(), installation.environments(), System.getenv().getOrDefault("PATH", ""));
  }

  /** Its folder, whether it is made or not. */
  Path folder() throws IOException {
    return environments.resolve(sum());
  }

  /** A program of it. */
  Path program(String name) throws IOException {
    return folder().resolve("bin").resolve(name);
  }

  /** Whether it is there, whole. */
  boolean isMade() throws IOException {
    return Files.exists(mark());
  }

  private Path mark() throws IOException {
    return folder().resolve("plaza-complete");
  }

  private Path lock() {
    return sources.resolve("requirements.txt");
  }

  /** Makes it, unless it is there. What the tools say goes to the log. */
  void make(Path log, Consumer<String> progress) throws IOException, InterruptedException {
    if (isMade()) {
      return;
    }
    Files.createDirectories(environments);
    try (FileChannel channel =
            FileChannel.open(
                environments.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock exclusive = channel.lock()) {
      if (exclusive.isValid() && !isMade()) {
        Files.writeString(log, "");
        install(uv(log, progress), log, progress);
        Files.writeString(mark(), "");
      }
    }
  }

  private void install(String uv, Path log, Consumer<String> progress)
      throws IOException, InterruptedException {
    progress.accept("installing Airflow; the first time this fetches about 100 MB");
    String folder = folder().toString();
    String python = program("python").toString();
    run(log, uv, "venv", "--quiet", "--clear", "--python", PYTHON, folder);
    run(
        log,
        uv,
        "pip",
        "sync",
        "--quiet",
        "--require-hashes",
        "--compile-bytecode",
        "--python",
        python,
        lock().toString());
    if (Files.exists(sources.resolve("pyproject.toml"))) {
      // Built by what the lock has, and anew: uv looks at the project's file only to find it old.
      run(
          log,
          uv,
          "pip",
          "install",
          "--quiet",
          "--no-deps",
          "--no-build-isolation",
          "--reinstall",
          "--compile-bytecode",
          "--python",
          python,
          sources.toString());
    }
  }

  /** The path of uv: the machine's own, or one that pip installs here. */
  private String uv(Path log, Consumer<String> progress) throws IOException, InterruptedException {
    Optional<Path> found = onPath("uv");
    if (found.isPresent()) {
      return found.get().toString();
    }
    Path tools = environments.resolve("uv");
    Path uv = tools.resolve("bin/uv");
    if (Files.isExecutable(uv)) {
      return uv.toString();
    }
    Path python =
        onPath("python3")
            .orElseThrow(() ->
                new StackException(
                    "Airflow needs Python, and found neither uv nor python3 on the PATH; install one"
                        + " (apt install python3-venv, brew install uv)"));
    progress.accept("installing uv, which installs Airflow");
    Path pins = environments.resolve("uv.txt");
    try (InputStream in = PythonEnvironment.class.getResourceAsStream("uv.txt")) {
      Files.write(pins, in == null ? new byte[0] : in.readAllBytes());
    }
    try {
      run(log, python.toString(), "-m", "venv", "--clear", tools.toString());
    } catch (StackException e) {
      throw new StackException(
          "python3 cannot make an environment (%s); install its venv (apt install python3-venv) or uv"
              .formatted(e.getMessage()),
          e);
    }
    run(
        log,
        tools.resolve("bin/pip").toString(),
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--require-hashes",
        "-r",
        pins.toString());
    return uv.toString();
  }

  private Optional<Path> onPath(String program) {
    return Stream.of(path.split(":"))
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, program))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private void run(Path log, String... command) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            // Not where a project of the user's may have settings for uv.
            .directory(environments.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    // Or uv and pip would work in whichever environment this was called from.
    builder.environment().keySet().removeAll(List.of("VIRTUAL_ENV", "PYTHONPATH", "PYTHONHOME"));
    long begin = Files.exists(log) ? Files.size(log) : 0;
    Process process = builder.start();
    process.getOutputStream().close();
    if (process.waitFor() != 0) {
      throw new StackException(failure(command, log, begin));
    }
  }

  private static String failure(String[] command, Path log, long begin) throws IOException {
    byte[] all = Files.readAllBytes(log);
    String said =
        new String(all, (int) begin, (int) (all.length - begin), StandardCharsets.UTF_8).strip();
    List<String> lines = said.lines().map(String::strip).filter(l -> !l.isEmpty()).toList();
    String told = String.join(" ", lines.subList(0, Math.min(TOLD, lines.size())));
    boolean isFetching =
        Stream.of("fetch", "dns", "connect", "network", "resolution")
            .anyMatch(said.toLowerCase(Locale.ROOT)::contains);
    return "%s failed: %s%s; see %s"
        .formatted(
            Path.of(command[0]).getFileName(),
            told,
            isFetching
                ? ". It installs from pypi.org, or from the mirror that UV_DEFAULT_INDEX and"
                    + " PIP_INDEX_URL name"
                : "",
            log);
  }

  /** Names what it is made of: the lock, the operator's package and where it lies. */
  private String sum() throws IOException {
    if (!Files.exists(lock())) {
      throw new StackException("no " + lock() + ", which says what Airflow is installed from");
    }
    List<Path> files = new ArrayList<>(List.of(lock()));
    if (Files.exists(sources.resolve("pyproject.toml"))) {
      try (Stream<Path> all = Files.walk(sources)) {
        all.filter(file -> file.toString().matches(".*(pyproject\\.toml|/plaza_airflow/.*\\.py)"))
            .sorted()
            .forEach(files::add);
      }
    }
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (Path file : files) {
        digest.update((sources.relativize(file) + "\n").getBytes(StandardCharsets.UTF_8));
        digest.update(Files.readAllBytes(file));
      }
      return HexFormat.of().formatHex(digest.digest()).substring(0, NAME);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
