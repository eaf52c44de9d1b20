package plaza.jobs.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import plaza.contract.DatasetName;

/** Declarations of tables to be given away, in a city that is none: trips, places and counts. */
final class LeakTree {
  static final String CITY = "benchtown";
  static final String FEED = "bench_trips";
  static final DatasetName TRIPS = DatasetName.parse("bench.trips");
  static final DatasetName PLACES = DatasetName.parse("bench.places");
  static final DatasetName COUNTS = DatasetName.parse("bench.counts");

  // The equator at 3 degrees east, where metres are easy to reckon.
  private static final String CITY_TEXT =
      """
      name: Benchtown
      country: XX
      time_zone: Europe/Paris
      metric_crs: EPSG:32631
      bounds: [2, -1, 4, 1]
      languages: [en]
      """;

  private static final String FEED_TEXT =
      """
      title: Trips of a bench (simulated)
      publisher: Plaza
      fetch: {files: "none", every: P1D}
      format: {name: csv}
      license: CC0-1.0
      attribution: Simulated by Plaza
      """;

  // Never filled: rows of places and counts are made where they are attacked.
  private static final String PLACE_SOURCE =
      """
      feed: bench_trips
      city: benchtown
      columns:
        place_id: trip
        seen_at: to_timestamp(at)
        position: ST_Point(cast(lon as double), cast(lat as double))
      """;

  private static final String COUNT_SOURCE =
      """
      feed: bench_trips
      city: benchtown
      columns: {area: trip, kind: rider, observed_date: to_date(at), people: cast(lon as int)}
      """;

  private static final String SOURCE =
      """
      feed: bench_trips
      city: benchtown
      columns:
        trip_id: trip
        rider_id: rider
        started_at: to_timestamp(at)
        position: ST_Point(cast(lon as double), cast(lat as double))
      """;

  private static final String POSITION =
      "- {name: position, physicalType: varbinary, description: Where., customProperties:"
          + " [{property: geometry, value: {type: Point, crs: EPSG:4326}}]}";

  private static final String TRIP_COLUMNS =
      """
      - {name: trip_id, physicalType: varchar, description: Which., primaryKey: true, primaryKeyPosition: 2}
      - {name: rider_id, physicalType: varchar, description: Who.}
      - {name: started_at, physicalType: timestamp(6) with time zone, description: When.}
      - {name: started_date, physicalType: date, description: Local day.}
      """
          + POSITION
          + "\n";

  private static final String TRIP_RELEASE =
      """
      at: started_at
      subject: rider_id
      tiers:
        open: {columns: [city, started_at, started_date, position], position: {grid_m: 1000}, time: P1D, renewal: P1D, delay: P7D, min_count: 5, license: CC-BY-4.0}
        registered: {columns: [city, started_at, started_date, position], position: {grid_m: 500}, time: PT12H, renewal: P1D, delay: P7D, min_count: 5, license: CC-BY-4.0}
        subscriber: {columns: [city, started_at, started_date, position], renewal: P1D, delay: P1D, license: LicenseRef-Bench-1.0, price: {amount: 5, currency: EUR, per: P1M}}
        government: {license: LicenseRef-Bench-2.0}
      """;

  private static final String PLACE_COLUMNS =
      """
      - {name: place_id, physicalType: varchar, description: Which., primaryKey: true, primaryKeyPosition: 2}
      - {name: seen_at, physicalType: timestamp(6) with time zone, description: When., primaryKey: true, primaryKeyPosition: 3}
      """
          + POSITION
          + "\n";

  private static final String PLACE_RELEASE =
      """
      at: seen_at
      tiers:
        open: {position: {grid_m: 1000}, time: P1D, renewal: P1D, delay: P1D, license: CC0-1.0}
        registered: {position: {grid_m: 250}, time: PT15M, renewal: PT1H, delay: PT90M, license: CC0-1.0}
        subscriber: {delay: PT10M, license: CC0-1.0}
      """;

  private static final String COUNT_COLUMNS =
      """
      - {name: area, physicalType: varchar, description: Where., primaryKey: true, primaryKeyPosition: 2}
      - {name: kind, physicalType: varchar, description: What., primaryKey: true, primaryKeyPosition: 3}
      - {name: observed_date, physicalType: date, description: Local day., primaryKey: true, primaryKeyPosition: 4}
      - {name: people, physicalType: integer, description: How many.}
      """;

  private static final String COUNT_RELEASE =
      """
      at: observed_date
      counted: people
      totals: [[area, observed_date], [kind, observed_date]]
      tiers:
        open: {delay: P1D, min_count: 5, license: CC0-1.0}
        registered: {min_count: 5, license: CC0-1.0}
      """;

  private LeakTree() {}

  /** Writes them under a folder. */
  static Path write(Path tree) throws IOException {
    file(tree.resolve("licences.yaml"), "CC0-1.0: []\nCC-BY-4.0: [attribution]\n");
    file(tree.resolve("cities/benchtown.yaml"), CITY_TEXT);
    file(tree.resolve("feeds/bench_trips.yaml"), FEED_TEXT);
    dataset(tree, TRIPS, text(TRIPS, TRIP_COLUMNS, TRIP_RELEASE), SOURCE);
    dataset(tree, PLACES, text(PLACES, PLACE_COLUMNS, PLACE_RELEASE), PLACE_SOURCE);
    dataset(tree, COUNTS, text(COUNTS, COUNT_COLUMNS, COUNT_RELEASE), COUNT_SOURCE);
    return tree;
  }

  private static void dataset(Path tree, DatasetName name, String contract, String source)
      throws IOException {
    Path folder = tree.resolve(name.domain()).resolve(name.table());
    file(folder.resolve("contract.yaml"), contract);
    file(folder.resolve("sources/benchtown.yaml"), source);
  }

  private static String text(DatasetName name, String columns, String release) {
    return """
    apiVersion: v3.1.0
    kind: DataContract
    id: %1$s
    version: 1.0.0
    domain: %2$s
    description: {purpose: To be attacked., limitations: Simulated., usage: None.}
    schema:
      - name: %3$s
        description: Simulated.
        dataGranularityDescription: one row per key
        properties:
          - {name: city, physicalType: varchar, description: City., primaryKey: true, primaryKeyPosition: 1}
    %4$scustomProperties:
      - property: release
        value:
    %5$s\
    """
        .formatted(name, name.domain(), name.table(), columns.indent(6), release.indent(6));
  }

  static void file(Path file, String text) throws IOException {
    Files.createDirectories(file.resolveSibling(""));
    Files.writeString(file, text);
  }
}
