package plaza.jobs.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import plaza.contract.DatasetName;
import plaza.contract.Tier;
import plaza.jobs.stack.Home;
import plaza.jobs.stack.Postgres;
import plaza.jobs.worker.Worker;
import plaza.jobs.worker.WorkerProcess;
import plaza.lake.Releases;
import plaza.release.Difference;
import plaza.release.Manifest;

@Command(
    name = "diff",
    description = "Shows what one version of a release has beside another: columns, rows, a map.")
final class DiffCommand extends PlazaCommand {
  @Parameters(index = "0", paramLabel = "DATASET", description = "The released dataset.")
  private String dataset = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "FORMER",
      description = "A version (default: the one before the other).")
  private @Nullable String former;

  @Parameters(
      index = "2",
      arity = "0..1",
      paramLabel = "LATTER",
      description = "A version (default: the newest that there is).")
  private @Nullable String latter;

  @Option(names = "--tier", paramLabel = "T", description = "The tier (default: open).")
  private Tier tier = Tier.OPEN;

  private @Nullable Difference difference;

  @Override
  public Integer call() throws Exception {
    DatasetName name = plaza().name(dataset);
    Home home = plaza().home();
    Releases releases = new Releases(new Postgres(home).catalogue());
    // With files: not withdrawn, not rejected.
    List<Releases.Version> versions =
        releases.list(name).stream()
            .filter(
                v -> v.state() != Releases.State.REJECTED && v.state() != Releases.State.WITHDRAWN)
            .toList();
    int to = latter == null ? 0 : place(versions, latter);
    int from = former == null ? to + 1 : place(versions, former);
    if (from >= versions.size()) {
      throw new Plaza.WrongUse(
          "there is nothing to compare with: "
              + dataset
              + " has "
              + Terminal.plural(versions.size(), "version"),
          "See ./plaza releases " + dataset);
    }
    Path before = folder(releases, versions.get(from));
    Path after = folder(releases, versions.get(to));
    columns(Manifest.read(before), Manifest.read(after));
    terminal().progress("starting the engine");
    Worker.Order order =
        new Worker.Order.Compare(
            home.root().toString(),
            plaza().roots().stream().map(Path::toString).toList(),
            dataset,
            before.toString(),
            after.toString());
    int exit =
        new WorkerProcess(home)
            .run(
                order,
                false,
                event -> {
                  if (event.kind().equals("compared")) {
                    difference = event.difference();
                  } else if (event.text() != null) {
                    terminal().tell("  @|red broken|@  " + Grid.oneLine(event.text()));
                  }
                });
    if (difference == null) {
      terminal().fail("the worker stopped with exit code " + exit, "See ./plaza logs worker.");
      return Plaza.BROKEN;
    }
    Grid grid =
        new Grid("tier", "version", "rows", "before", "added", "removed", "changed", "moved")
            .right(2, 3, 4, 5, 6, 7);
    List<String> row =
        new java.util.ArrayList<>(
            List.of(
                tier.id(),
                versions.get(from).version() + " → " + versions.get(to).version(),
                Terminal.count(difference.after())));
    row.addAll(Differences.cells(difference));
    grid.add(row);
    grid.print(terminal().out());
    Differences.map(tier.id(), difference).forEach(terminal()::say);
    return Plaza.DONE;
  }

  private int place(List<Releases.Version> versions, String version) {
    for (int i = 0; i < versions.size(); i++) {
      if (versions.get(i).version().equals(version)) {
        return i;
      }
    }
    throw new Plaza.WrongUse(
        "no files of version " + version + " of " + dataset, "See ./plaza releases " + dataset);
  }

  private Path folder(Releases releases, Releases.Version version) throws SQLException {
    return releases.editions(version.dataset(), version.version()).stream()
        .filter(edition -> edition.tier() == tier)
        .map(edition -> Path.of(edition.folder()))
        .filter(Files::isDirectory)
        .findFirst()
        .orElseThrow(() ->
            new Plaza.WrongUse(
                version.version() + " of " + dataset + " has nothing for " + tier.id(),
                "See ./plaza releases %s %s".formatted(dataset, version.version())));
  }

  private void columns(Manifest before, Manifest after) {
    Grid grid = new Grid("column or limit", "before", "now");
    compare(grid, before.columns(), after.columns());
    compare(grid, before.limits(), after.limits());
    if (!before.license().equals(after.license())) {
      grid.add("license", before.license(), after.license());
    }
    if (grid.size() > 0) {
      grid.print(terminal().out());
      terminal().out().println();
    }
  }

  private static void compare(
      Grid grid, java.util.Map<String, String> before, java.util.Map<String, String> after) {
    java.util.TreeSet<String> names = new java.util.TreeSet<>(before.keySet());
    names.addAll(after.keySet());
    for (String name : names) {
      String was = before.getOrDefault(name, "");
      String is = after.getOrDefault(name, "");
      if (!was.equals(is)) {
        grid.add(name, was, is);
      }
    }
  }
}
