package plaza.jobs.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import plaza.catalog.Catalog;
import plaza.contract.DatasetName;
import plaza.jobs.airflow.Airflow;
import plaza.jobs.metering.Meter;
import plaza.jobs.service.Health;
import plaza.jobs.service.Services;
import plaza.jobs.stack.Home;
import plaza.jobs.stack.Postgres;
import plaza.jobs.stack.Trino;
import plaza.jobs.wall.Keepers;
import plaza.jobs.wall.WallState;
import plaza.lake.Loads;
import plaza.lake.Standing;

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
    wall(home, server.isPresent() && trino.isFenced(), terminal);
    service(home, terminal);
    terminal.say(
        "metering  "
            + Terminal.plural(Meter.waiting(home), "byte")
            + " noted on disk by the server; the keeper takes them into the log");
    terminal.say("airflow   " + AirflowCommand.line(new Airflow(home, plaza().installation())));
    terminal.say("");
    Grid grid = new Grid("dataset", "rows", "refused", "built", "state").right(1, 2);
    @Nullable Loads loads = isUp ? new Loads(postgres.catalogue()) : null;
    Map<DatasetName, Standing> standings = loads == null ? Map.of() : loads.standings();
    Set<DatasetName> failures = loads == null ? Set.of() : loads.neverPublished();
    for (DatasetName name : Catalog.names(plaza().roots())) {
      grid.add(row(name, isUp, standings.get(name), failures.contains(name)));
    }
    grid.print(terminal.out());
    return Plaza.DONE;
  }

  private static void service(Home home, Terminal terminal)
      throws IOException, InterruptedException {
    Services services = new Services(home);
    Optional<ProcessHandle> process = services.findProcess();
    if (process.isEmpty()) {
      terminal.say("jobs      down; ./plaza up starts the service");
      return;
    }
    Optional<Health> health = services.findHealth();
    terminal.say(
        "jobs      "
            + (health.isEmpty()
                ? "@|red does not answer|@; see ./plaza logs service"
                : "up, %s, %s; %d queued, %d under way; the worker is %s"
                    .formatted(
                        memory(process.get()),
                        services.url(),
                        health.get().queued(),
                        health.get().running(),
                        health.get().worker())));
  }

  private static void wall(Home home, boolean isFenced, Terminal terminal) throws IOException {
    boolean isKept = new Keepers(home).findProcess().isPresent();
    Optional<WallState> found = WallState.find(home);
    Instant now = Instant.now();
    if (!isKept || found.isEmpty() || !found.get().isFresh(now)) {
      terminal.say(
          "rules     @|red nobody keeps them|@: what was granted or has ended since is not taken up;"
              + " ./plaza up starts the keeper");
      return;
    }
    WallState state = found.get();
    terminal.say(
        "rules     kept: %s, %s in force; last changed %s%s"
            .formatted(
                Terminal.plural(state.people(), "account"),
                Terminal.plural(state.grants(), "agreement"),
                state.changedAt(),
                isFenced ? "" : "; Trino is not fenced in on this system"));
    List<String> doubts = new ArrayList<>();
    if (state.awaySince() != null) {
      doubts.add("the database is away since " + state.awaySince() + ": nobody gains access");
    }
    if (state.jump() != null) {
      doubts.add(
          "the clock has jumped by %s: for an hour, what begins or ends by one clock alone is denied"
              .formatted(state.jump()));
    }
    if (state.restored() != null) {
      doubts.add(
          "%s was changed by somebody else and put right at %s"
              .formatted(state.restored(), state.restoredAt()));
    }
    if (state.problem() != null) {
      doubts.add(state.problem() + "; see ./plaza logs keeper");
    }
    doubts.forEach(doubt -> terminal.say("          @|yellow " + doubt + "|@"));
  }

  private static List<String> row(
      DatasetName name, boolean isUp, @Nullable Standing standing, boolean isFailure) {
    if (!isUp) {
      return List.of(name.toString(), "", "", "", "unknown: postgres is down");
    }
    String failed = "last build failed: ./plaza refused " + name;
    if (standing == null) {
      return List.of(name.toString(), "", "", "", isFailure ? failed : "not built");
    }
    return List.of(
        name.toString(),
        Terminal.count(standing.rows()),
        standing.refused() == 0 ? "" : Terminal.count(standing.refused()),
        ago(standing.finishedAt()),
        standing.isLastFailed() ? failed : "published");
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
