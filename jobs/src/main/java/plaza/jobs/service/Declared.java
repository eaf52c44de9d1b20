package plaza.jobs.service;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import plaza.catalog.Catalog;
import plaza.catalog.CurrentCatalog;
import plaza.catalog.Dataset;
import plaza.contract.DatasetName;
import plaza.contract.Source;

/** What may be asked for, by what is declared just now. */
final class Declared {
  private final CurrentCatalog current;

  Declared(List<Path> roots) {
    this.current = new CurrentCatalog(roots);
  }

  List<Path> roots() {
    return current.roots();
  }

  Catalog catalog() {
    return current.read();
  }

  /**
   * Holds an order against what is declared.
   *
   * @return for whom it is: a city, or the empty text where it is for several
   * @throws Problem where it names what is not declared, or not well
   */
  String city(JobOrder order, Instant now) {
    if (order.from() != null && order.to() != null && order.to().isBefore(order.from())) {
      throw Problem.undeclared(
          "found days from %s to %s, the wrong way round; expected from before to"
              .formatted(order.from(), order.to()));
    }
    Instant asOf = order.asOf();
    if (asOf != null && asOf.isAfter(now)) {
      throw Problem.undeclared(
          "found as_of " + asOf + ", which is to come; a release shows what is old enough by now");
    }
    Catalog all = catalog();
    Set<String> cities = new TreeSet<>();
    if (order.feed() != null) {
      cities.addAll(ofFeed(all, order.feed()));
      if (order.city() != null && !cities.contains(order.city())) {
        throw Problem.undeclared(
            "the feed %s does not fill the city %s; it fills: %s"
                .formatted(order.feed(), order.city(), String.join(", ", cities)));
      }
    }
    if (order.dataset() != null) {
      Dataset dataset = dataset(all, order.dataset());
      if (order.step() == JobOrder.Step.RELEASE && dataset.findRelease().isEmpty()) {
        throw Problem.undeclared(order.dataset() + " declares no release; its contract.yaml would");
      }
      dataset.sources().stream().map(Source::city).filter(Objects::nonNull).forEach(cities::add);
    }
    if (order.city() != null) {
      return order.city();
    }
    return cities.size() == 1 ? cities.iterator().next() : "";
  }

  private static Set<String> ofFeed(Catalog all, String feed) {
    if (!all.feeds().containsKey(feed)) {
      throw Problem.undeclared(problem(all, "feeds/" + feed + ".yaml", "no feed " + feed));
    }
    Set<String> cities = new TreeSet<>();
    for (Dataset dataset : all.datasets().values()) {
      for (Source source : dataset.sources()) {
        if (source.feed().equals(feed)) {
          cities.addAll(source.city() == null ? all.cities().keySet() : Set.of(source.city()));
        }
      }
    }
    return cities;
  }

  private static Dataset dataset(Catalog all, String name) {
    Dataset found;
    try {
      found = all.findDataset(DatasetName.parse(name)).orElse(null);
    } catch (IllegalArgumentException e) {
      found = null;
    }
    if (found == null || !found.isWhole()) {
      throw Problem.undeclared(
          problem(all, "/" + name.replace('.', '/') + "/", "no dataset " + name));
    }
    return found;
  }

  // The first thing that is wrong where it is declared, or that it is not declared at all.
  private static String problem(Catalog all, String place, String otherwise) {
    return all.problems().stream()
        .filter(each -> String.valueOf(each.file()).contains(place))
        .map(each -> each + "; see ./plaza check")
        .findFirst()
        .orElse(otherwise + " is declared; see ./plaza status for what is");
  }
}
