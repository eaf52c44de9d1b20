package plaza.jobs.bench;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import plaza.jobs.bench.Crowd.Trip;

/** Rows as whoever has them can search them for somebody of whom a few trips are known. */
final class Sightings {
  /**
   * A row.
   *
   * @param trace what rows of one and the same have in common, or else the row's own number
   */
  record Seen(Instant at, Spot place, String trace) {}

  private final double near;
  private final Function<Instant, Instant> shown;
  private final Map<String, List<Seen>> byTrace = new HashMap<>();
  private final Map<Instant, Map<Spot, List<Seen>>> byTime = new HashMap<>();
  private final Map<Spot, Integer> crowds = new HashMap<>();

  /**
   * Over rows.
   *
   * @param near how many metres east or north a shown place may be from the true one
   * @param shown what becomes of an instant
   */
  Sightings(Collection<Seen> rows, double near, Function<Instant, Instant> shown) {
    this.near = near;
    this.shown = shown;
    for (Seen row : rows) {
      byTrace.computeIfAbsent(row.trace(), t -> new ArrayList<>()).add(row);
      byTime
          .computeIfAbsent(row.at(), t -> new HashMap<>())
          .computeIfAbsent(row.place(), p -> new ArrayList<>())
          .add(row);
      crowds.merge(row.place(), 1, Integer::sum);
    }
  }

  /** The traces of the rows that a known trip may be. */
  private Set<String> candidates(Trip known) {
    Set<String> traces = new HashSet<>();
    byTime
        .getOrDefault(shown.apply(known.at()), Map.of())
        .forEach((place, rows) -> {
          if (place.aside(known.from()) <= near) {
            rows.forEach(row -> traces.add(row.trace()));
          }
        });
    return traces;
  }

  /** The one trace that some of the known trips leave, if any do. */
  Optional<String> findOnly(List<Trip> known) {
    List<Set<String>> each = known.stream().map(this::candidates).toList();
    for (int some = 1; some < 1 << each.size(); some++) {
      Set<String> left = new LinkedHashSet<>();
      boolean isFirst = true;
      for (int i = 0; i < each.size(); i++) {
        if ((some & (1 << i)) != 0) {
          if (isFirst) {
            left.addAll(each.get(i));
          } else {
            left.retainAll(each.get(i));
          }
          isFirst = false;
        }
      }
      if (left.size() == 1) {
        return Optional.of(left.iterator().next());
      }
    }
    return Optional.empty();
  }

  /**
   * Where somebody lives whose known trips began elsewhere: where the one trace of them is the most
   * often, or else where most rows are.
   */
  Spot home(List<Trip> known) {
    Map<Spot, List<Spot>> places = new HashMap<>();
    findOnly(known)
        .ifPresent(trace ->
            Objects.requireNonNull(byTrace.get(trace)).stream()
                .map(Seen::place)
                .filter(place -> isElsewhere(place, known))
                .forEach(place ->
                    places.computeIfAbsent(block(place), b -> new ArrayList<>()).add(place)));
    if (places.isEmpty()) {
      return crowds.entrySet().stream()
          .filter(crowd -> isElsewhere(crowd.getKey(), known))
          .max(Map.Entry.comparingByValue())
          .map(Map.Entry::getKey)
          .orElse(known.getFirst().from());
    }
    List<Spot> most =
        places.values().stream().max(java.util.Comparator.comparingInt(List::size)).orElseThrow();
    return new Spot(
        most.stream().mapToDouble(Spot::x).average().orElseThrow(),
        most.stream().mapToDouble(Spot::y).average().orElseThrow());
  }

  private boolean isElsewhere(Spot place, List<Trip> known) {
    return known.stream().allMatch(trip -> place.aside(trip.from()) > Math.max(near, 150));
  }

  private static Spot block(Spot place) {
    return new Spot(Math.rint(place.x() / 100), Math.rint(place.y() / 100));
  }
}
