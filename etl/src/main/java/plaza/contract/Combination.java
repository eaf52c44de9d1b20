package plaza.contract;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Under which licence that may be passed on which was made of several things, each under its own.
 *
 * @param licence the one of theirs that all of them allow; empty where there is none
 * @param duties what has to be done, of all of them
 * @param obstacles why there is none: what each allows none of the others
 */
public record Combination(
    Optional<String> licence, SortedSet<String> duties, List<String> obstacles) {

  /** Combines; nothing is under no licence. */
  public static Combination of(Licences licences, Collection<Offer> offers) {
    SortedSet<String> duties = new TreeSet<>();
    SortedSet<String> ids = new TreeSet<>();
    for (Offer offer : offers) {
      duties.addAll(offer.duties());
      ids.add(offer.license());
      licences
          .find(offer.license())
          .filter(Licence::attributes)
          .ifPresent(asks -> duties.add("attribute"));
    }
    List<String> obstacles = new ArrayList<>();
    // An answer to a question is a thing made of what it was asked of.
    for (String id : ids) {
      if (licences.find(id).filter(each -> !each.allowsDerivatives()).isPresent()) {
        obstacles.add(id + " forbids to pass it on changed");
      }
    }
    if (!obstacles.isEmpty()) {
      return new Combination(Optional.empty(), duties, List.copyOf(obstacles));
    }
    for (String candidate : ids) {
      Offer result = new Offer(candidate, null, Map.of(), Map.of(), List.copyOf(duties));
      List<String> against =
          ids.stream()
              .filter(each -> !each.equals(candidate))
              .flatMap(each -> licences.findObstacle(each, result).stream())
              .toList();
      if (ids.size() == 1 || (against.isEmpty() && isEnough(licences, candidate, duties))) {
        return new Combination(Optional.of(candidate), duties, List.of());
      }
      against.forEach(why -> obstacles.add("not under " + candidate + ": " + why));
    }
    return new Combination(Optional.empty(), duties, List.copyOf(obstacles));
  }

  // Under a licence that asks for less, the next in line would not know what is asked.
  private static boolean isEnough(Licences licences, String candidate, SortedSet<String> duties) {
    return !duties.contains("attribute")
        || licences.find(candidate).map(Licence::attributes).orElse(true);
  }
}
