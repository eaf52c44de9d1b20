package plaza.jobs.bench;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import plaza.contract.Tier;
import plaza.jobs.stack.SparkSessions;
import plaza.release.Pseudonyms;
import plaza.release.Tiering;

/**
 * Takes the mean of what each day's open release says of things that stand still, a little beside
 * where they are each day; and the same of releases that hide places by chance instead of a grid.
 */
final class Averages {
  private static final double ALLOWED = 0.1;
  private static final double GPS_M = 5;
  private static final int THINGS = 400;
  private static final double SIDE_M = 20_000;
  private static final StructType SHAPE =
      new StructType()
          .add("city", DataTypes.StringType)
          .add("place_id", DataTypes.StringType)
          .add("seen_at", DataTypes.TimestampType)
          .add("_lon", DataTypes.DoubleType)
          .add("_lat", DataTypes.DoubleType);

  private final Ground ground;
  private final Random random = new Random(17);
  private final List<Spot> truth = new ArrayList<>();

  Averages(Ground ground) {
    this.ground = ground;
    for (int i = 0; i < THINGS; i++) {
      truth.add(new Spot(random.nextDouble() * SIDE_M, random.nextDouble() * SIDE_M));
    }
  }

  /** What was shown of each thing, day by day. */
  private static final class Looks {
    private final List<List<Spot>> shown = new ArrayList<>();

    void add(int thing, Spot place) {
      while (shown.size() <= thing) {
        shown.add(new ArrayList<>());
      }
      shown.get(thing).add(place);
    }

    double one(int thing, Spot truth) {
      return shown.get(thing).stream().mapToDouble(truth::metres).average().orElseThrow();
    }

    double mean(int thing, Spot truth) {
      List<Spot> all = shown.get(thing);
      return truth.metres(
          new Spot(
              all.stream().mapToDouble(Spot::x).average().orElseThrow(),
              all.stream().mapToDouble(Spot::y).average().orElseThrow()));
    }
  }

  Score run(int days, int whole) {
    SparkSessions.suit(ground.spark(), 0);
    Looks grid = new Looks();
    Looks noise = new Looks();
    for (int day = 0; day < days; day++) {
      if (day % 50 == 0) {
        ground.tell().accept("day %d of %d".formatted(day, days));
      }
      for (Row row : open(day).collectAsList()) {
        grid.add(
            Integer.parseInt(row.getString(0)), Spot.ofDegrees(row.getDouble(1), row.getDouble(2)));
      }
      for (int i = 0; i < THINGS; i++) {
        Spot there = truth.get(i);
        noise.add(i, new Spot(there.x() + chance(), there.y() + chance()));
      }
    }
    double[] ours = errors(grid);
    double[] theirs = errors(noise);
    boolean isKept = ours[1] >= (1 - ALLOWED) * ours[0];
    boolean isProof = theirs[1] < (1 - ALLOWED) * theirs[0];
    return new Score(
        "daily open releases of %d fixed places, averaged".formatted(THINGS),
        days,
        whole,
        (isKept ? 0 : 1) + (isProof ? 0 : 1),
        "one is wrong by %.0f m, their mean by %.0f m (of the %d whose cell changes by %.0f m); with noise %.0f m and %.0f m"
            .formatted(ours[0], ours[1], (int) ours[2], ours[3], theirs[0], theirs[1]));
  }

  private double chance() {
    return (random.nextDouble() - 0.5) * 1000;
  }

  /**
   * Mean errors of one look and of their mean; how many were not always shown alike, and theirs.
   */
  private double[] errors(Looks looks) {
    double[] sums = new double[4];
    for (int i = 0; i < THINGS; i++) {
      double mean = looks.mean(i, truth.get(i));
      sums[0] += looks.one(i, truth.get(i)) / THINGS;
      sums[1] += mean / THINGS;
      if (looks.shown.get(i).stream().distinct().count() > 1) {
        sums[2]++;
        sums[3] += mean;
      }
    }
    sums[3] = sums[2] == 0 ? 0 : sums[3] / sums[2];
    return sums;
  }

  /** What a day's open release shows: thing, longitude, latitude. */
  private Dataset<Row> open(int day) {
    Instant at = Crowd.FIRST.plusDays(day).atTime(9, 30).atZone(Crowd.ZONE).toInstant();
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < THINGS; i++) {
      Spot seen =
          new Spot(
              truth.get(i).x() + random.nextGaussian() * GPS_M,
              truth.get(i).y() + random.nextGaussian() * GPS_M);
      rows.add(RowFactory.create(LeakTree.CITY, String.valueOf(i), at, seen.lon(), seen.lat()));
    }
    return Objects.requireNonNull(
            new Tiering(
                    ground.release(LeakTree.PLACES),
                    ground.city(),
                    pseudonyms(),
                    at.plus(Duration.ofDays(3)),
                    "1.0." + day)
                .tiers(places(ground, rows), Map.of())
                .get(Tier.OPEN))
        .select("place_id", "xmin", "ymin");
  }

  /** Rows {@code city, place_id, seen_at, longitude, latitude} as the table has them. */
  static Dataset<Row> places(Ground ground, List<Row> rows) {
    return ground
        .spark()
        .createDataFrame(rows, SHAPE)
        .selectExpr("city", "place_id", "seen_at", "ST_AsBinary(ST_Point(_lon, _lat)) AS position");
  }

  /** Under a secret of the bench's own. */
  static Pseudonyms pseudonyms() {
    byte[] secret = new byte[32];
    Arrays.fill(secret, (byte) 7);
    return new Pseudonyms(secret);
  }
}
