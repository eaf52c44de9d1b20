package plaza.jobs.bench;

import static org.apache.spark.sql.functions.col;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.Predicate;
import org.apache.spark.sql.Row;
import plaza.contract.Tier;
import plaza.jobs.bench.Crowd.Rider;
import plaza.jobs.bench.Crowd.Trip;
import plaza.jobs.bench.Sightings.Seen;
import plaza.lake.Shelf;

/**
 * Knows four trips of each rider, and looks for the rest of them and for where they live: in what
 * is open, and in the table that it was made of, where both must be found.
 */
final class Followers {
  private static final int KNOWN = 4;
  private static final double UNIQUE = 0.05;
  private static final double FOUND = 0.01;
  private static final double NEAR_M = 200;

  private final ReleasedTrips released;
  private final Sightings open;
  private final Sightings raw;
  private final Random random = new Random(3);

  Followers(ReleasedTrips released) {
    this.released = released;
    this.open =
        new Sightings(
            open(),
            500.5,
            at -> at.atZone(Crowd.ZONE).toLocalDate().atStartOfDay(Crowd.ZONE).toInstant());
    this.raw = new Sightings(raw(), 1, at -> at);
  }

  /** How many riders four of their trips tell apart. */
  Score unique(int whole) {
    Map<Rider, List<Trip>> known = known(trip -> true);
    long inOpen = known.values().stream().filter(k -> open.findOnly(k).isPresent()).count();
    long inRaw = known.values().stream().filter(k -> raw.findOnly(k).isPresent()).count();
    return score(
        "riders told apart by four known trips in the open tier, of %,d over %d days"
            .formatted(known.size(), released.crowd().days()),
        known.size(),
        whole,
        inOpen,
        UNIQUE,
        inRaw,
        0.8);
  }

  /** How many riders' homes are found by whoever has seen them leave work four times. */
  Score homes(int whole) {
    Map<Rider, List<Trip>> known = known(Trip::isFromWork);
    long inOpen = known.entrySet().stream().filter(e -> isFound(e, open)).count();
    long inRaw = known.entrySet().stream().filter(e -> isFound(e, raw)).count();
    return score(
        "homes found within 200 m from the open tier, of %,d riders".formatted(known.size()),
        known.size(),
        whole,
        inOpen,
        FOUND,
        inRaw,
        0.5);
  }

  private static boolean isFound(Map.Entry<Rider, List<Trip>> known, Sightings in) {
    return in.home(known.getValue()).metres(known.getKey().home()) < NEAR_M;
  }

  private Score score(
      String what, long riders, long whole, long inOpen, double allowed, long inRaw, double won) {
    long more = Math.max(0, inOpen - (long) (allowed * riders));
    boolean isProof = inRaw > won * riders && released.rows(Tier.OPEN) > 0;
    released.refused().forEach(released.ground().tell());
    return new Score(
        what,
        riders,
        whole,
        more + (isProof ? 0 : 1) + released.refused().size(),
        "%.2f %% in %,d open rows, %.1f %% in %,d raw ones"
            .formatted(
                100.0 * inOpen / riders,
                released.rows(Tier.OPEN),
                100.0 * inRaw / riders,
                released.trips().size()));
  }

  /** Four trips of each rider who made as many. */
  private Map<Rider, List<Trip>> known(Predicate<Trip> of) {
    Map<Rider, List<Trip>> trips = new HashMap<>();
    released.trips().stream()
        .filter(of)
        .forEach(t -> trips.computeIfAbsent(t.rider(), r -> new ArrayList<>()).add(t));
    trips.values().removeIf(each -> each.size() < KNOWN);
    for (Rider rider : released.crowd().riders()) {
      trips.computeIfPresent(
          rider,
          (r, all) -> {
            Collections.shuffle(all, random);
            return all.subList(0, KNOWN);
          });
    }
    return trips;
  }

  // As anyone who has fetched it reads it: without names, each row is its own.
  private List<Seen> open() {
    if (!released.refused().isEmpty()) {
      return List.of();
    }
    List<Seen> rows = new ArrayList<>();
    for (Row row :
        released
            .ground()
            .spark()
            .read()
            .parquet(released.parquet(Tier.OPEN).toUri().toString())
            .select("started_at", "bbox.xmin", "bbox.ymin")
            .collectAsList()) {
      rows.add(seen(row, "row " + rows.size()));
    }
    return rows;
  }

  private List<Seen> raw() {
    return released
        .ground()
        .spark()
        .table(Shelf.PUBLISHED.tables() + "." + LeakTree.TRIPS)
        .select(col("started_at"), col("xmin"), col("ymin"), col("rider_id"))
        .collectAsList()
        .stream()
        .map(row -> seen(row, row.getString(3)))
        .toList();
  }

  private static Seen seen(Row row, String trace) {
    return new Seen(
        Objects.requireNonNull((Instant) row.get(0)),
        Spot.ofDegrees(row.getDouble(1), row.getDouble(2)),
        trace);
  }
}
