package plaza.catalog;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import plaza.contract.City;
import plaza.contract.Column;
import plaza.contract.Contract;
import plaza.contract.DatasetName;
import plaza.contract.Feed;
import plaza.contract.Licences;
import plaza.contract.Limits;
import plaza.contract.Place;
import plaza.contract.Problems;
import plaza.contract.Relationship;
import plaza.contract.Release;
import plaza.contract.Tier;

/**
 * Proves that what is released carries the limits of all that it is made of: of the tables that it
 * reads, of the feeds' licences, and of the tables that its keys lead to.
 */
final class ReleaseLineage {
  private final Collection<City> cities;
  private final Map<String, Feed> feeds;
  private final Map<DatasetName, Dataset> datasets;
  private final Licences licences;
  private final Problems problems;
  private final Set<String> told = new TreeSet<>();
  private int found;

  ReleaseLineage(
      Collection<City> cities,
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

  /** Whether it does; what it does not carry is a problem. */
  boolean holds(Release release) {
    int before = found;
    DatasetName name = release.contract().dataset();
    for (City city : cities) {
      release
          .tiers(city)
          .forEach((tier, limits) -> {
            inputs(release, limits, name, city);
            licences(release, limits, name, city);
            keys(release, limits, city);
          });
    }
    release
        .tiers()
        .forEach((tier, limits) -> {
          if (cities.stream().noneMatch(city -> release.tiers(city).containsKey(tier))) {
            add(release, limits, "the terms of no city", "license, or the tier in a city's tiers");
          }
        });
    Set<DatasetName> known = upstream(name);
    release.contract().checks().relationships().forEach(key -> known.add(key.to()));
    for (Release.Exemption exemption : release.exemptions()) {
      if (!known.contains(exemption.of())) {
        found++;
        problems.add(
            release.file(),
            exemption.line(),
            "limits lifted of " + exemption.of(),
            "one of " + known);
      }
    }
    return found == before;
  }

  private Set<DatasetName> upstream(DatasetName name) {
    Set<DatasetName> upstream = new TreeSet<>();
    List<DatasetName> next = new ArrayList<>(List.of(name));
    while (!next.isEmpty()) {
      Dataset dataset = datasets.get(next.removeLast());
      if (dataset != null) {
        dataset.inputs().stream().filter(upstream::add).forEach(next::add);
      }
    }
    return upstream;
  }

  private void inputs(Release release, Limits limits, DatasetName of, City city) {
    for (DatasetName input :
        Optional.ofNullable(datasets.get(of)).map(Dataset::inputs).orElse(List.of())) {
      Optional<Release> known =
          Optional.ofNullable(datasets.get(input)).flatMap(Dataset::findRelease);
      @Nullable Limits theirs = known.map(r -> visible(r.tiers(city), limits.tier())).orElse(null);
      if (theirs != null) {
        carries(release, limits, input, theirs);
      } else if (!release.isExempt(input, "tiers")) {
        add(
            release,
            limits,
            "made of " + input + ", which is not released to it",
            "no such tier, or 'derived' with lifts: [tiers] and why");
      } else if (known.isEmpty()) {
        // It has no limits of its own; those of what it is made of reach through.
        inputs(release, limits, input, city);
      }
    }
  }

  private void carries(Release release, Limits ours, DatasetName input, Limits theirs) {
    Contract contract = release.contract();
    boolean isPlaced =
        contract.geometries().stream().anyMatch(c -> ours.columns().contains(c.name()));
    boolean isCarried =
        isPlaced
            ? ours.position().isWithin(theirs.position())
            : theirs.position() instanceof Place.Exact;
    carried(release, ours, input, "position", isCarried, theirs.position());
    boolean isTimed =
        contract.columns().stream()
            .filter(c -> ours.columns().contains(c.name()))
            .anyMatch(c ->
                c.type().startsWith("timestamp")
                    || (c.type().equals("date") && theirs.time().months() > 0));
    carried(
        release,
        ours,
        input,
        "time",
        !isTimed || ours.time().isMultipleOf(theirs.time()),
        theirs.time());
    carried(
        release,
        ours,
        input,
        "renewal",
        ours.renewal().isMultipleOf(theirs.renewal()),
        theirs.renewal());
    carried(
        release, ours, input, "delay", ours.delay().compareTo(theirs.delay()) >= 0, theirs.delay());
    carried(
        release, ours, input, "min_count", ours.minCount() >= theirs.minCount(), theirs.minCount());
  }

  private void carried(
      Release release,
      Limits ours,
      DatasetName input,
      String limit,
      boolean isCarried,
      Object theirs) {
    if (!isCarried && !release.isExempt(input, limit)) {
      add(
          release,
          ours,
          "not the " + limit + " of " + input + ", " + theirs,
          "it, or 'derived' with lifts: [" + limit + "] and why");
    }
  }

  private void licences(Release release, Limits limits, DatasetName of, City city) {
    Set<DatasetName> all = upstream(of);
    all.add(of);
    for (DatasetName each : all) {
      Dataset dataset = datasets.get(each);
      if (dataset == null || release.isExempt(each, "license")) {
        continue;
      }
      dataset.sources().stream()
          .filter(source -> source.city() == null || source.city().equals(city.id()))
          .map(source -> feeds.get(source.feed()))
          .filter(feed -> feed != null)
          .distinct()
          .forEach(feed ->
              licences
                  .findObstacle(feed.license(), limits.offer())
                  .ifPresent(why ->
                      add(
                          release,
                          limits,
                          "license "
                              + limits.offer().license()
                              + " over feed "
                              + feed.id()
                              + ": "
                              + why,
                          "a license that " + feed.license() + " allows")));
    }
  }

  // A key that leads to where something stands tells its place as well as the place would; and
  // without the key a coarse place does, where but one thing stands in it.
  private void keys(Release release, Limits limits, City city) {
    if (limits.position() instanceof Place.Exact || release.contract().geometries().isEmpty()) {
      return;
    }
    for (Relationship relationship : release.contract().checks().relationships()) {
      Optional<Release> other =
          Optional.ofNullable(datasets.get(relationship.to())).flatMap(Dataset::findRelease);
      @Nullable Limits theirs = other.map(r -> visible(r.tiers(city), limits.tier())).orElse(null);
      if (theirs == null || theirs.position().isWithin(limits.position())) {
        continue;
      }
      List<Column> places =
          other.orElseThrow().contract().geometries().stream()
              .filter(column -> theirs.columns().contains(column.name()))
              .toList();
      boolean isShown =
          limits.columns().containsAll(relationship.from())
              && relationship.from().stream().noneMatch(limits.pseudonyms()::containsKey);
      String there = relationship.to() + " (" + theirs.position() + ")";
      if (isShown && !places.isEmpty()) {
        add(
            release,
            limits,
            "the key " + relationship.from() + ", which leads to a place in " + there,
            "it left out: position is " + limits.position());
      } else if (limits.position() instanceof Place.Cell
          && places.stream().anyMatch(column -> "Point".equals(column.geometryType()))
          && !release.isExempt(relationship.to(), "position")) {
        add(
            release,
            limits,
            "position " + limits.position() + ", where its rows stand at the points of " + there,
            "points there no finer, or 'derived' with lifts: [position] and why many share a cell");
      }
    }
  }

  // What a tier sees of another table is also all that wider tiers show.
  private static @Nullable Limits visible(NavigableMap<Tier, Limits> tiers, Tier tier) {
    var visible = tiers.floorEntry(tier);
    return visible == null ? null : visible.getValue();
  }

  private void add(Release release, Limits at, String what, String expected) {
    int line = release.tiers().isEmpty() ? release.line() : at.line();
    String text = at.tier().id() + ": " + what;
    found++;
    if (told.add(release.file() + " " + line + " " + text)) {
      problems.add(release.file(), line, text, expected);
    }
  }
}
