package plaza.contract;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How a table is given away: the customProperty {@code release} of its contract.
 *
 * @param at the column that says how old a row is: an instant or a local day; null where rows have
 *     no age, and so no delay
 * @param subject the column that says who stands behind a row, or null
 * @param counted the column that counts who stands behind a row, or null
 * @param totals the columns by which sums of {@code counted} are known to anyone
 * @param tiers what each tier shows, the widest first, and on which terms unless these are each
 *     city's; none where each city's ladder holds
 * @param opens how limits age, or null
 * @param exemptions which limits of what it is derived from it need not carry
 */
public record Release(
    Contract contract,
    @Nullable String at,
    @Nullable String subject,
    @Nullable String counted,
    List<List<String>> totals,
    NavigableMap<Tier, Limits> tiers,
    @Nullable Opening opens,
    List<Exemption> exemptions,
    int line) {

  /**
   * A limit of an input that a derived table does not carry.
   *
   * @param lifts names of limits, or {@code tiers} where the input is not in the tier at all
   * @param why the reason, which a steward approves
   */
  public record Exemption(DatasetName of, List<String> lifts, String why, int line) {}

  /** The limits that a derived table carries, by name. */
  public static final Set<String> CARRIED =
      Collections.unmodifiableSet(
          new TreeSet<>(
              Set.of("tiers", "position", "time", "renewal", "delay", "min_count", "license")));

  /** Reads it from a contract's file; empty where the contract has none, and on any problem. */
  public static Optional<Release> read(Contract contract, Problems problems) {
    int before = problems.count();
    return Yaml.read(contract.file(), problems).stream()
        .flatMap(yaml -> yaml.list("customProperties").stream())
        .filter(property -> property.text("property").equals("release"))
        .findFirst()
        .flatMap(property -> property.require("value"))
        .map(yaml -> read(yaml, contract))
        .filter(release -> problems.count() == before);
  }

  /** Whether a contract's file says anything of it, well or not. */
  public static boolean isDeclared(Contract contract) {
    return Yaml.read(contract.file(), new Problems()).stream()
        .flatMap(yaml -> yaml.list("customProperties").stream())
        .anyMatch(property -> property.text("property").equals("release"));
  }

  private static Release read(Yaml yaml, Contract contract) {
    yaml.allow("at", "subject", "counted", "totals", "tiers", "opens", "derived");
    @Nullable String at =
        named(
            yaml, "at", contract, c -> c.type().startsWith("timestamp") || c.type().equals("date"));
    @Nullable String subject = named(yaml, "subject", contract, c -> c.type().equals("varchar"));
    @Nullable String counted =
        named(
            yaml,
            "counted",
            contract,
            c -> c.type().equals("integer") || c.type().equals("bigint"));
    if (subject != null && counted != null) {
      yaml.problem("both subject and counted", "one: a row is of somebody, or counts some");
    }
    List<List<String>> totals = new ArrayList<>();
    List<String> names = contract.columns().stream().map(Column::name).toList();
    for (Yaml total : yaml.list("totals")) {
      List<String> by = total.elements().stream().map(Yaml::text).toList();
      if (!names.containsAll(by)) {
        total.problem("totals by " + by, "some of " + names);
      }
      totals.add(by);
    }
    if (contract.findColumn("city").isEmpty()) {
      yaml.problem("a table without city", "a column city: limits are those of a city");
    }
    Release release =
        new Release(
            contract,
            at,
            subject,
            counted,
            List.copyOf(totals),
            tiers(yaml, contract),
            yaml.find("opens").map(Opening::read).orElse(null),
            yaml.list("derived").stream().flatMap(y -> exemption(y).stream()).toList(),
            yaml.line());
    if (release.opens != null && at == null) {
      yaml.problem("opens without at", "at: the column that says how old a row is");
    }
    new Nesting(release, yaml).check();
    return release;
  }

  /** Reads a mapping of tiers to limits, the widest first. */
  static NavigableMap<Tier, Limits> tiers(Yaml yaml, @Nullable Contract contract) {
    Map<Tier, Limits> tiers = new EnumMap<>(Tier.class);
    yaml.find("tiers")
        .map(Yaml::members)
        .orElse(Map.of())
        .forEach((id, limits) -> {
          try {
            Tier tier = Tier.of(id);
            tiers.put(
                tier,
                contract == null
                    ? Limits.ofLadder(tier, limits)
                    : Limits.of(tier, limits, contract));
          } catch (IllegalArgumentException e) {
            limits.problem("the tier '" + id + "'", "open, registered, subscriber or government");
          }
        });
    return Collections.unmodifiableNavigableMap(new TreeMap<>(tiers));
  }

  private static @Nullable String named(
      Yaml yaml, String key, Contract contract, java.util.function.Predicate<Column> fits) {
    Optional<Yaml> given = yaml.find(key);
    List<String> fitting = contract.columns().stream().filter(fits).map(Column::name).toList();
    given
        .filter(name -> !fitting.contains(name.text()))
        .ifPresent(name -> name.problem("the column '" + name.text() + "'", "one of " + fitting));
    return given.map(Yaml::text).orElse(null);
  }

  private static Optional<Exemption> exemption(Yaml yaml) {
    yaml.allow("of", "lifts", "why");
    Optional<DatasetName> of = yaml.as("of", "a dataset, domain.table", DatasetName::parse);
    List<String> lifts = yaml.texts("lifts", List.of());
    if (lifts.isEmpty() || !CARRIED.containsAll(lifts)) {
      yaml.problem("lifts " + lifts, "some of " + CARRIED);
    }
    String why = yaml.text("why").strip();
    if (why.isEmpty()) {
      yaml.problem("no why", "the reason, which a steward approves");
    }
    return of.map(dataset -> new Exemption(dataset, List.copyOf(lifts), why, yaml.line()));
  }

  /**
   * What each tier shows of a city's rows, the widest first; none where it shows nothing, or where
   * neither the contract nor the city says on which terms.
   */
  public NavigableMap<Tier, Limits> tiers(City city) {
    NavigableMap<Tier, Limits> fitted = new TreeMap<>();
    if (!tiers.isEmpty()) {
      tiers.forEach((tier, limits) ->
          limits.underTerms(city.ladder().get(tier)).ifPresent(each -> fitted.put(tier, each)));
      return fitted;
    }
    city.ladder().forEach((tier, limits) -> fitted.put(tier, bearing(limits.fitted(contract))));
    return fitted;
  }

  // A ladder's count needs somebody to count, its delay an age.
  private Limits bearing(Limits limits) {
    boolean isAged = at != null;
    return new Limits(
        limits.tier(),
        limits.columns(),
        limits.position(),
        limits.time(),
        isAged ? limits.renewal() : Cut.NONE,
        isAged ? limits.delay() : java.time.Duration.ZERO,
        subject != null || counted != null ? limits.minCount() : 1,
        limits.values(),
        limits.pseudonyms(),
        limits.where(),
        limits.offer(),
        limits.line());
  }

  /** How limits age, if they do. */
  public Optional<Opening> findOpening() {
    return Optional.ofNullable(opens);
  }

  /** The column that says how old a row is, if rows have an age. */
  public Optional<Column> findAge() {
    return Optional.ofNullable(at).flatMap(contract::findColumn);
  }

  /** Whether a limit of an input need not be carried. */
  public boolean isExempt(DatasetName input, String limit) {
    return exemptions.stream().anyMatch(e -> e.of().equals(input) && e.lifts().contains(limit));
  }

  /** The file that declares it. */
  public Path file() {
    return contract.file();
  }
}
