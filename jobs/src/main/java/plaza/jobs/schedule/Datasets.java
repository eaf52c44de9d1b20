package plaza.jobs.schedule;

import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import plaza.catalog.Catalog;
import plaza.catalog.Dataset;
import plaza.contract.Cadence;
import plaza.contract.Contract;
import plaza.contract.DatasetName;
import plaza.contract.Latency;
import plaza.contract.Problems;
import plaza.contract.Release;
import plaza.contract.Sla;
import plaza.contract.Source;
import plaza.contract.Tier;
import plaza.contract.Yaml;

/** The datasets as a scheduler builds and releases them. */
final class Datasets {
  // Tables of one minute's feeds are built within seconds of each other: what reads them is built
  // once.
  private static final Duration SETTLE = Duration.ofSeconds(30);

  private final Catalog catalog;
  private final List<Path> roots;

  Datasets(Catalog catalog, List<Path> roots) {
    this.catalog = catalog;
    this.roots = roots;
  }

  List<ScheduleCatalog.Dataset> list() {
    List<ScheduleCatalog.Dataset> datasets = new ArrayList<>();
    for (DatasetName name : Catalog.names(roots)) {
      datasets.add(catalog.findDataset(name).map(this::scheduled).orElseGet(() -> broken(name)));
    }
    return datasets;
  }

  private ScheduleCatalog.Dataset scheduled(Dataset dataset) {
    Contract contract = dataset.contract();
    Latency latency = contract.checks().latency();
    NavigableSet<String> cities = cities(dataset);
    return new ScheduleCatalog.Dataset(
        dataset.name().toString(),
        contract.description(),
        "Grain: " + contract.grain(),
        dataset.name().domain(),
        owner(contract),
        List.copyOf(dataset.feeds()),
        dataset.inputs().stream().map(DatasetName::toString).toList(),
        List.copyOf(cities),
        dataset.inputs().isEmpty() ? null : SETTLE.toString(),
        latency == null ? null : latency.atMost().toString(),
        release(dataset, cities),
        dataset.isWhole() ? null : problem(dataset.name()));
  }

  private ScheduleCatalog.Dataset broken(DatasetName name) {
    return new ScheduleCatalog.Dataset(
        name.toString(),
        name.toString(),
        "",
        name.domain(),
        Declared.OWNER,
        List.of(),
        List.of(),
        List.of(),
        null,
        null,
        null,
        problem(name));
  }

  private String problem(DatasetName name) {
    return Objects.requireNonNullElse(
        findProblem(name), name + ": found what cannot be built; ./plaza check says why");
  }

  private @Nullable String findProblem(DatasetName name) {
    return Declared.findProblem(
        catalog,
        roots.stream().map(root -> root.resolve(name.domain()).resolve(name.table())).toList());
  }

  private NavigableSet<String> cities(Dataset dataset) {
    NavigableSet<String> cities = new TreeSet<>();
    for (Dataset each : catalog.upstream(List.of(dataset.name()))) {
      each.sources().stream().map(Source::city).filter(Objects::nonNull).forEach(cities::add);
    }
    return cities;
  }

  // ODCS v3.1, "Team".
  private static String owner(Contract contract) {
    return Yaml.read(contract.file(), new Problems())
        .flatMap(yaml -> yaml.find("team"))
        .filter(Yaml::isMapping)
        .map(team -> team.text("name", Declared.OWNER))
        .orElse(Declared.OWNER);
  }

  private ScheduleCatalog.@Nullable Release release(Dataset dataset, NavigableSet<String> cities) {
    if (!Release.isDeclared(dataset.contract())) {
      return null;
    }
    Optional<Release> release = dataset.findRelease();
    NavigableSet<Tier> tiers = new TreeSet<>();
    release.ifPresent(
        r -> cities.forEach(city -> tiers.addAll(r.tiers(catalog.city(city)).keySet())));
    Sla sla = dataset.contract().sla();
    return new ScheduleCatalog.Release(
        sla.at().toString(),
        Cadence.cron(sla.every(), sla.at()).orElseThrow(),
        Declared.zone(zone(sla, cities)),
        tiers.stream().map(Tier::id).toList(),
        release.isPresent() ? null : problem(dataset.name()));
  }

  /** The clock of the contract's hour: its cities' where they have one in common. */
  private ZoneId zone(Sla sla, NavigableSet<String> cities) {
    if (sla.offset() != null) {
      return sla.offset();
    }
    List<ZoneId> zones =
        cities.stream().map(city -> catalog.city(city).timeZone()).distinct().toList();
    return zones.size() == 1 ? zones.getFirst() : ZoneOffset.UTC;
  }
}
