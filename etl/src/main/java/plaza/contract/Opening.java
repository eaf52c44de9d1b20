package plaza.contract;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Ageing: rows that are old enough are shown by a tier, and by those narrower than it, without some
 * of its limits. The count of subjects is never lifted.
 *
 * @param lifts of {@code time}, {@code position}, {@code values}
 */
public record Opening(Duration after, Tier to, List<String> lifts) {
  private static final Set<String> LIFTED = new TreeSet<>(Set.of("position", "time", "values"));

  /** Reads {@code {after: P30D, to: open, lifts: [time]}}. */
  static Opening read(Yaml yaml) {
    yaml.allow("after", "to", "lifts");
    Duration after =
        yaml.require("after")
            .flatMap(a -> a.as("a duration such as P30D", Opening::duration))
            .orElse(Duration.ofDays(30));
    Tier to = yaml.require("to").flatMap(t -> t.as("a tier", Tier::of)).orElse(Tier.OPEN);
    List<String> lifts = yaml.texts("lifts", List.of());
    if (lifts.isEmpty() || !LIFTED.containsAll(lifts)) {
      yaml.find("lifts").orElse(yaml).problem("lifts " + lifts, "some of " + LIFTED);
    }
    return new Opening(after, to, List.copyOf(lifts));
  }

  private static Duration duration(String text) {
    Duration duration = Duration.parse(text);
    if (duration.isNegative() || duration.isZero()) {
      throw new IllegalArgumentException(text);
    }
    return duration;
  }

  boolean lifts(String limit) {
    return lifts.contains(limit);
  }
}
