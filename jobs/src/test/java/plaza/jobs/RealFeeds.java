package plaza.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Assumptions;
import plaza.catalog.Catalog;
import plaza.contract.DatasetName;
import plaza.jobs.worker.Run;
import plaza.lake.Load.FateCount;
import plaza.lake.Loads;
import plaza.lake.Shelf;

/**
 * A house that is filled from the folder of real publishers' files, and questions to its tables.
 * The folder is no part of the repository.
 */
final class RealFeeds {
  // For doubles, relative: the order of an addition; another implementation of a projection.
  static final double SUM = 1e-11;
  static final double PROJECTION = 1e-6;

  private static final Path FOLDER = Checkout.ROOT.resolve("../shared/feeds").normalize();

  final House house;
  final SparkSession spark;

  RealFeeds(Path folder, Catalog catalog) {
    this.house = new House(folder, catalog).asLarge();
    this.spark = house.spark;
  }

  static boolean areAtHand() {
    return Files.isDirectory(FOLDER);
  }

  /** Skips a test; before each, because of a whole class that is skipped Surefire says nothing. */
  static void orSkip() {
    Assumptions.assumeTrue(areAtHand(), "no folder of real feeds at hand");
  }

  /** Lands the one file that a pattern means, as if it had been fetched then. */
  void land(String feed, String pattern, String at) {
    List<Path> found = files(pattern);
    assertThat(found).as(pattern).hasSize(1);
    house.land(feed, found.getFirst(), at);
  }

  /** Lands the declarations of cities. */
  void landCities(String at, String... cities) {
    for (String city : cities) {
      house.land("plaza_cities", Checkout.SCHEMAS.resolve("cities/" + city + ".yaml"), at);
    }
  }

  /** The files that a pattern means, in the order of their names; it begins with a plain folder. */
  static List<Path> files(String pattern) {
    var matcher = FOLDER.getFileSystem().getPathMatcher("glob:" + FOLDER.resolve(pattern));
    try (Stream<Path> files = Files.walk(FOLDER.resolve(pattern.replaceFirst("/.*", "")))) {
      return files.filter(matcher::matches).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Builds these and what they are made of, and publishes. */
  void build(String... wanted) throws SQLException {
    List<DatasetName> names = Arrays.stream(wanted).map(DatasetName::parse).toList();
    new Run(spark, house.catalog, house.home.landed(), house.database, house.log)
        .build(house.catalog.upstream(names));
    spark.sql("use " + Shelf.PUBLISHED.tables());
  }

  /** The counts as they were recorded, and the addresses that the tables themselves hold. */
  void fates(String dataset, long rawRows, Map<String, Long> expected) throws SQLException {
    assertThat(counts(dataset, FateCount::fate)).as(dataset).isEqualTo(expected);
    Row addresses =
        spark
            .sql(
                """
                select count(*), count(distinct receipt, row) from (
                  select _receipt as receipt, _row as row, _part as part from plaza.%s
                  union all
                  select receipt, row, part from plaza_fates.%s where fate <> 'kept')
                """
                    .formatted(dataset, dataset))
            .first();
    long outOfScope = expected.getOrDefault("out_of_scope", 0L);
    long all = expected.values().stream().mapToLong(Long::longValue).sum();
    assertThat(addresses.getLong(0) + outOfScope).as(dataset).isEqualTo(all);
    assertThat(addresses.getLong(1) + outOfScope).as(dataset).isEqualTo(rawRows);
  }

  /** Rows by the time of their file and their fate. */
  Map<String, Long> byFile(String dataset) throws SQLException {
    return counts(dataset, count -> count.receipt().substring(0, 16) + " " + count.fate());
  }

  Map<String, Long> counts(String dataset, Function<FateCount, String> by) throws SQLException {
    Map<String, Long> counts = new TreeMap<>();
    new Loads(house.database)
        .findPublished(DatasetName.parse(dataset))
        .orElseThrow()
        .fates()
        .forEach(count -> counts.merge(by.apply(count), count.rows(), Long::sum));
    return counts;
  }

  /** Asks one row of figures: doubles within a relative allowance, all else to the last digit. */
  void figures(String sql, double allowance, Object... expected) {
    Row row = spark.sql(sql).first();
    assertThat(row.length()).isEqualTo(expected.length);
    for (int i = 0; i < expected.length; i++) {
      String name = row.schema().fieldNames()[i];
      if (expected[i] instanceof Double number) {
        assertThat(row.getDouble(i))
            .as(name)
            .isCloseTo(number, within(Math.abs(number) * allowance));
      } else {
        assertThat(row.get(i)).as(name).isEqualTo(expected[i]);
      }
    }
  }
}
