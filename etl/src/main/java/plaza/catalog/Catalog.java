package plaza.catalog;

import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;
import plaza.contract.City;
import plaza.contract.DatasetName;
import plaza.contract.Feed;
import plaza.contract.Licences;
import plaza.contract.Problem;
import plaza.contract.Source;

/**
 * Everything declared under one or more roots. What is broken is among the problems and nowhere
 * else; all the rest is here and works.
 */
public record Catalog(
    SortedMap<String, City> cities,
    SortedMap<String, Feed> feeds,
    SortedMap<DatasetName, Dataset> datasets,
    Licences licences,
    List<Problem> problems) {

  /**
   * Reads the trees under the roots; a later one may add sources to a dataset of an earlier one.
   */
  public static Catalog read(List<Path> roots) {
    return new Trees(roots).read();
  }

  /**
   * The names of all datasets under the roots, those with problems too, without reading what they
   * declare: for whoever only asks how tables stand.
   */
  public static SortedSet<DatasetName> names(List<Path> roots) {
    return new Trees(roots).names();
  }

  /** A dataset by name. */
  public Optional<Dataset> findDataset(DatasetName name) {
    return Optional.ofNullable(datasets.get(name));
  }

  /** A feed that is known to be declared. */
  public Feed feed(String id) {
    return known(feeds.get(id), id);
  }

  /** A city that is known to be declared. */
  public City city(String id) {
    return known(cities.get(id), id);
  }

  private static <T> T known(@Nullable T value, String id) {
    if (value == null) {
      throw new NoSuchElementException(id);
    }
    return value;
  }

  /**
   * The datasets named and all that they are derived from, each behind what it reads and behind
   * those of them that its checks look into. Inputs that are not declared are left out: a problem
   * tells of them.
   */
  public List<Dataset> upstream(Collection<DatasetName> names) {
    Set<DatasetName> wanted = new LinkedHashSet<>();
    names.forEach(name -> want(name, wanted));
    Map<DatasetName, Dataset> order = new LinkedHashMap<>();
    wanted.forEach(name -> visit(name, wanted, order, new ArrayList<>()));
    return List.copyOf(order.values());
  }

  private void want(DatasetName name, Set<DatasetName> wanted) {
    Dataset dataset = datasets.get(name);
    if (dataset != null && wanted.add(name)) {
      dataset.inputs().forEach(input -> want(input, wanted));
    }
  }

  private void visit(
      DatasetName name,
      Set<DatasetName> wanted,
      Map<DatasetName, Dataset> order,
      List<DatasetName> path) {
    Dataset dataset = datasets.get(name);
    if (dataset == null || !wanted.contains(name) || order.containsKey(name)) {
      return;
    }
    if (path.contains(name)) {
      throw new IllegalStateException("a circle: " + path + " and again " + name);
    }
    path.add(name);
    dataset.inputs().forEach(input -> visit(input, wanted, order, path));
    dataset.consulted().forEach(other -> visit(other, wanted, order, path));
    path.removeLast();
    order.put(name, dataset);
  }

  /**
   * The clock of a feed's local days: its own, else that of the first city, or of one, it fills.
   */
  public ZoneId zone(Feed feed, @Nullable String city) {
    if (feed.timeZone() != null) {
      return feed.timeZone();
    }
    return datasets.values().stream()
        .flatMap(dataset -> dataset.sources().stream())
        .filter(source -> source.feed().equals(feed.id()))
        .map(Source::city)
        .filter(each -> each != null && (city == null || city.equals(each)))
        .findFirst()
        .map(each -> feed.zoneIn(city(each)))
        .orElse(ZoneOffset.UTC);
  }

  /** The datasets that read this one directly. */
  public List<DatasetName> readers(DatasetName name) {
    return datasets.values().stream()
        .filter(dataset -> dataset.inputs().contains(name))
        .map(Dataset::name)
        .toList();
  }
}
