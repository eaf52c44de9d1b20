package plaza.catalog;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import plaza.contract.City;
import plaza.contract.Contract;
import plaza.contract.DatasetName;
import plaza.contract.Feed;
import plaza.contract.Licences;
import plaza.contract.Problems;
import plaza.contract.Release;
import plaza.contract.Source;
import plaza.contract.SqlCheck;

/** Walks the trees: there is no list of datasets anywhere. */
final class Trees {
  private final List<Path> roots;
  private final Problems problems = new Problems();
  private final SortedMap<String, City> cities = new TreeMap<>();
  private final SortedMap<String, Feed> feeds = new TreeMap<>();
  private final SortedMap<DatasetName, List<Path>> folders = new TreeMap<>();

  Trees(List<Path> roots) {
    this.roots = List.copyOf(new LinkedHashSet<>(roots));
  }

  SortedSet<DatasetName> names() {
    roots.forEach(this::domains);
    return new TreeSet<>(folders.keySet());
  }

  Catalog read() {
    for (Path root : roots) {
      if (!Files.isDirectory(root)) {
        problems.add(root, 1, "no folder", "a folder with cities, feeds and domains");
        continue;
      }
      declarations(root.resolve("cities"), City::read, City::id, cities);
      declarations(root.resolve("feeds"), Feed::read, Feed::id, feeds);
      domains(root);
    }
    SortedMap<DatasetName, Dataset> datasets = new TreeMap<>();
    folders.forEach((name, places) -> dataset(name, places).ifPresent(d -> datasets.put(name, d)));
    Licences licences = Licences.read(roots, problems);
    new References(cities, feeds, datasets, licences, problems).check();
    return new Catalog(
        Collections.unmodifiableSortedMap(cities),
        Collections.unmodifiableSortedMap(feeds),
        Collections.unmodifiableSortedMap(datasets),
        licences,
        problems.list());
  }

  private <T> void declarations(
      Path folder,
      BiFunction<Path, Problems, Optional<T>> read,
      java.util.function.Function<T, String> id,
      SortedMap<String, T> into) {
    for (Path file : children(folder)) {
      if (!file.toString().endsWith(".yaml")) {
        problems.add(file, 1, "a file that is no declaration", "files ending in .yaml");
        continue;
      }
      read.apply(file, problems)
          .ifPresent(value -> {
            if (into.putIfAbsent(id.apply(value), value) != null) {
              problems.add(file, 1, "'" + id.apply(value) + "' again", "each name once");
            }
          });
    }
  }

  private void domains(Path root) {
    children(root).stream().filter(Files::isDirectory).forEach(this::domain);
  }

  private void domain(Path folder) {
    String domain = String.valueOf(folder.getFileName());
    if (domain.equals("cities") || domain.equals("feeds")) {
      return;
    }
    for (Path child : children(folder)) {
      String table = String.valueOf(child.getFileName());
      try {
        DatasetName name = new DatasetName(domain, table);
        folders.computeIfAbsent(name, n -> new ArrayList<>()).add(child);
      } catch (IllegalArgumentException e) {
        problems.add(child, 1, "'" + domain + "/" + table + "'", "folders of a-z, 0-9 and _");
      }
    }
  }

  private Optional<Dataset> dataset(DatasetName name, List<Path> places) {
    List<Path> contracts = existing(places, "contract.yaml");
    if (contracts.size() != 1) {
      Path at = contracts.isEmpty() ? places.getFirst() : contracts.getLast();
      problems.add(at, 1, contracts.size() + " files contract.yaml of " + name, "one");
      return Optional.empty();
    }
    Optional<Contract> contract = Contract.read(contracts.getFirst(), name, problems);
    int before = problems.count();
    List<Source> sources = new ArrayList<>();
    for (Path place : places) {
      for (Path file : children(place.resolve("sources"))) {
        Source.read(file, problems).ifPresent(sources::add);
      }
    }
    boolean isWhole = problems.count() == before;
    @Nullable Query query = null;
    for (Path file : existing(places, "query.sql")) {
      query = query(file).orElse(null);
    }
    if (contract.isEmpty()) {
      return Optional.empty();
    }
    int known = problems.count();
    List<SqlCheck> checks = new ArrayList<>();
    for (Path file : existing(places, "checks.sql")) {
      checks.addAll(SqlCheck.read(file, problems));
    }
    SortedSet<DatasetName> consulted = new Consulted(contract.get(), problems).by(checks);
    // A check that cannot be read would pass whatever it was to stop.
    isWhole = isWhole && problems.count() == known;
    return Optional.of(
        new Dataset(
            name,
            contract.get(),
            List.copyOf(sources),
            query,
            List.copyOf(checks),
            consulted,
            isWhole,
            Release.read(contract.get(), problems).orElse(null),
            places));
  }

  private Optional<Query> query(Path file) {
    try {
      String sql = Files.readString(file, StandardCharsets.UTF_8);
      SparkSql.Reading reading = SparkSql.read(sql);
      if (reading.problem().isEmpty()) {
        return Optional.of(
            new Query(sql, Collections.unmodifiableSortedSet(reading.inputs()), file));
      }
      problems.add(file, 1, reading.problem().get(), "Spark SQL over domain.table");
    } catch (IOException e) {
      problems.add(file, 1, "a file that cannot be read as UTF-8", "readable UTF-8 text");
    }
    return Optional.empty();
  }

  private static List<Path> existing(List<Path> places, String name) {
    return places.stream().map(place -> place.resolve(name)).filter(Files::exists).toList();
  }

  private static List<Path> children(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> children = Files.list(folder)) {
      return children
          .filter(child -> !String.valueOf(child.getFileName()).startsWith("."))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
