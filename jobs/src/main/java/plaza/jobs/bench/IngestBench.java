package plaza.jobs.bench;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import plaza.jobs.stack.Home;
import plaza.jobs.stack.Postgres;
import plaza.jobs.stack.StackException;
import plaza.jobs.worker.WorkerProcess;

/**
 * How long a CSV file of sensor readings takes to become a published table, beside DuckDB, which
 * reads it, casts and writes Parquet: on as many threads, in turns, answers compared first.
 */
public final class IngestBench {
  /** The peer's version that the figures are of. */
  public static final String DUCKDB = "1.5.5";

  private static final int THREADS = 2;
  private static final LocalDateTime FROM = LocalDateTime.parse("2026-03-01T00:00:00");
  private static final int SENSORS = 2_000;

  private final Home home;
  private final String python;
  private final Progress progress;

  /** In a home of its own; {@code python} is the interpreter that has DuckDB. */
  public IngestBench(Home home, String python, Progress progress) {
    this.home = home;
    this.python = python;
    this.progress = progress;
  }

  /** What the measurement says while it goes on. */
  public interface Progress {
    /** Something begins. */
    void doing(String what);
  }

  /**
   * Seconds of one kind of run, the fastest of its rounds.
   *
   * @param mode {@code cold}: start of the process included; {@code warm}: in one that has run
   *     before
   * @param landing of ours, for the copy and its sum
   * @param duckdb null where it is not there to be measured
   */
  public record Line(String mode, long rows, double ours, double landing, @Nullable Double duckdb) {
    /** How many times as long ours takes. */
    public Optional<Double> ratio() {
      return Optional.ofNullable(duckdb).map(theirs -> ours / theirs);
    }
  }

  /** The memory that one size took. */
  public record Memory(long rows, long megabytes, double seconds) {}

  /** All that was measured. */
  public record Report(long rows, int threads, int rounds, List<Line> lines, List<Memory> memory) {}

  /** Whether the peer can be measured: empty, or what to do about it. */
  public Optional<String> findObstacle() throws IOException, InterruptedException {
    String install = "python3 -m pip install duckdb==" + DUCKDB;
    Process process;
    try {
      process =
          new ProcessBuilder(python, "-c", "import duckdb; print(duckdb.__version__)")
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
    } catch (IOException e) {
      return Optional.of("no " + python + "; install Python 3, then: " + install);
    }
    String version =
        new String(
            process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
      return Optional.of("no DuckDB in " + python + ": " + install);
    }
    return version.strip().equals(DUCKDB)
        ? Optional.empty()
        : Optional.of("DuckDB " + version.strip() + " in " + python + ": " + install);
  }

  /** Measures a file of so many rows, cold once and warm in so many rounds. */
  public Report measure(long rows, int rounds, boolean hasPeer)
      throws IOException, InterruptedException {
    Path tree = SensorTree.write(home.folder("bench").resolve("tree"));
    Path file = file(rows);
    new Postgres(home).catalogue();
    List<Line> lines = new ArrayList<>();
    progress.doing("cold, ours");
    Timed ours = cold(ours(tree, file));
    Timed theirs = null;
    if (hasPeer) {
      progress.doing("cold, DuckDB");
      theirs = cold(theirs(file));
      agree(ours.round(), theirs.round());
    }
    lines.add(line("cold", ours, theirs));
    lines.add(warm(tree, file, rounds, hasPeer));
    return new Report(rows, THREADS, rounds, lines, List.of());
  }

  /** The memory that each size takes in the same heap. */
  public List<Memory> memory(List<Long> sizes) throws IOException, InterruptedException {
    Path tree = SensorTree.write(home.folder("bench").resolve("tree"));
    new Postgres(home).catalogue();
    List<Memory> memory = new ArrayList<>();
    for (long rows : sizes) {
      Path file = file(rows);
      progress.doing("memory, %,d rows".formatted(rows));
      try (Side side = new Side(ours(tree, file), home.log("bench"))) {
        Round round = side.run();
        memory.add(new Memory(rows, side.peakMegabytes(), round.seconds()));
      }
    }
    return memory;
  }

  /** Writes what was measured where others can read it. */
  public Path write(Report report) throws IOException {
    Path file = home.folder("bench").resolve("ingest.json");
    JsonMapper.builder()
        .enable(SerializationFeature.INDENT_OUTPUT)
        .build()
        .writeValue(file.toFile(), report);
    return file;
  }

  private record Timed(double seconds, Round round) {}

  private static Line line(String mode, Timed ours, @Nullable Timed theirs) {
    return new Line(
        mode,
        ours.round().answer().rows(),
        ours.seconds(),
        ours.round().landing(),
        theirs == null ? null : theirs.seconds());
  }

  private Timed cold(List<String> command) throws IOException {
    long start = System.nanoTime();
    Round round;
    try (Side side = new Side(command, home.log("bench"))) {
      round = side.run();
    }
    return new Timed((System.nanoTime() - start) / 1e9, round);
  }

  private Line warm(Path tree, Path file, int rounds, boolean hasPeer) throws IOException {
    Timed ours = null;
    Timed theirs = null;
    try (Side first = new Side(ours(tree, file), home.log("bench"));
        Side second = hasPeer ? new Side(theirs(file), home.log("bench")) : null) {
      // The first round of each is what makes them warm.
      for (int i = 0; i <= rounds; i++) {
        progress.doing("warm, round %d of %d, ours".formatted(i, rounds));
        Round round = first.run();
        ours = i == 0 ? null : faster(ours, round);
        if (second != null) {
          progress.doing("warm, round %d of %d, DuckDB".formatted(i, rounds));
          Round other = second.run();
          agree(round, other);
          theirs = i == 0 ? null : faster(theirs, other);
        }
      }
    }
    return line("warm", Objects.requireNonNull(ours), theirs);
  }

  private static Timed faster(@Nullable Timed before, Round round) {
    return before == null || round.seconds() < before.seconds()
        ? new Timed(round.seconds(), round)
        : before;
  }

  private static void agree(Round ours, Round theirs) {
    if (!ours.answer().agrees(theirs.answer())) {
      throw new StackException(
          "the answers differ, so no time is told: ours "
              + ours.answer()
              + ", DuckDB's "
              + theirs.answer());
    }
  }

  private Path file(long rows) throws IOException {
    Path file = home.folder("bench").resolve("readings-" + rows + ".csv");
    if (!Files.exists(file)) {
      progress.doing("writing %,d rows".formatted(rows));
      Path draft = file.resolveSibling("." + file.getFileName());
      new SensorFile(rows, SENSORS, FROM).write(draft);
      Files.move(draft, file, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
    }
    return file;
  }

  private List<String> ours(Path tree, Path file) throws IOException {
    List<String> command = new ArrayList<>(WorkerProcess.command(OursProcess.class));
    command.addAll(List.of(home.root().toString(), tree.toString(), file.toString()));
    return command;
  }

  private List<String> theirs(Path file) throws IOException {
    Path script = home.folder("bench").resolve("ingest.py");
    try (InputStream in =
        Objects.requireNonNull(IngestBench.class.getResourceAsStream("ingest.py"))) {
      Files.write(script, in.readAllBytes());
    }
    Path target = home.folder("bench").resolve("duckdb.parquet");
    return List.of(
        python, script.toString(), file.toString(), target.toString(), String.valueOf(THREADS));
  }
}
