package plaza.jobs.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import plaza.catalog.Catalog;
import plaza.contract.DatasetName;
import plaza.jobs.stack.Home;
import plaza.jobs.stack.Postgres;
import plaza.jobs.stack.Trino;
import plaza.lake.Load;
import plaza.lake.Loads;

@Command(name = "status", description = "Shows what runs and how each table stands.")
final class StatusCommand extends PlazaCommand {
  @Override
  public Integer call() throws Exception {
    Home home = plaza().home();
    Terminal terminal = terminal();
    terminal.say("home      " + home.root());
    Postgres postgres = new Postgres(home);
    boolean isUp = postgres.isUp();
    terminal.say(
        "postgres  " + (isUp ? "up on 127.0.0.1:" + postgres.port() : "down; a run starts it"));
    Trino trino = new Trino(home, plaza().installation());
    Optional<ProcessHandle> server = trino.findProcess();
    terminal.say(
        "trino     "
            + server
                .map(p -> "up, " + memory(p) + ", " + url(trino))
                .orElse("down; ./plaza up starts it"));
    terminal.say("");
    Grid grid = new Grid("dataset", "rows", "refused", "built", "state").right(1, 2);
    @Nullable Loads loads = isUp ? new Loads(postgres.catalogue()) : null;
    for (DatasetName name : Catalog.names(plaza().roots())) {
      grid.add(row(name, loads));
    }
    grid.print(terminal.out());
    return Plaza.DONE;
  }

  private static List<String> row(DatasetName name, @Nullable Loads loads) throws SQLException {
    if (loads == null) {
      return List.of(name.toString(), "", "", "", "unknown: postgres is down");
    }
    Optional<Load> published = loads.findPublished(name);
    boolean isLastFailed = loads.findLast(name).map(load -> !load.isPublished()).orElse(false);
    long refused =
        published.stream()
            .flatMap(load -> load.fates().stream())
            .filter(count -> count.fate().equals("refused"))
            .mapToLong(Load.FateCount::rows)
            .sum();
    return List.of(
        name.toString(),
        published.map(load -> Terminal.count(load.rows())).orElse(""),
        published.map(load -> refused == 0 ? "" : Terminal.count(refused)).orElse(""),
        published.map(load -> ago(load.finishedAt())).orElse(""),
        isLastFailed
            ? "last build failed: ./plaza refused " + name
            : published.isPresent() ? "published" : "not built");
  }

  private static String ago(Instant then) {
    Duration age = Duration.between(then, Instant.now());
    if (age.toDays() > 1) {
      return age.toDays() + " days ago";
    }
    return age.toHours() > 1
        ? age.toHours() + " hours ago"
        : Math.max(0, age.toMinutes()) + " min ago";
  }

  private static String url(Trino trino) {
    try {
      return trino.url();
    } catch (IOException e) {
      return "port unknown";
    }
  }

  private static String memory(ProcessHandle process) {
    Path status = Path.of("/proc/" + process.pid() + "/status");
    try (Stream<String> lines = Files.lines(status)) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .map(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024 + " MB")
          .findFirst()
          .orElse("running");
    } catch (IOException e) {
      return "running"; // no /proc on this system
    }
  }
}
