package plaza.release;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import plaza.contract.Contract;
import plaza.contract.Limits;
import plaza.contract.Tier;

/**
 * What a version changes for whoever reads the one before it, and so which number it has (Semantic
 * Versioning 2.0.0): what may break a reader is major, what is new is minor, other rows are a
 * patch.
 *
 * @param version of the new one
 * @param isBreaking whether it waits for a word
 * @param what in words, one a line
 */
public record Change(String version, boolean isBreaking, List<String> what) {
  private static final String FIRST = "1.0.0";

  /**
   * The change from the manifests of the former editions.
   *
   * @param latest the highest number that consumers have seen, or empty
   * @param taken numbers that were given, seen or not
   */
  public static Change between(
      Map<Tier, Manifest> former,
      String latest,
      Set<String> taken,
      Contract contract,
      Map<Tier, Limits> tiers) {
    Change change = between(former, latest, contract, tiers);
    String version = change.version;
    while (taken.contains(version)) {
      version = next(version, 2);
    }
    return new Change(version, change.isBreaking, change.what);
  }

  private static Change between(
      Map<Tier, Manifest> former, String latest, Contract contract, Map<Tier, Limits> tiers) {
    if (former.isEmpty()) {
      return new Change(
          latest.isEmpty() ? FIRST : next(latest, 0), true, List.of("the first version"));
    }
    List<String> breaks = new ArrayList<>();
    List<String> adds = new ArrayList<>();
    for (Tier tier : Tier.values()) {
      @Nullable Manifest before = former.get(tier);
      @Nullable Limits now = tiers.get(tier);
      if (before != null && now == null) {
        breaks.add(tier.id() + ": no longer there");
      } else if (before == null && now != null) {
        adds.add(tier.id() + ": new");
      } else if (before != null && now != null) {
        compare(tier.id() + ": column ", before.columns(), columns(contract, now), breaks, adds);
        compare(tier.id() + ": ", before.limits(), limits(now), breaks, breaks);
        if (!before.license().equals(now.offer().license())) {
          breaks.add(
              "%s: license %s, before %s"
                  .formatted(tier.id(), now.offer().license(), before.license()));
        }
      }
    }
    if (!breaks.isEmpty()) {
      breaks.addAll(adds);
      return new Change(next(latest, 0), true, breaks);
    }
    return adds.isEmpty()
        ? new Change(next(latest, 2), false, List.of("rows alone"))
        : new Change(next(latest, 1), false, adds);
  }

  private static void compare(
      String of,
      Map<String, String> before,
      Map<String, String> now,
      List<String> breaks,
      List<String> adds) {
    TreeSet<String> names = new TreeSet<>(before.keySet());
    names.addAll(now.keySet());
    for (String name : names) {
      @Nullable String was = before.get(name);
      @Nullable String is = now.get(name);
      if (was == null) {
        adds.add(of + name + ": " + is + ", new");
      } else if (is == null) {
        breaks.add(of + name + ": no longer there");
      } else if (!was.equals(is)) {
        breaks.add(of + name + ": " + is + ", before " + was);
      }
    }
  }

  private static String next(String version, int part) {
    int[] numbers =
        java.util.Arrays.stream(version.split("\\.", -1)).mapToInt(Integer::parseInt).toArray();
    numbers[part]++;
    for (int i = part + 1; i < numbers.length; i++) {
      numbers[i] = 0;
    }
    return numbers[0] + "." + numbers[1] + "." + numbers[2];
  }

  /** The columns that a tier shows, by their types. */
  public static Map<String, String> columns(Contract contract, Limits limits) {
    Map<String, String> columns = new TreeMap<>();
    for (String name : limits.columns()) {
      contract.findColumn(name).ifPresent(column -> columns.put(name, column.type()));
    }
    return columns;
  }

  /** A tier's limits in words, by their names; those that limit nothing are left out. */
  public static Map<String, String> limits(Limits limits) {
    Map<String, String> words = new TreeMap<>();
    words.put("position", limits.position().toString());
    put(words, "time", limits.time().toString());
    put(words, "renewal", limits.renewal().toString());
    put(words, "delay", limits.delay().isZero() ? "" : limits.delay().toString());
    put(words, "min_count", limits.minCount() > 1 ? String.valueOf(limits.minCount()) : "");
    put(words, "where", Objects.requireNonNullElse(limits.where(), ""));
    limits.values().forEach((column, coarse) -> words.put(column, coarse.toString()));
    limits
        .pseudonyms()
        .forEach((column, rotation) -> words.put(column, "a pseudonym for a " + rotation));
    return words;
  }

  private static void put(Map<String, String> words, String name, String text) {
    if (!text.isEmpty()) {
      words.put(name, text);
    }
  }
}
