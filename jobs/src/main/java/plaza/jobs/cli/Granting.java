package plaza.jobs.cli;

import java.time.ZoneId;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import plaza.catalog.Catalog;
import plaza.catalog.Dataset;
import plaza.contract.City;
import plaza.jobs.access.Agreement;
import plaza.jobs.access.BreakGlass;
import plaza.jobs.access.Grant;
import plaza.jobs.access.Offered;
import plaza.jobs.access.Target;

/** What commands about grants have in common: what is meant, and how it is said. */
final class Granting {
  private Granting() {}

  /** A dataset or a domain that is declared. */
  static Target target(Catalog catalog, String text) {
    if (text.contains(".")) {
      return new Target.Table(Plaza.dataset(catalog, text).name());
    }
    SortedSet<String> domains = new TreeSet<>();
    catalog.datasets().keySet().forEach(name -> domains.add(name.domain()));
    if (!domains.contains(text)) {
      throw new Plaza.WrongUse(
          "no domain " + text, "There are " + String.join(", ", domains) + ", and DOMAIN.TABLE.");
    }
    return new Target.Domain(text);
  }

  /**
   * On whose clock days are counted.
   *
   * @param named the city that was named, or null: then all of the target's must agree
   */
  static ZoneId zone(Catalog catalog, Target target, @Nullable String named) {
    if (named != null) {
      City city = catalog.cities().get(named);
      if (city == null) {
        throw new Plaza.WrongUse(
            "no city " + named, "There are " + String.join(", ", catalog.cities().keySet()) + ".");
      }
      return city.timeZone();
    }
    List<City> cities =
        catalog.datasets().values().stream()
            .filter(dataset -> target.covers(dataset.name()))
            .map((Dataset dataset) -> Offered.cities(catalog, dataset))
            .flatMap(Collection::stream)
            .distinct()
            .toList();
    List<ZoneId> zones = cities.stream().map(City::timeZone).distinct().toList();
    if (zones.size() != 1) {
      throw new Plaza.WrongUse(
          "%s has rows of several cities, whose days begin apart".formatted(target),
          "Say whose days are meant: --days-of "
              + String.join(" or ", cities.stream().map(City::id).toList()));
    }
    return zones.getFirst();
  }

  /** {@code agreement 3 (The City to Acme, 2026-01-01..2026-12-31)}. */
  static String title(Grant grant) {
    return switch (grant) {
      case Agreement a ->
          "%s (%s to %s, %s)".formatted(a.title(), a.giver().name(), a.receiver().name(), a.term());
      case BreakGlass b -> {
        BreakGlass.Approval approval = b.approval();
        yield approval == null
            ? b.title() + " (asked at " + b.askedAt() + ")"
            : "%s (approved by %s, until %s)"
                .formatted(b.title(), approval.by(), approval.at().plus(BreakGlass.LASTS));
      }
    };
  }
}
