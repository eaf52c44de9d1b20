package plaza.release.document;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import plaza.contract.Bounds;
import plaza.contract.City;
import plaza.contract.Contract;
import plaza.contract.DatasetName;
import plaza.contract.Problems;
import plaza.contract.Release;
import plaza.contract.Tier;
import plaza.release.Edition;

/** Editions of tables that do not exist, for a city that does not either. */
final class Editions {
  private static final String RIDES =
      """
      apiVersion: v3.1.0
      kind: DataContract
      id: mobility.rides
      version: 1.0.0
      domain: mobility
      schema:
        - name: rides
          description: 'Rides: "all" of \\ <b>them</b>'
          dataGranularityDescription: one row per ride
          properties:
            - {name: city, physicalType: varchar, description: Which city., primaryKey: true, primaryKeyPosition: 1}
            - {name: ride_id, physicalType: varchar, description: Which ride., primaryKey: true, primaryKeyPosition: 2}
            - {name: rider_id, physicalType: varchar, description: Who.}
            - {name: started_at, physicalType: timestamp(6) with time zone, description: When., required: true}
            - {name: distance_m, physicalType: integer, description: How far., required: true, logicalTypeOptions: {minimum: 30}}
            - {name: fare, physicalType: "decimal(8,2)", description: How much., logicalTypeOptions: {minimum: 15, maximum: 999}}
            - name: position
              physicalType: varbinary
              description: Where.
              customProperties:
                - {property: geometry, value: {type: Point, crs: EPSG:4326}}
      customProperties:
        - property: release
          value:
            at: started_at
            subject: rider_id
            tiers:
              WIDEST
              subscriber:
                license: LicenseRef-Plaza-Subscriber-1.0
                price: {amount: 500.50, currency: TWD, per: P1M}
                quota: {rows_per_day: 10000, queries_per_day: 5}
                sla: {availability: 99.5%, freshness: PT5M}
                duties: [attribute, delete]
            opens: {after: P30D, to: subscriber, lifts: [time]}
      """;

  private static final String OPEN =
      """
      open:
        columns: [city, started_at, distance_m, position]
        position: {grid_m: 1000}
        time: PT1H
        renewal: P1M
        delay: P1D
        min_count: 5
        values: {distance_m: {classes: [0, 1000, 5000]}}
        license: CC-BY-SA-4.0
      """;

  // Neither where nor when.
  private static final String REGISTERED =
      """
      registered:
        columns: [city, ride_id, rider_id, distance_m, fare]
        position: absent
        renewal: P1D
        values: {distance_m: {step: 100}, fare: {step: 10}}
        pseudonyms: {rider_id: P1D}
        where: fare > 1
        license: CC-BY-SA-4.0
      """;

  private static final String COUNTS =
      """
      apiVersion: v3.1.0
      kind: DataContract
      id: mobility.counts
      version: 1.0.0
      domain: mobility
      schema:
        - name: counts
          description: Rides of each day.
          dataGranularityDescription: one row per day
          properties:
            - {name: city, physicalType: varchar, description: Which., primaryKey: true, primaryKeyPosition: 1}
            - {name: ride_date, physicalType: date, description: When., primaryKey: true, primaryKeyPosition: 2}
            - {name: rides, physicalType: bigint, description: How many., logicalTypeOptions: {minimum: 0}}
            - {name: is_dry, physicalType: boolean, description: Whether it did not rain.}
      customProperties:
        - property: release
          value: {at: ride_date, tiers: {open: {license: CC0-1.0}}}
      """;

  private final Path folder;

  Editions(Path folder) {
    this.folder = folder;
  }

  City lyonesse() throws IOException {
    return city("lyonesse", "Lyonesse", "[-6.5, 49.9, -5.6, 50.2]");
  }

  City ys() throws IOException {
    return city("ys", "Ys", "[-4.5, 48.0, -4.2, 48.2]");
  }

  private City city(String id, String name, String bounds) throws IOException {
    Path file = folder.resolve(id + ".yaml");
    Files.writeString(
        file,
        """
        name: %s
        country: GB
        time_zone: Europe/London
        metric_crs: EPSG:27700
        bounds: %s
        languages: [en]
        """
            .formatted(name, bounds));
    return City.read(file, new Problems()).orElseThrow();
  }

  /** Rides as a tier shows them, between Monday and Tuesday. */
  Edition rides(Tier tier) throws IOException {
    String widest = tier == Tier.REGISTERED ? REGISTERED : OPEN;
    return edition(
        release("rides", RIDES.replace("WIDEST\n", widest.indent(8).strip() + "\n")),
        tier,
        new Bounds(-6.02, 50.001, -6.01, 50.002),
        List.of(
            file("rides.parquet", "application/vnd.apache.parquet"),
            file("rides.csv", "text/csv"),
            file("rides.geojson", "application/geo+json")));
  }

  /** Counts of rides, which have no place. */
  Edition counts() throws IOException {
    return counts("license: CC0-1.0");
  }

  /** The same, within other limits. */
  Edition counts(String limits) throws IOException {
    return edition(
        release("counts", COUNTS.replace("license: CC0-1.0", limits)),
        Tier.OPEN,
        null,
        List.of(
            file("counts.parquet", "application/vnd.apache.parquet"),
            file("counts.csv", "text/csv")));
  }

  private Edition edition(
      Release release, Tier tier, @Nullable Bounds bounds, List<Edition.File> files)
      throws IOException {
    return new Edition(
        release,
        Objects.requireNonNull(release.tiers(lyonesse()).get(tier)),
        "1.2.0+a b",
        Instant.parse("2026-02-01T00:00:00Z"),
        "load-4711",
        3,
        bounds,
        Instant.parse("2026-01-05T03:00:00Z"),
        Instant.parse("2026-01-06T04:00:00Z"),
        files,
        List.of(
            new Edition.Origin(
                "rides_feed",
                "Rides \" ; <urn:x> a <urn:y> . #",
                "Tram & Sons\n© 東",
                "CC-BY-SA-4.0",
                "Rides by Tram & Sons")));
  }

  private Release release(String table, String text) throws IOException {
    Path file = folder.resolve(table + ".yaml");
    Files.writeString(file, text);
    Problems problems = new Problems();
    return Contract.read(file, new DatasetName("mobility", table), problems)
        .flatMap(contract -> Release.read(contract, problems))
        .orElseThrow(() -> new IllegalStateException(problems.list().toString()));
  }

  private static Edition.File file(String name, String mediaType) {
    return new Edition.File(name, mediaType, 1234, "ab".repeat(32), 3);
  }
}
