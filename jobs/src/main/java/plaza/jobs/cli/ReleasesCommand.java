package plaza.jobs.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import plaza.catalog.Catalog;
import plaza.contract.DatasetName;
import plaza.jobs.stack.Postgres;
import plaza.lake.Releases;
import plaza.release.Manifest;

@Command(
    name = "releases",
    description = "Shows what has been released, what waits for a word, and what was withdrawn.")
final class ReleasesCommand extends PlazaCommand {
  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "DATASET",
      description = "All versions of this one (default: the latest of each).")
  private @Nullable String dataset;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "VERSION",
      description = "All that is known of this version.")
  private @Nullable String version;

  @Override
  public Integer call() throws Exception {
    Collection<DatasetName> names =
        dataset == null ? Catalog.names(plaza().roots()) : List.of(plaza().name(dataset));
    Releases releases = new Releases(new Postgres(plaza().home()).catalogue());
    List<Releases.Version> versions = new ArrayList<>();
    for (DatasetName name : names) {
      List<Releases.Version> all = releases.list(name);
      versions.addAll(dataset == null ? all.stream().limit(1).toList() : all);
    }
    if (version != null) {
      return detail(releases, versions);
    }
    if (versions.isEmpty()) {
      terminal()
          .say(
              "nothing has been released"
                  + (dataset == null ? "; ./plaza release DATASET does" : " of " + dataset));
      return Plaza.DONE;
    }
    Grid grid =
        new Grid("dataset", "version", "state", "released", "tiers", "rows", "change").right(5);
    for (Releases.Version each : versions) {
      List<Releases.Edition> editions = releases.editions(each.dataset(), each.version());
      grid.add(
          each.dataset().toString(),
          each.version(),
          word(each.state()),
          each.releasedAt().toString(),
          String.join(" ", editions.stream().map(e -> e.tier().id()).toList()),
          Terminal.count(editions.stream().mapToLong(Releases.Edition::rows).max().orElse(0)),
          Objects.requireNonNullElse(each.why(), each.change()));
    }
    grid.print(terminal().out());
    return Plaza.DONE;
  }

  private int detail(Releases releases, List<Releases.Version> versions)
      throws IOException, SQLException {
    Releases.Version found =
        versions.stream()
            .filter(each -> each.version().equals(version))
            .findFirst()
            .orElseThrow(() ->
                new Plaza.WrongUse(
                    "no version " + version + " of " + dataset, "See ./plaza releases " + dataset));
    terminal().say("  %s %s, %s".formatted(dataset, version, word(found.state())));
    terminal()
        .say("  released  " + found.releasedAt() + ", of what was old enough at " + found.asOf());
    terminal().say("  made from " + found.load());
    terminal().say("  change    " + Grid.oneLine(found.change()));
    if (found.decidedBy() != null) {
      String why = found.why() == null ? "" : ": " + Grid.oneLine(found.why());
      terminal().say("  decided   by " + found.decidedBy() + why);
    }
    Grid limits = new Grid("tier", "rows", "license", "shows", "limits").right(1);
    Grid leaks = new Grid("tier", "attack", "", "seen");
    for (Releases.Edition edition : releases.editions(found.dataset(), found.version())) {
      Path folder = Path.of(edition.folder());
      if (!Files.exists(folder.resolve(Manifest.NAME))) {
        continue;
      }
      Manifest manifest = Manifest.read(folder);
      limits.add(
          manifest.tier(),
          Terminal.count(manifest.rows()),
          manifest.license(),
          String.join(" ", manifest.columns().keySet()),
          manifest.limits().toString());
      manifest
          .leaks()
          .forEach(leak ->
              leaks.add(
                  manifest.tier(), leak.attack(), leak.isWon() ? "won" : "lost", leak.seen()));
    }
    if (limits.size() > 0) {
      terminal().out().println();
      limits.print(terminal().out());
      terminal().out().println();
      leaks.print(terminal().out());
    }
    List<Releases.Fetch> fetches = releases.fetches(found.dataset(), found.version());
    if (!fetches.isEmpty()) {
      Grid grid = new Grid("who has it", "tier", "since");
      fetches.forEach(fetch -> grid.add(fetch.who(), fetch.tier().id(), fetch.at().toString()));
      terminal().out().println();
      grid.print(terminal().out());
    }
    return Plaza.DONE;
  }

  private static String word(Releases.State state) {
    return state.name().toLowerCase(Locale.ROOT);
  }
}
