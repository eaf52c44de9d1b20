package plaza.jobs.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import plaza.catalog.Catalog;
import plaza.catalog.Dataset;
import plaza.contract.Tier;
import plaza.jobs.stack.Home;
import plaza.jobs.stack.Postgres;
import plaza.jobs.worker.Releasing;
import plaza.jobs.worker.Worker;
import plaza.jobs.worker.WorkerProcess;
import plaza.lake.Loads;
import plaza.lake.Standing;
import plaza.release.Manifest;

@Command(
    name = "release",
    description = {
      "Makes what each tier shows of a table, attacks it, and publishes all tiers at once.",
      "What breaks a consumer, the first version included, waits for ./plaza approve.",
      "PLAZA_RELEASES_URL is where consumers look releases up; their documents say so."
    })
final class ReleaseCommand extends PlazaCommand {
  private static final long FEW_ROWS = 200_000;

  @Parameters(paramLabel = "DATASET", description = "The dataset to release.")
  private String dataset = "";

  @Option(
      names = "--tier",
      paramLabel = "T",
      description = "Only this tier; may be given several times (default: all it declares).")
  private List<Tier> tiers = new ArrayList<>();

  @Option(names = "--dry-run", description = "Makes and attacks it, and leaves nothing of it.")
  private boolean isDry;

  @Option(
      names = "--at",
      paramLabel = "INSTANT",
      description = "As of then, such as 2026-03-29T00:00:00Z: decides what is old enough to show.")
  private @Nullable Instant at;

  private Releasing.@Nullable Report report;
  private boolean isBroken;

  @Override
  public Integer call() throws Exception {
    Instant now = Instant.now();
    if (at != null && at.isAfter(now)) {
      throw new Plaza.WrongUse(
          "--at " + at + " is in the future",
          "It would show what is not old enough; leave it out.");
    }
    Catalog catalog = plaza().catalog();
    Dataset found = Plaza.dataset(catalog, dataset);
    if (found.findRelease().isEmpty()) {
      throw new Plaza.WrongUse(
          dataset + " declares no release",
          "Its contract.yaml would; see ./plaza check " + dataset);
    }
    Home home = plaza().home();
    terminal().progress("starting PostgreSQL");
    Standing standing = new Loads(new Postgres(home).catalogue()).standings().get(found.name());
    boolean isShort = standing == null || standing.rows() < FEW_ROWS;
    terminal().progress("starting the engine");
    Worker.Order order =
        new Worker.Order.Release(
            home.root().toString(),
            plaza().roots().stream().map(Path::toString).toList(),
            dataset,
            tiers.stream().map(Tier::id).toList(),
            Objects.requireNonNullElse(at, now).toString(),
            isDry);
    int exit = new WorkerProcess(home).run(order, isShort, this::show);
    if (report != null) {
      print(report);
      return exit;
    }
    if (!isBroken) {
      terminal().fail("the worker stopped with exit code " + exit, "See ./plaza logs worker.");
    }
    terminal().tell("          the current version stays as it was; run it again");
    return Plaza.BROKEN;
  }

  private void show(Worker.Event event) {
    String text = Objects.requireNonNullElse(event.text(), "");
    switch (event.kind()) {
      case "waiting" ->
          terminal().tell("  @|yellow waits|@   for another release in this home to end");
      case "releasing" -> terminal().progress(dataset + ", " + text);
      case "released" -> report = event.report();
      case "ended" -> {
        isBroken = !text.isEmpty();
        if (isBroken) {
          terminal().tell("  @|red broken|@  " + Grid.oneLine(text));
        }
      }
      default -> {
        // The engine is ready.
      }
    }
  }

  private void print(Releasing.Report report) throws IOException {
    String version = dataset + " " + report.version();
    switch (report.state()) {
      case REFUSED ->
          terminal()
              .tell(
                  "  @|red refused|@ " + version.strip() + "; the current version stays as it was");
      case WAITING ->
          terminal().tell("  @|yellow waits|@   " + version + " for ./plaza approve " + dataset);
      case PUBLISHED ->
          terminal().tell("  @|green published|@ " + version + " in all tiers at once");
      case DRY -> terminal().tell("  @|green passed|@  " + version + "; nothing of it stays");
    }
    report.why().forEach(why -> terminal().tell("          " + Grid.oneLine(why)));
    if (report.tiers().isEmpty()) {
      return;
    }
    Grid tiers =
        new Grid("tier", "rows", "before", "added", "removed", "changed", "moved", "bytes")
            .right(1, 2, 3, 4, 5, 6, 7);
    for (Releasing.TierReport tier : report.tiers()) {
      List<String> row = new ArrayList<>(List.of(tier.tier(), Terminal.count(tier.rows())));
      row.addAll(Differences.cells(tier.difference()));
      row.add(Terminal.count(tier.bytes()));
      tiers.add(row);
    }
    terminal().out().println();
    tiers.print(terminal().out());
    for (Releasing.TierReport tier : report.tiers()) {
      Differences.map(tier.tier(), tier.difference()).forEach(terminal()::say);
    }
    Grid leaks = new Grid("tier", "city", "attack", "got", "may", "").right(3, 4);
    for (Releasing.TierReport tier : report.tiers()) {
      for (Manifest.Leak leak : tier.leaks()) {
        leaks.add(
            tier.tier(),
            Objects.requireNonNullElse(leak.city(), ""),
            leak.attack(),
            number(leak.measured()),
            number(leak.allowed()),
            (leak.isWon() ? "won: " : "lost: ") + leak.seen());
      }
    }
    if (leaks.size() > 0) {
      terminal().out().println();
      leaks.print(terminal().out());
    }
  }

  private static String number(double value) {
    return value == Math.rint(value)
        ? Terminal.count((long) value)
        : String.format(Locale.ROOT, "%.3f", value);
  }
}
