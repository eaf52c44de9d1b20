package plaza.jobs.bench;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import plaza.contract.Limits;
import plaza.contract.Tier;
import plaza.jobs.stack.SparkSessions;
import plaza.release.Horizon;
import plaza.release.Tiering;

/**
 * Looks at instants for rows that are younger than a tier's delay: at each over the horizon that
 * decides it, at some over rows that were really made into tiers.
 */
final class FreshRows {
  // Days that have 23 and 25 hours are among them.
  private static final Instant FROM = Instant.parse("2026-01-01T00:00:00Z");
  private static final long YEAR = Duration.ofDays(365).toSeconds();
  private static final int ROWS = 12;

  private final Ground ground;
  private final NavigableMap<Tier, Limits> tiers;
  private final Random random = new Random(29);
  private long shown;
  private long young;
  private long naive;

  FreshRows(Ground ground) {
    this.ground = ground;
    this.tiers = ground.release(LeakTree.PLACES).tiers(ground.city());
  }

  Score run(int instants, int whole) {
    SparkSessions.suit(ground.spark(), 0);
    int made = Math.max(10, instants / 100);
    for (int i = 0; i < instants; i++) {
      Instant asOf =
          FROM.plusSeconds(random.nextLong(YEAR)).plusNanos(random.nextInt(1_000_000) * 1000L);
      for (Limits limits : tiers.values()) {
        consider(limits, asOf);
      }
      if (i % (instants / made) == 0) {
        make(asOf);
      }
      if (i % Math.max(1, instants / 5) == 0) {
        ground.tell().accept("instant %,d of %,d".formatted(i, instants));
      }
    }
    return new Score(
        "instants at which no row younger than its tier's delay is shown",
        instants,
        whole,
        young + (naive > 0 ? 0 : 1) + (shown > 0 ? 0 : 1),
        "%,d shown in time, %d too young; without a delay %,d; %,d of the instants through real tiers, with late and corrected rows, the others by their horizon"
            .formatted(shown, young, naive, (instants + instants / made - 1) / (instants / made)));
  }

  /** Rows around the horizon: shown are those that are not after it. */
  private void consider(Limits limits, Instant asOf) {
    Instant horizon = Horizon.of(limits, asOf, Crowd.ZONE);
    for (Instant at : ages(limits, asOf)) {
      if (!at.isAfter(horizon)) {
        judge(limits, asOf, at);
      } else if (!at.isAfter(asOf)) {
        naive++;
      }
    }
  }

  private void judge(Limits limits, Instant asOf, Instant at) {
    if (Duration.between(at, asOf).compareTo(limits.delay()) < 0) {
      young++;
    } else {
      shown++;
    }
  }

  /** Ages about the end of the delay, to the microsecond, and about now. */
  private List<Instant> ages(Limits limits, Instant asOf) {
    Instant end = asOf.minus(limits.delay());
    List<Instant> ages = new ArrayList<>(List.of(end, end.plusNanos(1000), end.minusNanos(1000)));
    while (ages.size() < ROWS) {
      ages.add(end.plusSeconds(random.nextLong(-200_000, 100_000)));
    }
    return ages;
  }

  /**
   * Rows of each age; some of them came late, in no order of theirs, and some were corrected to be
   * younger or older than the version before had them. Whoever is shown is known by its name.
   */
  private void make(Instant asOf) {
    Map<String, Instant> table = new java.util.TreeMap<>();
    tiers
        .values()
        .forEach(limits -> ages(limits, asOf).forEach(at -> table.put("p" + table.size(), at)));
    Tiering before = tiering(asOf.minus(Duration.ofHours(3)));
    Map<Tier, Dataset<Row>> former = new java.util.TreeMap<>(before.tiers(rows(table), Map.of()));
    List<String> names = List.copyOf(table.keySet());
    for (int i = 0; i < names.size(); i += 3) {
      table.put(names.get(i), asOf.minusSeconds(random.nextLong(0, 200_000)));
    }
    for (int i = 0; i < ROWS; i++) {
      table.put("late" + i, asOf.minusSeconds(random.nextLong(0, 400_000)));
    }
    tiering(asOf)
        .tiers(rows(table), former)
        .forEach((tier, rows) -> {
          Limits limits = java.util.Objects.requireNonNull(tiers.get(tier));
          for (Row row : rows.select("place_id").collectAsList()) {
            judge(limits, asOf, java.util.Objects.requireNonNull(table.get(row.getString(0))));
          }
        });
  }

  private Tiering tiering(Instant asOf) {
    return new Tiering(
        ground.release(LeakTree.PLACES), ground.city(), Averages.pseudonyms(), asOf, "1.0.0");
  }

  private Dataset<Row> rows(Map<String, Instant> table) {
    List<Row> rows = new ArrayList<>();
    table.forEach((name, at) -> rows.add(RowFactory.create(LeakTree.CITY, name, at, 3.1, 0.1)));
    return Averages.places(ground, rows);
  }
}
