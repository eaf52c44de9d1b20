package plaza.jobs.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import plaza.catalog.Catalog;
import plaza.catalog.Dataset;
import plaza.check.Finding;
import plaza.contract.DatasetName;
import plaza.jobs.stack.Home;
import plaza.jobs.worker.Fingerprints;
import plaza.jobs.worker.Progress;
import plaza.jobs.worker.Worker;
import plaza.jobs.worker.WorkerProcess;
import plaza.jobs.worker.Workload;
import plaza.lake.Database;
import plaza.lake.Loads;
import plaza.lake.Standing;

/** Builds what is not up to date with what has landed by then, in a worker; shows how it goes. */
final class Building {
  // Less than this is built before what the second compiler makes of the engine would pay.
  private static final long LITTLE_BYTES = 64 << 20;

  private final Catalog catalog;
  private final Home home;
  private final Database database;
  private final List<Path> roots;
  private final Terminal terminal;
  private final Fingerprints fingerprints;

  Building(Catalog catalog, Home home, Database database, List<Path> roots, Terminal terminal) {
    this.catalog = catalog;
    this.home = home;
    this.database = database;
    this.roots = roots;
    this.terminal = terminal;
    this.fingerprints = new Fingerprints(catalog, home.landed());
  }

  /** Those of the datasets, in lineage order, whose tables are not what they should be by now. */
  List<Dataset> stale(List<Dataset> datasets) throws SQLException {
    return fingerprints.stale(datasets, new Loads(database).standings());
  }

  /** Builds those of these that another run has not built meanwhile; returns the exit code. */
  int refresh(List<Dataset> datasets) throws IOException, InterruptedException, SQLException {
    return build(datasets, false, true);
  }

  /** Builds these, anew if so wanted; returns the exit code. */
  int build(List<Dataset> datasets, boolean isAnew)
      throws IOException, InterruptedException, SQLException {
    return build(datasets, isAnew, false);
  }

  private int build(List<Dataset> datasets, boolean isAnew, boolean onlyStale)
      throws IOException, InterruptedException, SQLException {
    Loads loads = new Loads(database);
    Map<DatasetName, Standing> standings = isAnew ? Map.of() : loads.standings();
    long bytes = new Workload(catalog, fingerprints, loads, standings).bytes(datasets);
    terminal.progress("starting the engine");
    Worker.Order.Build order =
        new Worker.Order.Build(
            home.root().toString(),
            roots.stream().map(Path::toString).toList(),
            datasets.stream().map(d -> d.name().toString()).toList(),
            isAnew,
            onlyStale);
    int exit =
        new WorkerProcess(home)
            .build(
                order,
                bytes < LITTLE_BYTES,
                new Lines(),
                why -> terminal.tell("  @|red broken|@  " + why));
    if (exit != Plaza.DONE && exit != Plaza.REFUSED) {
      terminal.fail(
          "the worker stopped with exit code " + exit + "; nothing of this run was published",
          "See ./plaza logs worker.");
      return Plaza.BROKEN;
    }
    return exit;
  }

  private final class Lines implements Progress {
    @Override
    public void ready() {
      terminal.progress("the engine is ready");
    }

    @Override
    public void waiting() {
      terminal.tell("  @|yellow waits|@   for another run in this home to end");
    }

    @Override
    public void building(String dataset, int number, int total) {
      terminal.progress("building %d of %d: %s".formatted(number, total, dataset));
    }

    @Override
    public void built(String dataset, long rows, long refused, double seconds) {
      String line =
          String.format(
              Locale.ROOT,
              "  @|green built|@   %-42s %12s rows  %6.1f s",
              dataset,
              Terminal.count(rows),
              seconds);
      terminal.tell(
          refused == 0 ? line : line + "  @|yellow " + Terminal.count(refused) + " refused|@");
    }

    @Override
    public void skipped(String dataset, String why) {
      terminal.tell("  @|yellow skipped|@ " + dataset + ": " + why);
    }

    @Override
    public void failed(String dataset, List<Finding> findings) {
      terminal.tell("  @|red failed|@  " + dataset + "; its table stays as it was");
      tell(findings);
    }

    @Override
    public void noted(String dataset, List<Finding> findings) {
      terminal.tell("  @|yellow noted|@   " + dataset);
      tell(findings);
    }

    private void tell(List<Finding> findings) {
      for (Finding finding : findings) {
        String place = finding.address().isEmpty() ? "" : finding.address() + ": ";
        terminal.tell(
            "          " + finding.code().id() + ": " + place + Grid.oneLine(finding.message()));
        terminal.tell("          @|faint " + finding.code().remedy() + "|@");
      }
    }

    @Override
    public void published(int tables) {
      terminal.tell("  published " + Terminal.plural(tables, "table") + " at once");
    }
  }
}
