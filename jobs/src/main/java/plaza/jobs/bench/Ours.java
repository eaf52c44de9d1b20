package plaza.jobs.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.io.FileUtils;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import plaza.catalog.Catalog;
import plaza.jobs.stack.Home;
import plaza.jobs.worker.Run;
import plaza.lake.Database;
import plaza.lake.LandedFiles;
import plaza.lake.LandedFiles.Arrival;
import plaza.lake.Shelf;

/** Plaza's side: lands the file, and builds the table from what has landed alone. */
public final class Ours {
  private static final Instant AT = Instant.parse("2026-06-01T00:00:00Z");

  private final Catalog catalog;
  private final SparkSession spark;
  private final Home home;
  private final Database database;

  /** In a home of its own, with the declarations of {@link SensorTree}. */
  public Ours(Catalog catalog, SparkSession spark, Home home, Database database) {
    this.catalog = catalog;
    this.spark = spark;
    this.home = home;
    this.database = database;
  }

  /** Once; the table is made from nothing, whatever is there. */
  public Round run(Path file) throws IOException, SQLException {
    // Each time into a landing of its own: the same bytes land once.
    Path landing = Files.createTempDirectory(home.folder("bench"), "landing-");
    long start = System.nanoTime();
    LandedFiles landed = new LandedFiles(landing);
    try (InputStream in = Files.newInputStream(file)) {
      landed.land(new Arrival(SensorTree.FEED, AT, "bench", "readings.csv", "text/csv", null), in);
    }
    double landingSeconds = (System.nanoTime() - start) / 1e9;
    Run.Outcome outcome =
        new Run(spark, catalog, landed, database, new Timing())
            .build(List.of(catalog.findDataset(SensorTree.DATASET).orElseThrow()), true);
    double seconds = (System.nanoTime() - start) / 1e9;
    if (outcome.published() != 1) {
      throw new IllegalStateException("the table of the measurement was not published");
    }
    FileUtils.deleteDirectory(landing.toFile());
    return new Round(seconds, landingSeconds, answer());
  }

  private Round.Answer answer() {
    Row row =
        spark
            .sql(
                "SELECT count(*), sum(pm25_ugm3), sum(temperature_c), sum(humidity_pct), sum(xmin),"
                    + " sum(ymin), cast(min(observed_at) AS string), cast(max(observed_at) AS string)"
                    + " FROM "
                    + Shelf.PUBLISHED.tables()
                    + "."
                    + SensorTree.DATASET)
            .first();
    List<Double> sums = IntStream.rangeClosed(1, 5).mapToObj(row::getDouble).toList();
    return new Round.Answer(row.getLong(0), sums, row.getString(6), row.getString(7));
  }

  private static final class Timing extends Silent {
    private long last = System.nanoTime();

    @Override
    public void skipped(String dataset, String why) {
      throw new IllegalStateException(why);
    }

    // Where the time goes, in the log.
    @Override
    public void step(String dataset, String name) {
      long now = System.nanoTime();
      System.err.printf(java.util.Locale.ROOT, "bench %s %.2f s%n", name, (now - last) / 1e9);
      last = now;
    }
  }
}
