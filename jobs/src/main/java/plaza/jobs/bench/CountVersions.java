package plaza.jobs.bench;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import plaza.jobs.bench.Withheld.Cell;

/**
 * Counts by area, kind and day, released version after version while days come, cells come late and
 * are corrected; sums by area and by kind are known. What is certain of all that was released is
 * found by other means than those which decide what to withhold.
 */
final class CountVersions {
  private static final int FEW = 5;
  private static final int AREAS = 7;
  private static final int KINDS = 6;
  private static final StructType SHAPE =
      new StructType()
          .add("city", DataTypes.StringType)
          .add("area", DataTypes.StringType)
          .add("kind", DataTypes.StringType)
          .add("observed_date", DataTypes.DateType)
          .add("people", DataTypes.IntegerType);

  /** How what was once told changes. */
  enum History {
    grows(0),
    steps(FEW),
    wavers(1);

    private final int by;

    History(int by) {
      this.by = by;
    }
  }

  private record Place(LocalDate day, Cell cell) {}

  private final Ground ground;
  private long cells;
  private long alone;
  private long certain;
  private long naive;
  private int published;
  private int refused;

  CountVersions(Ground ground) {
    this.ground = ground;
  }

  Score run(int versions, int whole) {
    for (History history : History.values()) {
      ground.tell().accept("counts whose history " + history);
      run(history, versions);
    }
    return new Score(
        "releases of counts under known totals, of which with all that were before no count below %d is certain"
            .formatted(FEW),
        published + refused,
        whole,
        Math.max(certain, alone) + (naive > 0 ? 0 : 1) + (published > 0 ? 0 : 1),
        "of %,d withheld counts %d certain by one version alone, %d by all together; if only small ones were withheld %d; %d released, %d refused by their attacks"
            .formatted(cells, alone, certain, naive, published, refused));
  }

  private void run(History history, int versions) {
    Random random = new Random(history.by);
    Versions releases = new Versions(ground, ground.release(LeakTree.COUNTS));
    Map<Place, Integer> truth = new TreeMap<>(java.util.Comparator.comparing(Place::toString));
    List<Map<Place, Integer>> truths = new ArrayList<>();
    List<Map<Place, Integer>> shown = new ArrayList<>();
    for (int version = 0; version < versions; version++) {
      change(truth, history, version, random);
      Instant asOf = Crowd.FIRST.plusDays(version + 2L).atTime(6, 0).atZone(Crowd.ZONE).toInstant();
      var told = releases.release(rows(truth), asOf);
      if (!told.isEmpty()) {
        Map<Place, Integer> seen = new HashMap<>();
        told.values().forEach(rows -> rows.forEach(row -> seen.put(place(row), row.getInt(4))));
        shown.add(seen);
        truths.add(Map.copyOf(truth));
      }
    }
    for (int i = 0; i < truths.size(); i++) {
      judge(truths.get(i), shown.get(i), shown);
    }
    published += releases.published();
    refused += releases.refused();
  }

  /** A day comes; of the day before some cells come late, some are corrected. */
  private static void change(
      Map<Place, Integer> truth, History history, int version, Random random) {
    LocalDate day = Crowd.FIRST.plusDays(version);
    for (int area = 0; area < AREAS; area++) {
      for (int kind = 0; kind < KINDS; kind++) {
        Cell cell = new Cell("area " + area, "kind " + kind);
        if (random.nextInt(10) > 0) {
          int count = random.nextInt(4) == 0 ? random.nextInt(FEW) : random.nextInt(40);
          truth.put(new Place(day, cell), count);
        }
        Place before = new Place(day.minusDays(1), cell);
        if (version > 0 && random.nextInt(12) == 0) {
          truth.merge(before, FEW + random.nextInt(20), (was, late) -> was + history.by);
        }
      }
    }
  }

  /** What is certain of one version, alone and to whoever has all that were released. */
  private void judge(
      Map<Place, Integer> truth, Map<Place, Integer> now, List<Map<Place, Integer>> all) {
    Set<LocalDate> days = now.keySet().stream().map(Place::day).collect(Collectors.toSet());
    for (Map<Cell, Integer> day :
        byDay(truth, (p, n) -> days.contains(p.day()) && !n.equals(now.get(p)))) {
      cells += day.size();
      alone += new Withheld(day).certain(FEW);
    }
    for (Map<Cell, Integer> day :
        byDay(
            truth,
            (p, n) ->
                days.contains(p.day()) && all.stream().noneMatch(seen -> n.equals(seen.get(p))))) {
      certain += new Withheld(day).certain(FEW);
    }
    for (Map<Cell, Integer> day : byDay(truth, (p, n) -> n < FEW)) {
      naive += new Withheld(day).certain(FEW);
    }
  }

  /** Counts that are not known, day by day. */
  private static Collection<Map<Cell, Integer>> byDay(
      Map<Place, Integer> truth, BiPredicate<Place, Integer> isHidden) {
    Map<LocalDate, Map<Cell, Integer>> days = new TreeMap<>();
    truth.forEach((place, count) -> {
      if (isHidden.test(place, count)) {
        days.computeIfAbsent(place.day(), d -> new HashMap<>()).put(place.cell(), count);
      }
    });
    return days.values();
  }

  private Dataset<Row> rows(Map<Place, Integer> truth) {
    List<Row> rows = new ArrayList<>();
    truth.forEach((place, count) ->
        rows.add(
            RowFactory.create(
                LeakTree.CITY, place.cell().row(), place.cell().column(), place.day(), count)));
    return ground.spark().createDataFrame(rows, SHAPE);
  }

  private static Place place(Row row) {
    return new Place(
        java.util.Objects.requireNonNull((LocalDate) row.get(3)),
        new Cell(row.getString(1), row.getString(2)));
  }
}
