package plaza.catalog;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import plaza.contract.City;
import plaza.contract.Column;
import plaza.contract.Contract;
import plaza.contract.DatasetName;
import plaza.contract.Feed;
import plaza.contract.Licences;
import plaza.contract.Problems;
import plaza.contract.Source;

/**
 * Holds declarations against each other: feeds, cities and columns that are named must be there. A
 * source or dataset that fails is taken out, so that nothing half declared is built.
 */
final class References {
  private final Map<String, City> cities;
  private final Map<String, Feed> feeds;
  private final Map<DatasetName, Dataset> datasets;
  private final Licences licences;
  private final Problems problems;

  References(
      Map<String, City> cities,
      Map<String, Feed> feeds,
      Map<DatasetName, Dataset> datasets,
      Licences licences,
      Problems problems) {
    this.cities = cities;
    this.feeds = feeds;
    this.datasets = datasets;
    this.licences = licences;
    this.problems = problems;
  }

  void check() {
    datasets.replaceAll((name, dataset) -> withoutBrokenSources(dataset));
    boolean changed = true;
    while (changed) {
      Set<DatasetName> broken =
          datasets.values().stream()
              .filter(dataset -> !holds(dataset))
              .map(Dataset::name)
              .collect(Collectors.toSet());
      changed = datasets.keySet().removeAll(broken);
    }
    releases();
  }

  /** What may not be given away as declared is built, and not released. */
  private void releases() {
    ReleaseLineage lineage =
        new ReleaseLineage(cities.values(), feeds, datasets, licences, problems);
    boolean changed = true;
    while (changed) {
      // What was proved against a release that is none itself has to be proved again.
      List<Dataset> refused =
          datasets.values().stream()
              .filter(dataset -> !dataset.findRelease().map(lineage::holds).orElse(true))
              .toList();
      refused.forEach(dataset -> datasets.put(dataset.name(), dataset.with(null)));
      changed = !refused.isEmpty();
    }
  }

  private Dataset withoutBrokenSources(Dataset dataset) {
    List<Source> sources =
        dataset.sources().stream().filter(s -> holds(s, dataset.contract())).toList();
    boolean isWhole = dataset.isWhole() && sources.size() == dataset.sources().size();
    return new Dataset(
        dataset.name(),
        dataset.contract(),
        sources,
        dataset.query(),
        dataset.checks(),
        dataset.consulted(),
        isWhole,
        dataset.release(),
        dataset.folders());
  }

  private boolean holds(Source source, Contract contract) {
    int before = problems.count();
    if (!feeds.containsKey(source.feed())) {
      add(
          source,
          source.feedLine(),
          "the feed '" + source.feed() + "'",
          "a feed declared in feeds/ without problem");
    }
    String city = source.city();
    if (city != null && !cities.containsKey(city)) {
      add(
          source,
          source.cityLine(),
          "the city '" + city + "'",
          "a city declared in cities/ without problem");
    }
    source
        .columns()
        .forEach((name, expression) -> {
          if (contract.findColumn(name).isEmpty()) {
            add(
                source,
                expression.line(),
                "the column '" + name + "'",
                "one of " + new TreeSet<>(contract.descriptions().keySet()));
          }
          parses(source, expression);
        });
    parses(source, source.where());
    parses(source, source.rows());
    for (Column column : contract.columns()) {
      if (column.required() && !isFilled(column, source, contract)) {
        add(source, 1, "no column '" + column.name() + "'", "it: the contract requires it");
      }
    }
    return problems.count() == before;
  }

  private void parses(Source source, Source.@Nullable Expression expression) {
    if (expression != null) {
      SparkSql.findProblem(expression.sql())
          .ifPresent(why -> add(source, expression.line(), why, "a Spark SQL expression"));
    }
  }

  private static boolean isFilled(Column column, Source source, Contract contract) {
    String name = column.name();
    return source.columns().containsKey(name)
        || name.equals("city")
        || name.equals("feed_id")
        || name.equals("fetched_at")
        || contract
            .findLocalDateOf(column)
            .filter(at -> isFilled(at, source, contract))
            .isPresent();
  }

  private boolean holds(Dataset dataset) {
    int before = problems.count();
    Contract contract = dataset.contract();
    Optional<Query> query = dataset.findQuery();
    if (query.isEmpty() == dataset.sources().isEmpty()) {
      problems.add(
          contract.file(),
          1,
          query.isEmpty() ? "neither usable sources nor a usable query" : "sources and a query",
          "either sources/*.yaml or query.sql");
    }
    query.ifPresent(q -> holds(q, contract));
    if (problems.count() == before) {
      new CheckReferences(datasets, problems).check(dataset);
    }
    return problems.count() == before;
  }

  private void holds(Query query, Contract contract) {
    for (DatasetName input : query.inputs()) {
      if (!datasets.containsKey(input)) {
        problems.add(query.file(), 1, "the dataset " + input, "a dataset without problem");
      }
    }
    if (reaches(contract.dataset(), query)) {
      problems.add(query.file(), 1, "a query that reads its own result", "no circle");
    }
    contract
        .findIncremental()
        .filter(i -> query.inputs().stream().noneMatch(input -> hasDate(input, i.reads())))
        .ifPresent(i ->
            problems.add(
                contract.file(),
                1,
                "incremental that reads '" + i.reads() + "'",
                "a date column of one of " + query.inputs()));
    List<String> given = SparkSql.read(query.sql()).columns().stream().sorted().toList();
    List<String> declared = contract.descriptions().keySet().stream().sorted().toList();
    if (!given.equals(declared)) {
      problems.add(query.file(), 1, "the columns " + given, "the contract's " + declared);
    }
  }

  private boolean hasDate(DatasetName name, String column) {
    Dataset dataset = datasets.get(name);
    return dataset != null
        && dataset.contract().dates().stream().anyMatch(c -> c.name().equals(column));
  }

  private boolean reaches(DatasetName name, Query query) {
    Set<DatasetName> seen = new TreeSet<>(query.inputs());
    boolean grew = true;
    while (grew) {
      Set<DatasetName> next = new TreeSet<>(seen);
      seen.forEach(
          n -> Optional.ofNullable(datasets.get(n)).ifPresent(d -> next.addAll(d.inputs())));
      grew = seen.addAll(next);
    }
    return seen.contains(name);
  }

  private void add(Source source, int line, String found, String expected) {
    problems.add(source.file(), line, found, expected);
  }
}
