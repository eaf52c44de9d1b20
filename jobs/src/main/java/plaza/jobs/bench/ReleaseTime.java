package plaza.jobs.bench;

import java.io.IOException;
import java.util.Random;
import org.apache.parquet.column.statistics.DoubleStatistics;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.io.LocalInputFile;
import plaza.contract.Tier;
import plaza.jobs.bench.Crowd.Trip;

/**
 * How long it takes to release many rows in four tiers, all attacks included, and how much of what
 * is open has to be read for a square kilometre of it.
 */
final class ReleaseTime {
  private static final double SIDE_M = 20_000;
  private static final int DAYS = 50;
  private static final double TRIPS_A_DAY = 1.75;
  private static final int SQUARES = 50;

  private ReleaseTime() {}

  static Score run(Ground ground, int rows, int whole) throws Exception {
    Crowd crowd = new Crowd((int) (rows / TRIPS_A_DAY / DAYS) + 1, SIDE_M, DAYS);
    ReleasedTrips released = ReleasedTrips.of(ground, crowd);
    released.refused().forEach(ground.tell());
    return new Score(
        "rows released in %d tiers, all attacks included"
            .formatted(released.report().tiers().size()),
        released.trips().size(),
        whole,
        released.refused().size(),
        released.refused().isEmpty()
            ? "%.0f s (aim 180); of %,d open rows a square kilometre reads %.1f %% of %,d bytes (aim 2)"
                .formatted(
                    released.seconds(),
                    released.rows(Tier.OPEN),
                    100 * share(released),
                    released.parquet(Tier.OPEN).toFile().length())
            : released.refused().getFirst());
  }

  /** The mean share of the bytes of row groups that squares around trips touch. */
  private static double share(ReleasedTrips released) throws IOException {
    Random random = new Random(41);
    double sum = 0;
    try (ParquetFileReader file =
        ParquetFileReader.open(new LocalInputFile(released.parquet(Tier.OPEN)))) {
      for (int i = 0; i < SQUARES; i++) {
        Trip trip = released.trips().get(random.nextInt(released.trips().size()));
        double all = 0;
        double read = 0;
        for (BlockMetaData group : file.getRowGroups()) {
          all += group.getCompressedSize();
          read += touches(group, trip.from()) ? group.getCompressedSize() : 0;
        }
        sum += read / all;
      }
    }
    return sum / SQUARES;
  }

  private static boolean touches(BlockMetaData group, Spot middle) {
    Spot least = new Spot(middle.x() - 500, middle.y() - 500);
    Spot most = new Spot(middle.x() + 500, middle.y() + 500);
    return edge(group, "bbox.xmin").getMin() <= most.lon()
        && edge(group, "bbox.xmax").getMax() >= least.lon()
        && edge(group, "bbox.ymin").getMin() <= most.lat()
        && edge(group, "bbox.ymax").getMax() >= least.lat();
  }

  private static DoubleStatistics edge(BlockMetaData group, String path) {
    Statistics<?> statistics =
        group.getColumns().stream()
            .filter(column -> column.getPath().toDotString().equals(path))
            .findFirst()
            .orElseThrow()
            .getStatistics();
    return (DoubleStatistics) statistics;
  }
}
