package plaza.silver;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import plaza.check.Finding;
import plaza.check.FindingCode;
import plaza.contract.Contract;
import plaza.lake.LandedFiles;
import plaza.lake.Load.FateCount;

/**
 * Holds the counts of a table's rows against what its contract allows. Each local day of fetching
 * is judged on its own, so that a good past makes no room for a bad day, and the verdict is the
 * same whether the day came in one build or in many.
 */
final class Allowance {
  private final Contract contract;
  private final Map<String, Filling> fillings = new HashMap<>();
  private final Map<String, String> latest;

  /**
   * By a contract.
   *
   * @param latest the last version of each source whose files are whole registers: what earlier
   *     ones held is no longer said by anyone
   */
  Allowance(Contract contract, List<Filling> fillings, Map<String, String> latest) {
    this.contract = contract;
    fillings.forEach(filling -> this.fillings.put(filling.source().id(), filling));
    this.latest = latest;
  }

  /** What is wrong with these counts. */
  List<Finding> findings(List<FateCount> counts) {
    String dataset = contract.dataset().toString();
    List<Finding> findings = new ArrayList<>();
    counts.stream()
        .map(FateCount::source)
        .distinct()
        .filter(s -> counts.stream().noneMatch(c -> c.source().equals(s) && isInScope(c)))
        .forEach(s ->
            findings.add(
                new Finding(
                    FindingCode.NOTHING_IN_SCOPE,
                    dataset,
                    "source " + s,
                    "found only rows out of scope, expected some for which `where` is true")));
    if (!findings.isEmpty()) {
      return findings;
    }
    SortedMap<LocalDate, List<FateCount>> days = new TreeMap<>();
    counts.stream()
        .filter(Allowance::isInScope)
        .filter(c -> c.receipt().startsWith(latest.getOrDefault(c.source(), "")))
        .forEach(c -> days.computeIfAbsent(day(c), d -> new ArrayList<>()).add(c));
    days.forEach((day, of) -> {
      long inScope = of.stream().mapToLong(FateCount::rows).sum();
      long refused =
          of.stream().filter(c -> c.fate().equals("refused")).mapToLong(FateCount::rows).sum();
      // Rounded up: of a day of twenty rows, one is no sign of a new shape.
      if (refused > Math.ceil(contract.maxRefusedShare() * inScope)) {
        findings.add(
            new Finding(
                FindingCode.TOO_MANY_REFUSED,
                dataset,
                "fetched on " + day,
                "found %d of %d rows refused (%s), expected at most %s %%"
                    .formatted(refused, inScope, byCode(of), contract.maxRefusedShare() * 100)));
      }
    });
    return findings;
  }

  private LocalDate day(FateCount count) {
    Instant at = LandedFiles.INSTANT.parse(count.receipt().substring(0, 16), Instant::from);
    Filling filling = fillings.get(count.source());
    return at.atZone(filling == null ? java.time.ZoneOffset.UTC : filling.zone()).toLocalDate();
  }

  private static boolean isInScope(FateCount count) {
    return !count.fate().equals("out_of_scope");
  }

  private static String byCode(List<FateCount> counts) {
    TreeMap<String, Long> byCode = new TreeMap<>();
    counts.stream()
        .filter(c -> c.fate().equals("refused"))
        .forEach(c -> byCode.merge(c.code(), c.rows(), Long::sum));
    return String.join(
        ", ", byCode.entrySet().stream().map(e -> e.getValue() + " " + e.getKey()).toList());
  }
}
