package plaza.jobs.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import plaza.contract.City;
import plaza.contract.Contract;
import plaza.contract.DatasetName;
import plaza.contract.Problems;
import plaza.contract.Release;
import plaza.contract.Tier;
import plaza.jobs.Engine;
import plaza.release.Pseudonyms;
import plaza.release.Tiering;

/** Rides in a made-up city on the equator, at 3 degrees east, where metres are easy to reckon. */
final class Rides {
  private static final String CITY =
      """
      name: Here
      country: XX
      time_zone: Europe/Paris
      metric_crs: EPSG:32631
      bounds: [2, -1, 4, 1]
      languages: [en]
      """;

  private static final String CONTRACT =
      """
      apiVersion: v3.1.0
      kind: DataContract
      id: mobility.rides
      version: 1.0.0
      domain: mobility
      schema:
        - name: rides
          description: Rides.
          dataGranularityDescription: one row per station and time
          properties:
            - {name: city, physicalType: varchar, description: Which., primaryKey: true, primaryKeyPosition: 1}
            - {name: station, physicalType: varchar, description: Which., primaryKey: true, primaryKeyPosition: 2}
            - {name: seen_at, physicalType: timestamp(6) with time zone, description: When., primaryKey: true, primaryKeyPosition: 3}
            - {name: seen_date, physicalType: date, description: Day.}
            - {name: rider, physicalType: varchar, description: Who.}
            - {name: level, physicalType: double, description: How high.}
            - {name: people, physicalType: integer, description: How many.}
            - name: position
              physicalType: varbinary
              description: Where.
              customProperties:
                - {property: geometry, value: {type: Point, crs: EPSG:4326}}
      customProperties:
        - property: release
          value:
      """;

  final Release release;
  final City city;

  /** Released as an indented YAML mapping says, of one row per station and time. */
  Rides(Path folder, String declared) {
    this(folder, declared, "seen_at");
  }

  /** The same, of one row per station where that is the last column of the key. */
  Rides(Path folder, String declared, String lastOfKey) {
    Problems problems = new Problems();
    try {
      Path file =
          Files.writeString(
              folder.resolve("contract.yaml"),
              (lastOfKey.equals("station")
                      ? CONTRACT.replace(", primaryKey: true, primaryKeyPosition: 3", "")
                      : CONTRACT)
                  + declared.indent(6));
      Contract contract =
          Contract.read(file, new DatasetName("mobility", "rides"), problems).orElseThrow();
      this.city =
          City.read(Files.writeString(folder.resolve("here.yaml"), CITY), problems).orElseThrow();
      this.release =
          Release.read(contract, problems).orElseThrow(() -> new AssertionError(problems.list()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    assertThat(problems.list()).isEmpty();
  }

  /**
   * Rows {@code station, instant, rider, level, people, longitude, latitude}, separated by blanks;
   * an empty one is {@code -}.
   */
  static Dataset<Row> rows(String... rows) {
    List<String> values = new ArrayList<>();
    for (String row : rows) {
      List<String> cells =
          Arrays.stream(row.strip().split(" +"))
              .map(cell -> cell.equals("-") ? "null" : "'" + cell + "'")
              .toList();
      values.add("(" + String.join(", ", cells) + ")");
    }
    return Engine.spark()
        .sql(
            """
            SELECT 'here' AS city, a AS station, cast(b AS timestamp) AS seen_at,
              cast(from_utc_timestamp(cast(b AS timestamp), 'Europe/Paris') AS date) AS seen_date, c AS rider,
              cast(d AS double) AS level, cast(e AS int) AS people,
              ST_AsBinary(ST_Point(cast(f AS double), cast(g AS double))) AS position
            FROM VALUES %s AS t(a, b, c, d, e, f, g)
            """
                .formatted(String.join(", ", values)));
  }

  Map<Tier, Dataset<Row>> tiers(Dataset<Row> rows, String asOf) {
    return tiers(rows, asOf, Map.of());
  }

  Map<Tier, Dataset<Row>> tiers(Dataset<Row> rows, String asOf, Map<Tier, Dataset<Row>> former) {
    Pseudonyms pseudonyms =
        new Pseudonyms(
            "a secret of this test alone".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    return new Tiering(release, city, pseudonyms, Instant.parse(asOf), "1.0.0").tiers(rows, former);
  }

  /** The rows of a tier as texts in order, a geometry as longitude and latitude. */
  static List<String> texts(Dataset<Row> tier, String... columns) {
    List<Column> texts = new ArrayList<>();
    for (String column : columns) {
      texts.add(
          column.equals("position")
              ? functions.expr(
                  "concat(ST_X(ST_GeomFromWKB(position)), ' ', ST_Y(ST_GeomFromWKB(position)))")
              : functions.coalesce(functions.col(column).cast("string"), functions.lit("-")));
    }
    return tier
        .select(functions.concat_ws(" ", texts.toArray(Column[]::new)))
        .collectAsList()
        .stream()
        .map(row -> row.getString(0))
        .sorted()
        .toList();
  }
}
