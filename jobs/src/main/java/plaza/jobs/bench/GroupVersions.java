package plaza.jobs.bench;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import plaza.contract.Tier;
import plaza.jobs.bench.Crowd.Trip;

/**
 * Trips released version after version while some come late and some are corrected. Whoever has all
 * versions and both tiers counts the rows of each cell and subtracts.
 */
final class GroupVersions {
  private static final int FEW = 5;
  private static final StructType SHAPE =
      new StructType()
          .add("city", DataTypes.StringType)
          .add("trip_id", DataTypes.StringType)
          .add("rider_id", DataTypes.StringType)
          .add("started_at", DataTypes.TimestampType)
          .add("started_date", DataTypes.DateType)
          .add("_lon", DataTypes.DoubleType)
          .add("_lat", DataTypes.DoubleType);

  /** A cell of so many metres, for so many hours of a day. */
  private record Group(int metres, Instant from, long x, long y) {
    static Group of(int metres, int hours, Instant at, Spot place) {
      Instant day = at.atZone(Crowd.ZONE).toLocalDate().atStartOfDay(Crowd.ZONE).toInstant();
      long parts = Duration.between(day, at).toHours() / hours;
      return new Group(
          metres,
          day.plus(Duration.ofHours(parts * hours)),
          (long) Math.floor(place.x() / metres),
          (long) Math.floor(place.y() / metres));
    }

    static Group of(Tier tier, Instant at, Spot place) {
      return tier == Tier.OPEN ? of(1000, 24, at, place) : of(500, 12, at, place);
    }

    Group within() {
      Spot middle = new Spot((x + 0.5) * metres, (y + 0.5) * metres);
      return of(1000, 24, from, middle);
    }
  }

  private final Ground ground;
  private final Crowd crowd = new Crowd(400, 3000, 2);
  private final Random random = new Random(37);
  private long groups;
  private long small;
  private long naive;

  GroupVersions(Ground ground) {
    this.ground = ground;
  }

  Score run(int versions, int whole) {
    Versions releases = new Versions(ground, ground.release(LeakTree.TRIPS));
    List<Trip> trips = crowd.trips();
    int late = trips.size() / 3 / versions;
    List<Map<Group, Integer>> open = new ArrayList<>();
    List<Map<Group, Integer>> registered = new ArrayList<>();
    List<Map<Group, Integer>> anew = new ArrayList<>();
    for (int version = 1; version <= versions; version++) {
      ground.tell().accept("trips, version " + version);
      List<Trip> there = trips.subList(0, trips.size() - (versions - version) * late);
      correct(there);
      Dataset<Row> rows = rows(there);
      Instant asOf = crowd.end().plus(Duration.ofDays(10));
      anew.add(
          counts(
              Tier.OPEN,
              Objects.requireNonNull(releases.tiers(rows, asOf, Map.of()).get(Tier.OPEN))
                  .collectAsList()));
      Map<Tier, List<Row>> told = releases.release(rows, asOf);
      if (!told.isEmpty()) {
        add(Tier.OPEN, told, open, there);
        add(Tier.REGISTERED, told, registered, there);
      }
    }
    small += differences(open) + differences(registered) + betweenTiers(open, registered);
    naive = differences(anew);
    return new Score(
        "releases of trips, late and corrected, of which no cell and no difference is of fewer than %d"
            .formatted(FEW),
        releases.published() + releases.refused(),
        whole,
        small + (naive > 0 ? 0 : 1) + (groups > 0 ? 0 : 1),
        "%d released, %d refused by their attacks; %,d cells, %d too small; made anew each time %d"
            .formatted(releases.published(), releases.refused(), groups, small, naive));
  }

  /** One trip in a hundred began elsewhere than was said before. */
  private void correct(List<Trip> trips) {
    for (int i = random.nextInt(100); i < trips.size(); i += 100) {
      Trip trip = trips.get(i);
      Spot place = new Spot(random.nextDouble() * 3000, random.nextDouble() * 3000);
      trips.set(i, new Trip(trip.id(), trip.rider(), trip.at(), place.besideMiddles(), false));
    }
  }

  /** Counts a version's rows; those behind a cell that is new must be as many. */
  private void add(
      Tier tier, Map<Tier, List<Row>> told, List<Map<Group, Integer>> before, List<Trip> truth) {
    Map<Group, Integer> now = counts(tier, Objects.requireNonNull(told.get(tier)));
    Map<Group, Set<String>> riders = new HashMap<>();
    truth.forEach(t ->
        riders
            .computeIfAbsent(Group.of(tier, t.at(), t.from()), g -> new HashSet<>())
            .add(t.rider().id()));
    now.forEach((group, rows) -> {
      boolean isNew = before.isEmpty() || !before.getLast().containsKey(group);
      if (rows < FEW || (isNew && riders.getOrDefault(group, Set.of()).size() < FEW)) {
        small++;
      }
    });
    groups += now.size();
    before.add(now);
  }

  private static Map<Group, Integer> counts(Tier tier, List<Row> rows) {
    Map<Group, Integer> counts = new HashMap<>();
    for (Row row : rows) {
      Instant at = Objects.requireNonNull((Instant) row.getAs("started_at"));
      Spot place = Spot.ofDegrees(row.<Double>getAs("xmin"), row.<Double>getAs("ymin"));
      counts.merge(Group.of(tier, at, place), 1, Integer::sum);
    }
    return counts;
  }

  /** How many cells of two versions differ by too few. */
  private static long differences(List<Map<Group, Integer>> versions) {
    long few = 0;
    for (int i = 0; i < versions.size(); i++) {
      for (int j = 0; j < i; j++) {
        few += differences(versions.get(i), versions.get(j));
      }
    }
    return few;
  }

  private static long betweenTiers(
      List<Map<Group, Integer>> open, List<Map<Group, Integer>> registered) {
    long few = 0;
    for (Map<Group, Integer> fine : registered) {
      Map<Group, Integer> sums = new TreeMap<>(java.util.Comparator.comparing(Group::toString));
      fine.forEach((group, rows) -> sums.merge(group.within(), rows, Integer::sum));
      for (Map<Group, Integer> coarse : open) {
        few += differences(sums, coarse);
      }
    }
    return few;
  }

  private static long differences(Map<Group, Integer> one, Map<Group, Integer> other) {
    Set<Group> all = new HashSet<>(one.keySet());
    all.addAll(other.keySet());
    return all.stream()
        .mapToInt(g -> Math.abs(one.getOrDefault(g, 0) - other.getOrDefault(g, 0)))
        .filter(difference -> difference > 0 && difference < FEW)
        .count();
  }

  private Dataset<Row> rows(List<Trip> trips) {
    List<Row> rows = new ArrayList<>();
    for (Trip trip : trips) {
      rows.add(
          RowFactory.create(
              LeakTree.CITY,
              trip.id(),
              trip.rider().id(),
              trip.at(),
              trip.at().atZone(Crowd.ZONE).toLocalDate(),
              trip.from().lon(),
              trip.from().lat()));
    }
    return ground
        .spark()
        .createDataFrame(rows, SHAPE)
        .selectExpr(
            "city",
            "trip_id",
            "rider_id",
            "started_at",
            "started_date",
            "ST_AsBinary(ST_Point(_lon, _lat)) AS position");
  }
}
