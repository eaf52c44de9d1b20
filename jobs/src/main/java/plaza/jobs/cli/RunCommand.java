package plaza.jobs.cli;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import plaza.catalog.Catalog;
import plaza.catalog.Dataset;
import plaza.contract.DatasetName;
import plaza.jobs.stack.Home;
import plaza.jobs.stack.Postgres;
import plaza.jobs.worker.Fingerprints;
import plaza.lake.Database;

@Command(
    name = "run",
    description = "Lands and builds what datasets need, in lineage order, unless up to date.")
final class RunCommand extends PlazaCommand {
  @Parameters(arity = "0..*", paramLabel = "DATASET", description = "Only these (default: all).")
  private List<String> datasets = new ArrayList<>();

  @Option(names = "--city", paramLabel = "C", description = "Only what fills this city.")
  private @Nullable String city;

  @Option(
      names = "--from",
      paramLabel = "D",
      description = "Lands files fetched from this local day on, such as 2026-03-28.")
  private @Nullable LocalDate from;

  @Option(names = "--to", paramLabel = "D", description = "… up to this local day, inclusive.")
  private @Nullable LocalDate to;

  @Override
  public Integer call() throws Exception {
    Catalog catalog = plaza().catalog();
    return run(plaza(), catalog, terminal(), datasets, city, from, to);
  }

  static int run(
      Plaza plaza,
      Catalog catalog,
      Terminal terminal,
      List<String> names,
      @Nullable String city,
      @Nullable LocalDate from,
      @Nullable LocalDate to)
      throws Exception {
    if (from != null && to != null && to.isBefore(from)) {
      throw new Plaza.WrongUse("--to " + to + " is before --from " + from, "Turn them round.");
    }
    if (city != null && !catalog.cities().containsKey(city)) {
      throw new Plaza.WrongUse(
          "no city " + city, "There are: " + String.join(", ", catalog.cities().keySet()) + ".");
    }
    if (!catalog.problems().isEmpty()) {
      terminal.tell(
          "  @|yellow note|@    "
              + Terminal.plural(catalog.problems().size(), "problem")
              + " in declarations left out; see ./plaza check");
    }
    List<DatasetName> wanted = new ArrayList<>();
    names.forEach(name -> wanted.add(Plaza.dataset(catalog, name).name()));
    if (names.isEmpty()) {
      catalog.datasets().values().stream()
          .filter(d -> city == null || concerns(d, city))
          .forEach(d -> wanted.add(d.name()));
    }
    List<Dataset> order = catalog.upstream(wanted);
    Home home = plaza.home();
    terminal.progress("starting PostgreSQL");
    Database database = new Postgres(home).catalogue();
    Landing.Outcome landed = new Landing(catalog, home, terminal).land(order, city, from, to);
    Building building = new Building(catalog, home, database, plaza.roots(), terminal);
    List<Dataset> stale = building.stale(order);
    if (!names.isEmpty()) {
      Fingerprints fingerprints = new Fingerprints(catalog, home.landed());
      order.stream()
          .filter(dataset -> !fingerprints.hasInput(dataset))
          .forEach(dataset ->
              terminal.tell(
                  "  @|yellow note|@    nothing has landed for "
                      + dataset.name()
                      + ": "
                      + String.join(", ", dataset.feeds())));
    }
    int exit = Plaza.DONE;
    if (stale.isEmpty()) {
      terminal.say(upToDate(order, landed));
    } else {
      exit = building.refresh(stale);
    }
    List<Dataset> held = order.stream().filter(dataset -> !dataset.isWhole()).toList();
    for (Dataset dataset : held) {
      terminal.tell(
          "  @|yellow held|@    "
              + dataset.name()
              + " stays as it was: a source has problems, see ./plaza check "
              + dataset.name());
    }
    if (exit == Plaza.DONE && !held.isEmpty()) {
      return Plaza.REFUSED;
    }
    // All that could be built is; whoever scheduled this still has to know and try again.
    return exit == Plaza.DONE && landed.failures() > 0 ? Plaza.BROKEN : exit;
  }

  private static String upToDate(List<Dataset> order, Landing.Outcome landed) {
    String line = "nothing to build: " + Terminal.plural(order.size(), "dataset") + " looked at";
    return landed.failures() == 0
        ? line
        : line + ", " + Terminal.plural(landed.failures(), "feed") + " could not be fetched";
  }

  private static boolean concerns(Dataset dataset, String city) {
    return dataset.findQuery().isPresent()
        || dataset.sources().stream().anyMatch(s -> s.city() == null || s.city().equals(city));
  }
}
