package plaza.jobs.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.iceberg.expressions.Expressions;
import plaza.contract.DatasetName;
import plaza.contract.Tier;
import plaza.jobs.stack.Home;
import plaza.lake.Database;
import plaza.lake.LandedFiles;
import plaza.lake.Shelf;
import plaza.lake.TableRows;

/**
 * A town so small that what its tables must hold can be said without building them: sensors that
 * report counts, in files that correct each other and bring bad rows, and what is derived from
 * them.
 */
final class Town {
  static final DatasetName READINGS = DatasetName.parse("bench.readings");
  static final DatasetName BY_DAY = DatasetName.parse("bench.readings_by_day");
  static final Instant START = Instant.parse("2026-01-05T00:00:00Z");

  static final String FEED = "bench_readings";
  private static final int SENSORS = 40;

  private final Duration pace;
  private final boolean corrects;

  /**
   * A town whose sensors send a file at this pace.
   *
   * @param corrects each file changes some of what the one before it said
   */
  Town(Duration pace, boolean corrects) {
    this.pace = pace;
    this.corrects = corrects;
  }

  /** Writes what is declared of the town. */
  static void declare(Path tree) throws IOException {
    Benchtown.declare(tree);
    Benchtown.write(
        tree.resolve("feeds/" + FEED + ".yaml"),
        """
        title: Readings of a bench (simulated)
        publisher: Plaza
        fetch: {files: "{home}/inbox/*/*.csv", every: PT10M}
        format: {name: csv}
        license: CC0-1.0
        attribution: Simulated by Plaza
        """);
    Benchtown.write(
        tree.resolve("bench/readings/sources/benchtown.yaml"),
        """
        feed: bench_readings
        city: benchtown
        columns:
          sensor_id: sensor
          observed_at: to_timestamp(at)
          value: value
        """);
    Benchtown.write(
        tree.resolve("bench/readings/contract.yaml"),
        contract(
            "readings",
            "- {name: observed_date, physicalType: date, description: Local day., required: true,"
                + " partitioned: true, partitionKeyPosition: 1}",
            "sensor_id",
            "observed_at",
            "{property: refused, value: {max_share: 0.2}}, {property: release, value: {at: observed_at,"
                + " tiers: {open: {delay: P1D, license: CC0-1.0}, government: {license: CC0-1.0}}}}"));
    Benchtown.write(
        tree.resolve("bench/readings_by_day/contract.yaml"),
        contract(
            "readings_by_day",
            "- {name: readings, physicalType: bigint, description: Count.}",
            "sensor_id",
            "observed_date",
            "{property: incremental, value: {by: observed_date}}"));
    Benchtown.write(
        tree.resolve("bench/readings_by_day/query.sql"),
        """
        select city, sensor_id, observed_date, count(*) as readings, sum(value) as value
        from bench.readings group by city, sensor_id, observed_date
        """);
  }

  private static String contract(
      String table, String column, String key, String time, String property) {
    String type = time.endsWith("_at") ? "timestamp(6) with time zone" : "date";
    return """
    apiVersion: v3.1.0
    kind: DataContract
    id: bench.%s
    version: 1.0.0
    domain: bench
    description: {purpose: To be tried., limitations: Simulated., usage: None.}
    customProperties: [%s]
    schema:
      - name: %s
        description: Simulated.
        dataGranularityDescription: one row per sensor and time
        properties:
          - {name: city, physicalType: varchar, description: City., primaryKey: true, primaryKeyPosition: 1}
          - {name: %s, physicalType: bigint, description: Sensor., primaryKey: true, primaryKeyPosition: 2}
          - {name: %s, physicalType: %s, description: When., primaryKey: true, primaryKeyPosition: 3}
          %s
          - {name: value, physicalType: bigint, description: Value.}
    """
        .formatted(table, property, table, key, time, type, column);
  }

  /** When the n-th file was fetched. */
  Instant at(int n) {
    return START.plus(pace.multipliedBy(n));
  }

  /** Offers the n-th file to the feed, whole or not at all. */
  Path offer(Path home, int n) throws IOException {
    Path folder = home.resolve("inbox").resolve(LandedFiles.INSTANT.format(at(n)));
    Files.createDirectories(folder);
    Path draft = folder.resolve(".draft");
    Files.writeString(draft, text(n), StandardCharsets.UTF_8);
    return Files.move(draft, folder.resolve("readings.csv"), StandardCopyOption.ATOMIC_MOVE);
  }

  private String text(int n) {
    StringBuilder csv = new StringBuilder("sensor,at,value\n");
    rows(n).forEach((key, value) -> csv.append(key).append(',').append(value).append('\n'));
    return csv.append("1,").append(at(n)).append(",?\n").toString();
  }

  /** The good rows of a file: one of each sensor, and corrections of what the last file said. */
  private Map<String, Long> rows(int n) {
    Map<String, Long> rows = new TreeMap<>();
    for (int sensor = 0; sensor < SENSORS; sensor++) {
      rows.put(sensor + "," + at(n), value(n, sensor, 0));
      if (corrects && n > 0 && sensor % 7 == n % 7) {
        rows.put(sensor + "," + at(n - 1), value(n, sensor, 1));
      }
    }
    return rows;
  }

  private static long value(int n, int sensor, int what) {
    return new java.util.SplittableRandom(n * 1_000L + sensor * 2L + what).nextLong(1_000_000);
  }

  /** How many rows these files have, each with a fate. */
  long read(Collection<Integer> files) {
    return files.stream().mapToLong(n -> rows(n).size() + 1).sum();
  }

  /** What two tables hold: counts and sums over their rows. */
  record Sums(String readings, String byDay) {}

  /** What the tables hold when these files have landed. */
  Sums expected(Collection<Integer> files) {
    Map<String, Long> readings = expectedRows(files);
    Map<String, Long> counts = new TreeMap<>();
    Map<String, Long> sums = new TreeMap<>();
    readings.forEach((key, value) -> {
      String day = key.substring(0, key.indexOf('T'));
      counts.merge(day, 1L, Long::sum);
      sums.merge(day, value, Long::sum);
    });
    return new Sums(sum(readings), sum(counts) + " " + sum(sums));
  }

  /** The readings that are no younger than an instant when these files have landed. */
  String expectedUntil(Collection<Integer> files, Instant until) {
    Map<String, Long> readings = expectedRows(files);
    readings
        .keySet()
        .removeIf(key -> Instant.parse(key.substring(key.indexOf(',') + 1)).isAfter(until));
    return sum(readings);
  }

  private Map<String, Long> expectedRows(Collection<Integer> files) {
    Map<String, Long> readings = new TreeMap<>();
    files.stream().sorted().forEach(n -> readings.putAll(rows(n)));
    return readings;
  }

  /** What readers see of the tables, read without an engine. */
  static Sums published(Database database, String warehouse) {
    return new Sums(readings(database, warehouse), byDay(database, warehouse));
  }

  /** What readers see of the readings alone. */
  static String readings(Database database, String warehouse) {
    return sum(values(database, warehouse));
  }

  /** What a tier sees of the readings. */
  static String readings(Database database, Home home, Tier tier) {
    return sum(values(new TableRows(database, Home.uri(home.tables(tier))), tier.id()));
  }

  /**
   * Whether each file is in the readings as a whole or not at all; for a town without corrections.
   */
  boolean isUntorn(Database database, String warehouse, int files) {
    Map<String, Long> left = values(database, warehouse);
    for (int n = 0; n < files; n++) {
      Map<String, Long> rows = rows(n);
      if (left.containsKey(rows.keySet().iterator().next())) {
        for (var row : rows.entrySet()) {
          if (!row.getValue().equals(left.remove(row.getKey()))) {
            return false;
          }
        }
      }
    }
    return left.isEmpty();
  }

  private static Map<String, Long> values(Database database, String warehouse) {
    return values(rows(database, warehouse), Shelf.PUBLISHED.tables());
  }

  private static Map<String, Long> values(TableRows rows, String catalog) {
    Map<String, Long> readings = new TreeMap<>();
    rows.read(
        catalog,
        READINGS,
        Expressions.alwaysTrue(),
        row -> {
          Instant at = ((OffsetDateTime) row.getField("observed_at")).toInstant();
          put(readings, row.getField("sensor_id") + "," + at, (Long) row.getField("value"));
          return true;
        });
    return readings;
  }

  /** What readers see of what is derived. */
  static String byDay(Database database, String warehouse) {
    Map<String, Long> counts = new TreeMap<>();
    Map<String, Long> sums = new TreeMap<>();
    rows(database, warehouse)
        .read(
            Shelf.PUBLISHED.tables(),
            BY_DAY,
            Expressions.alwaysTrue(),
            row -> {
              String key = row.getField("sensor_id") + "," + row.getField("observed_date");
              put(counts, key, (Long) row.getField("readings"));
              put(sums, key, (Long) row.getField("value"));
              return true;
            });
    return sum(counts) + " " + sum(sums);
  }

  private static TableRows rows(Database database, String warehouse) {
    return new TableRows(database, warehouse + "/tables");
  }

  // A key that is there twice must not look like one that is there once.
  private static void put(Map<String, Long> rows, String key, Long value) {
    if (rows.put(key, value) != null) {
      rows.put(key + " twice", value);
    }
  }

  private static String sum(Map<String, Long> rows) {
    var digest = LandedFiles.sha256();
    rows.forEach(
        (key, value) -> digest.update((key + "=" + value + "\n").getBytes(StandardCharsets.UTF_8)));
    return rows.size() + ":" + HexFormat.of().formatHex(digest.digest(), 0, 6);
  }

  static List<String> datasets() {
    return List.of(READINGS.toString(), BY_DAY.toString());
  }
}
