package plaza.jobs.bench;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import plaza.contract.Release;
import plaza.contract.Tier;
import plaza.release.Tiering;
import plaza.release.leak.Attack;
import plaza.release.leak.Attacks;
import plaza.release.leak.Target;

/** Versions of two tiers, one after the other as they are released: those that no attack wins. */
final class Versions {
  private static final List<String> ATTACKS = List.of("small cells", "differencing");
  private static final List<Tier> TIERS = List.of(Tier.OPEN, Tier.REGISTERED);

  private final Ground ground;
  private final Release release;
  private Map<Tier, Dataset<Row>> former = Map.of();
  private int published;
  private int refused;

  Versions(Ground ground, Release release) {
    this.ground = ground;
    this.release = release;
  }

  int published() {
    return published;
  }

  int refused() {
    return refused;
  }

  /** What these rows show by now where they are released; empty where they are refused. */
  Map<Tier, List<Row>> release(Dataset<Row> rows, Instant asOf) {
    NavigableMap<Tier, Dataset<Row>> shown = new TreeMap<>();
    Map<Tier, List<Row>> told = new TreeMap<>();
    NavigableMap<Tier, Dataset<Row>> tiers = tiers(rows, asOf, former);
    for (Tier tier : TIERS) {
      Dataset<Row> made = Objects.requireNonNull(tiers.get(tier));
      List<Row> all = made.collectAsList();
      told.put(tier, all);
      // Of the rows alone, so that the next version does not make this one again.
      shown.put(tier, ground.spark().createDataFrame(all, made.schema()));
    }
    List<String> why = TIERS.stream().flatMap(tier -> won(tier, rows, asOf, shown)).toList();
    if (!why.isEmpty()) {
      ground.tell().accept("refused: " + String.join("; ", why));
      refused++;
      return Map.of();
    }
    published++;
    former = shown;
    return told;
  }

  /** What the tiers of rows are. */
  NavigableMap<Tier, Dataset<Row>> tiers(
      Dataset<Row> rows, Instant asOf, Map<Tier, Dataset<Row>> before) {
    return new Tiering(release, ground.city(), Averages.pseudonyms(), asOf, "1.0." + published)
        .tiers(rows, before);
  }

  /** What attacks that win say. */
  private Stream<String> won(
      Tier tier, Dataset<Row> rows, Instant asOf, NavigableMap<Tier, Dataset<Row>> shown) {
    List<Dataset<Row>> before = new ArrayList<>();
    if (former.containsKey(tier)) {
      before.add(Objects.requireNonNull(former.get(tier)));
    }
    Target target =
        new Target(
            release,
            Objects.requireNonNull(release.tiers(ground.city()).get(tier)),
            ground.city(),
            asOf,
            rows,
            Objects.requireNonNull(shown.get(tier)),
            before,
            shown.tailMap(tier, false),
            List.of());
    return Attacks.all().stream()
        .filter(attack -> ATTACKS.contains(attack.name()))
        .flatMap(attack ->
            attack.on(target).filter(Attack.Outcome::isWon).stream()
                .map(outcome -> tier.id() + ", " + attack.name() + ": " + outcome.seen()));
  }
}
