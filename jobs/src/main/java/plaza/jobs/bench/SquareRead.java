package plaza.jobs.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.apache.parquet.column.statistics.DoubleStatistics;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.io.LocalInputFile;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import plaza.contract.Contract;
import plaza.contract.Limits;
import plaza.contract.Release;
import plaza.contract.Tier;
import plaza.release.RowFiles;
import plaza.release.TierContract;

/**
 * How much of a file of open rows has to be read for a square kilometre: of as many trips as
 * wanted, all over a city of 400 square kilometres, precise as where all is open. In cells and days
 * ten million of them are half a megabyte, of which nothing is to be left out.
 */
final class SquareRead {
  private static final int SIDE_M = 20_000;
  private static final int DAYS = 50;
  private static final int SQUARES = 200;
  private static final double ALLOWED = 0.02;

  private final Ground ground;
  private final Contract contract;

  SquareRead(Ground ground) {
    this.ground = ground;
    Release release = ground.release(LeakTree.TRIPS);
    Limits limits = Objects.requireNonNull(release.tiers(ground.city()).get(Tier.SUBSCRIBER));
    this.contract = TierContract.of(release.contract(), limits);
  }

  Score run(int rows, int whole) throws IOException {
    ground.tell().accept("%,d open rows written".formatted(rows));
    Path folder = Files.createTempDirectory(ground.home().folder("bench"), "square-");
    Path file = new RowFiles(contract, folder).geoParquet(shown(rows));
    double share = share(file);
    // Of a small file a row group is more than two in a hundred.
    return new Score(
        "open rows, of which a square kilometre reads at most 2 % of the bytes",
        rows,
        whole,
        rows >= whole && share > ALLOWED ? 1 : 0,
        "%.2f %% of %,d bytes, the mean of %d squares"
            .formatted(100 * share, Files.size(file), SQUARES));
  }

  private Dataset<Row> shown(int rows) {
    Dataset<Row> shown =
        ground
            .spark()
            .range(rows)
            .selectExpr(
                "'" + LeakTree.CITY + "' AS city",
                "timestamp'%s 00:00:00' + make_dt_interval(0, 0, 0, pmod(xxhash64(id, 1), %d)) AS started_at"
                    .formatted(Crowd.FIRST, DAYS * 86_400),
                "500000 + pmod(xxhash64(id, 2), %1$d) / 1000 AS x".formatted(SIDE_M * 1000),
                "pmod(xxhash64(id, 3), %1$d) / 1000 AS y".formatted(SIDE_M * 1000))
            .selectExpr(
                "city",
                "started_at",
                "to_date(started_at) AS started_date",
                "ST_AsBinary(ST_Transform(ST_Point(x, y), 'EPSG:32631', 'EPSG:4326')) AS position");
    for (String edge : List.of("XMin", "YMin", "XMax", "YMax")) {
      shown =
          shown.withColumn(
              edge.toLowerCase(java.util.Locale.ROOT),
              functions.expr("ST_" + edge + "(ST_GeomFromWKB(position))"));
    }
    return shown;
  }

  /** The mean share of the bytes of row groups that squares touch. */
  private static double share(Path geoParquet) throws IOException {
    Random random = new Random(41);
    double sum = 0;
    try (ParquetFileReader file = ParquetFileReader.open(new LocalInputFile(geoParquet))) {
      for (int i = 0; i < SQUARES; i++) {
        Spot middle =
            new Spot(500 + random.nextInt(SIDE_M - 1000), 500 + random.nextInt(SIDE_M - 1000));
        double all = 0;
        double read = 0;
        for (BlockMetaData group : file.getRowGroups()) {
          all += group.getCompressedSize();
          read += touches(group, middle) ? group.getCompressedSize() : 0;
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
