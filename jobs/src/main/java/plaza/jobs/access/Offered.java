package plaza.jobs.access;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import plaza.catalog.Catalog;
import plaza.catalog.Dataset;
import plaza.contract.City;
import plaza.contract.DatasetName;
import plaza.contract.Release;
import plaza.contract.Source;
import plaza.contract.Tier;

/** The tiers in which a dataset is given away, the widest first, each with where that is said. */
public record Offered(DatasetName dataset, NavigableMap<Tier, Line> tiers) {
  /** A line of a declaration. */
  public record Line(Path file, int number) {
    @Override
    public String toString() {
      return file + ":" + number;
    }
  }

  /** All datasets that declare a release. */
  public static SortedMap<DatasetName, Offered> of(Catalog catalog) {
    SortedMap<DatasetName, Offered> all = new TreeMap<>();
    for (Dataset dataset : catalog.datasets().values()) {
      dataset
          .findRelease()
          .map(release -> of(release, cities(catalog, dataset)))
          .filter(offered -> !offered.tiers.isEmpty())
          .ifPresent(offered -> all.put(dataset.name(), offered));
    }
    return all;
  }

  // Where the tiers are the cities', the first city that has one says it.
  private static Offered of(Release release, Collection<City> cities) {
    NavigableMap<Tier, Line> tiers = new TreeMap<>();
    for (City city : cities) {
      release
          .tiers(city)
          .forEach((tier, limits) ->
              tiers.putIfAbsent(
                  tier,
                  release.tiers().isEmpty()
                      ? new Line(
                          city.file(), Objects.requireNonNull(city.ladder().get(tier)).line())
                      : new Line(release.file(), limits.line())));
    }
    return new Offered(release.contract().dataset(), tiers);
  }

  /** The cities that a dataset has rows of; all where its feeds say that row by row. */
  public static Collection<City> cities(Catalog catalog, Dataset dataset) {
    List<Source> sources =
        catalog.upstream(List.of(dataset.name())).stream()
            .flatMap(each -> each.sources().stream())
            .toList();
    if (sources.isEmpty() || sources.stream().anyMatch(source -> source.city() == null)) {
      return catalog.cities().values();
    }
    return catalog.cities().values().stream()
        .filter(city -> sources.stream().anyMatch(source -> city.id().equals(source.city())))
        .toList();
  }
}
