package plaza.jobs.metering;

import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import plaza.catalog.Catalog;
import plaza.contract.City;
import plaza.contract.DatasetName;
import plaza.contract.Tier;
import plaza.jobs.access.Offered;

/** What is declared of tiers that metering has to know: what each may see, and how much a day. */
public record Terms(Map<DatasetName, Offered> offered, Map<DatasetName, Quotas> quotas) {
  /**
   * How much of a dataset is given a day.
   *
   * @param zone on whose clock days begin: that of its cities where they share one, else UTC
   * @param limits by name, of each tier; of several cities' the least, so that none is exceeded
   */
  public record Quotas(ZoneId zone, Map<Tier, Map<String, Long>> limits) {}

  /** Copies what could be changed. */
  public Terms {
    offered = Map.copyOf(offered);
    quotas = Map.copyOf(quotas);
  }

  /** Those of all datasets that declare a release. */
  public static Terms of(Catalog catalog) {
    Map<DatasetName, Offered> offered = Offered.of(catalog);
    Map<DatasetName, Quotas> quotas = new HashMap<>();
    for (DatasetName name : offered.keySet()) {
      catalog
          .findDataset(name)
          .ifPresent(dataset -> {
            Collection<City> cities = Offered.cities(catalog, dataset);
            Map<Tier, Map<String, Long>> limits = new EnumMap<>(Tier.class);
            dataset
                .findRelease()
                .ifPresent(release ->
                    cities.forEach(city ->
                        release
                            .tiers(city)
                            .forEach((tier, each) ->
                                each.offer()
                                    .quota()
                                    .forEach((limit, n) ->
                                        limits
                                            .computeIfAbsent(tier, key -> new HashMap<>())
                                            .merge(limit, n, Math::min)))));
            List<ZoneId> zones = cities.stream().map(City::timeZone).distinct().toList();
            quotas.put(
                name, new Quotas(zones.size() == 1 ? zones.getFirst() : ZoneOffset.UTC, limits));
          });
    }
    return new Terms(offered, quotas);
  }

  Quotas quotas(DatasetName dataset) {
    return Objects.requireNonNullElse(quotas.get(dataset), new Quotas(ZoneOffset.UTC, Map.of()));
  }
}
