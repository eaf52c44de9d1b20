package plaza.release.leak;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Row;
import plaza.contract.Rotation;

/** Hashes all identifiers that there are, in all the usual ways, and looks the results up. */
final class Dictionary implements Attack {
  private static final int IDENTIFIERS = 1_000;
  private static final int PSEUDONYMS = 200_000;
  private static final int PERIODS = 31;

  @Override
  public String name() {
    return "dictionary";
  }

  @Override
  public String description() {
    return "Hashes known identifiers plainly and with guessable salts, and looks them up among the"
        + " pseudonyms; won by any that is found.";
  }

  @Override
  public Optional<Outcome> on(Target target) {
    if (target.limits().pseudonyms().isEmpty()) {
      return Optional.empty();
    }
    Set<String> reversed = new HashSet<>();
    long tried = 0;
    for (Map.Entry<String, Rotation> each : target.limits().pseudonyms().entrySet()) {
      Set<String> shown = shown(target, each.getKey());
      Hashes hashes = new Hashes(salts(target, each.getKey()), lengths(shown));
      for (Row row : identifiers(target, each.getKey())) {
        String identifier = row.getString(0);
        tried++;
        if (hashes.of(identifier).stream().anyMatch(shown::contains)) {
          reversed.add(each.getKey() + " " + identifier);
        }
      }
    }
    return Outcome.ofAny(
        reversed.size(), "of %d identifiers tried %d were found".formatted(tried, reversed.size()));
  }

  private static List<Row> identifiers(Target target, String column) {
    return new AsShown(target)
        .considered()
        .where(col(column).isNotNull())
        .select(col(column))
        .distinct()
        .orderBy(xxhash64(col(column)))
        .limit(IDENTIFIERS)
        .collectAsList();
  }

  private static Set<String> shown(Target target, String column) {
    Set<String> shown = new HashSet<>();
    target
        .released()
        .where(col(column).isNotNull())
        .select(col(column))
        .distinct()
        .limit(PSEUDONYMS)
        .collectAsList()
        .forEach(row -> shown.add(row.getString(0)));
    return shown;
  }

  /** Where a hash was cut off: what is longer is compared by as much of it. */
  private static List<Integer> lengths(Set<String> shown) {
    Map<Integer, Integer> lengths = new HashMap<>();
    shown.forEach(pseudonym -> lengths.merge(pseudonym.length(), 1, Integer::sum));
    return lengths.entrySet().stream()
        .filter(each -> each.getKey() >= 8)
        .sorted(Map.Entry.<Integer, Integer>comparingByValue().reversed())
        .limit(3)
        .map(Map.Entry::getKey)
        .toList();
  }

  /** What anyone would try: words, names, and the periods that pseudonyms are to rotate with. */
  private static List<String> salts(Target target, String column) {
    List<String> salts =
        new ArrayList<>(
            List.of(
                "",
                "salt",
                "secret",
                column,
                target.city().id(),
                target.limits().tier().id(),
                target.contract().dataset().toString()));
    target
        .findShownAge()
        .ifPresent(age ->
            target
                .released()
                .select(col(age.name()).cast("date").cast("string"))
                .distinct()
                .limit(PERIODS)
                .collectAsList()
                .stream()
                .filter(row -> !row.isNullAt(0))
                .forEach(row -> salts.add(row.getString(0))));
    return salts;
  }
}
