package plaza.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import org.jspecify.annotations.Nullable;

/**
 * Proves that what a wider tier shows can be told from the next narrower one, and is never finer or
 * fresher; what cannot be proved is a problem at the wider tier's line.
 */
final class Nesting {
  private final NavigableMap<Tier, Limits> tiers;
  private final @Nullable Release release;
  private final Yaml yaml;
  private final Problems problems;

  /** The tiers of a contract, whose value of {@code release} this is. */
  Nesting(Release release, Yaml yaml) {
    this.tiers = release.tiers();
    this.release = release;
    this.yaml = yaml;
    this.problems = yaml.problems();
  }

  /** The tiers of a city's ladder. */
  Nesting(NavigableMap<Tier, Limits> ladder, Yaml yaml) {
    this.tiers = ladder;
    this.release = null;
    this.yaml = yaml;
    this.problems = yaml.problems();
  }

  void check() {
    @Nullable Limits wider = null;
    for (Limits limits : tiers.values()) {
      if (release != null) {
        holds(limits, release);
      }
      if (wider != null) {
        nests(wider, limits);
      }
      wider = limits;
    }
  }

  private void nests(Limits wide, Limits narrow) {
    List<String> extra = new ArrayList<>(wide.columns());
    extra.removeAll(narrow.columns());
    String than = narrow.tier().id();
    if (!extra.isEmpty()) {
      add(
          wide,
          "the columns " + extra + ", which " + than + " does not show",
          "some of " + narrow.columns());
    }
    boolean isPlaced = !wide.position().isWithin(narrow.position());
    if (isPlaced) {
      add(
          wide,
          "position " + wide.position(),
          "one that can be told from " + than + "'s, " + narrow.position());
    }
    if (!wide.time().isMultipleOf(narrow.time())) {
      add(wide, "time " + word(wide.time()), "a multiple of " + than + "'s " + narrow.time());
    }
    if (!wide.renewal().isMultipleOf(narrow.renewal())) {
      add(
          wide,
          "renewal " + word(wide.renewal()),
          "a multiple of " + than + "'s " + narrow.renewal());
    }
    if (wide.delay().compareTo(narrow.delay()) < 0) {
      add(wide, "delay " + wide.delay(), "at least " + than + "'s " + narrow.delay());
    }
    if (wide.minCount() < narrow.minCount()) {
      add(wide, "min_count " + wide.minCount(), "at least " + than + "'s " + narrow.minCount());
    }
    values(wide, narrow);
    pseudonyms(wide, narrow);
  }

  private void values(Limits wide, Limits narrow) {
    for (Map.Entry<String, Coarse> value : narrow.values().entrySet()) {
      @Nullable Coarse coarse = wide.values().get(value.getKey());
      if (wide.columns().contains(value.getKey())
          && (coarse == null || !coarse.isWithin(value.getValue()))) {
        add(
            wide,
            value.getKey() + " " + (coarse == null ? "as it is" : coarse),
            "one that can be told from " + narrow.tier().id() + "'s, " + value.getValue());
      }
    }
  }

  private void pseudonyms(Limits wide, Limits narrow) {
    for (Map.Entry<String, Rotation> pseudonym : narrow.pseudonyms().entrySet()) {
      String column = pseudonym.getKey();
      Rotation longest = pseudonym.getValue();
      @Nullable Rotation rotation = wide.pseudonyms().get(column);
      boolean isShorter =
          rotation != null
              && (longest.isPerVersion()
                  || (!rotation.isPerVersion()
                      && longest.period().isMultipleOf(rotation.period())));
      if (wide.columns().contains(column) && !isShorter) {
        add(
            wide,
            column + (rotation == null ? " as it is" : " by a pseudonym for a " + rotation),
            "a pseudonym for no longer than " + narrow.tier().id() + "'s, " + longest);
      }
    }
  }

  // What a tier says must have something to bear on, and must not undo itself.
  private void holds(Limits limits, Release of) {
    boolean isAged = !limits.delay().isZero() || !limits.renewal().isNone();
    if (isAged && of.at() == null) {
      add(limits, "a delay without at", "at: the column that says how old a row is");
    }
    if (limits.minCount() > 1 && of.subject() == null && of.counted() == null) {
      add(
          limits,
          "min_count " + limits.minCount() + " without subject",
          "subject: the column of who stands behind a row; or counted: the column that counts them");
    }
    if (limits.minCount() > 1
        && of.subject() != null
        && limits.columns().contains(of.subject())
        && !limits.pseudonyms().containsKey(of.subject())) {
      add(
          limits,
          "the subject '" + of.subject() + "' as it is",
          "it left out, or under pseudonyms");
    }
    if (limits.minCount() > 1
        && limits.pseudonyms().values().stream().anyMatch(Rotation::isPerVersion)) {
      // What was shown of a cell stays, and with it its pseudonyms.
      add(
          limits,
          "pseudonyms for a version under min_count",
          "pseudonyms for a period such as P1D");
    }
    Opening opening = of.opens();
    if (limits.minCount() > 1 && opening != null && opening.to().compareTo(limits.tier()) <= 0) {
      // A cell that was shown coarsely stays; its rows shown finely beside it would be there twice.
      add(limits, "limits that age under min_count", "one of both");
    }
    if (limits.minCount() > 1
        && of.counted() != null
        && limits.values().containsKey(of.counted())) {
      add(limits, "coarse counts under min_count", "one of both");
    }
  }

  private void add(Limits at, String found, String expected) {
    problems.add(yaml.file(), at.line(), at.tier().id() + ": " + found, expected);
  }

  private static String word(Cut cut) {
    return cut.isNone() ? "as it is" : cut.toString();
  }
}
