package plaza.jobs.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.commons.io.FileUtils;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import plaza.jobs.bench.IngestBench;
import plaza.jobs.stack.Home;
import plaza.jobs.stack.Postgres;

@Command(
    name = "ingest",
    description = "A CSV of sensor readings, landed, built, checked and published; beside DuckDB.")
final class IngestCommand extends PlazaCommand {
  private static final long SMALL = 100_000;
  private static final long WHOLE = 10_000_000;

  @Option(names = "--rows", paramLabel = "N", description = "Rows (default: 100000).")
  private long rows = SMALL;

  @Option(names = "--whole", description = "Ten million rows.")
  private boolean isWhole;

  @Option(names = "--rounds", paramLabel = "N", description = "Warm rounds (default: 3).")
  private int rounds = 3;

  @Option(
      names = "--memory",
      description = "Also the memory that 1 and 20 million rows take in the same heap.")
  private boolean hasMemory;

  @Option(
      names = "--python",
      paramLabel = "P",
      description = "A Python that has DuckDB (default: python3).")
  private String python = "python3";

  @Override
  public Integer call() throws Exception {
    if (rows < 1 || rounds < 1) {
      throw new Plaza.WrongUse("--rows and --rounds count from 1", "Leave them out, or give more.");
    }
    Terminal terminal = terminal();
    Home home = new Home(plaza().home().folder("bench-ingest"));
    clear(home);
    IngestBench ingest = new IngestBench(home, python, terminal::progress);
    Optional<String> obstacle = ingest.findObstacle();
    obstacle.ifPresent(why -> terminal.tell("  @|yellow note|@    DuckDB is left out: " + why));
    try {
      IngestBench.Report report =
          ingest.measure(isWhole ? WHOLE : rows, rounds, obstacle.isEmpty());
      if (hasMemory) {
        report =
            new IngestBench.Report(
                report.rows(),
                report.threads(),
                report.rounds(),
                report.lines(),
                ingest.memory(List.of(1_000_000L, 20_000_000L)));
      }
      print(terminal, report);
      Path file = ingest.write(report);
      terminal.say("  written to " + file);
    } finally {
      new Postgres(home).stop();
    }
    return Plaza.DONE;
  }

  // Tables of former measurements; the files that were measured are kept.
  private static void clear(Home home) throws IOException, InterruptedException {
    new Postgres(home).stop();
    for (String folder : List.of("warehouse", "postgres", "spark", "secrets")) {
      FileUtils.deleteDirectory(home.root().resolve(folder).toFile());
    }
  }

  private static void print(Terminal terminal, IngestBench.Report report) {
    terminal.say(
        "%s as CSV, %d threads, the fastest of %d rounds; landed, typed, checked, published:"
            .formatted(Terminal.plural(report.rows(), "row"), report.threads(), report.rounds()));
    Grid grid =
        new Grid("", "rows kept", "ours s", "landing s", "DuckDB s", "ratio").right(1, 2, 3, 4, 5);
    for (IngestBench.Line line : report.lines()) {
      grid.add(
          line.mode(),
          Terminal.count(line.rows()),
          seconds(line.ours()),
          seconds(line.landing()),
          Optional.ofNullable(line.duckdb()).map(IngestCommand::seconds).orElse(""),
          line.ratio().map(IngestCommand::seconds).orElse(""));
    }
    grid.print(terminal.out());
    if (!report.memory().isEmpty()) {
      Grid memory = new Grid("rows", "peak MB", "s").right(0, 1, 2);
      for (IngestBench.Memory each : report.memory()) {
        memory.add(
            Terminal.count(each.rows()), Terminal.count(each.megabytes()), seconds(each.seconds()));
      }
      memory.print(terminal.out());
    }
  }

  private static String seconds(double seconds) {
    return String.format(Locale.ROOT, "%.2f", seconds);
  }
}
