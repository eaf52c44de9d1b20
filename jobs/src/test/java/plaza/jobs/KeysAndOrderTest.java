package plaza.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import plaza.catalog.Catalog;
import plaza.check.Audit;
import plaza.check.Finding;
import plaza.check.Scope;
import plaza.contract.Contract;
import plaza.contract.DatasetName;
import plaza.contract.Problems;
import plaza.lake.Shelf;

/** What is found by a hash and what is put in order by one number. */
class KeysAndOrderTest {
  @TempDir Path folder;

  @Test
  void keys_that_come_twice_are_found_and_named() throws Exception {
    // The hash of (8, 4031931842686190616) is that of (7, 1), and neither comes twice.
    String twins = "('here', 7L, 1L), ('here', 8L, 4031931842686190616L)";
    String others = ", ('here', 1L, 1L), ('here', 1L, 2L), ('there', 1L, 1L)";
    assertThat(Engine.spark().sql("select distinct xxhash64(*) from values " + twins).count())
        .isEqualTo(1);
    assertThat(audit(twins + others)).isEmpty();
    assertThat(
            audit(
                twins
                    + others
                    + ", ('there', 1L, 1L), ('here', 7L, 1L), ('there', 1L, 1L), ('here', 2L, 1L)"))
        .containsExactly(
            "found 2 rows of (here, 7, 1), expected one",
            "found 3 rows of (there, 1, 1), expected one");
    assertThat(audit("('here', 1L, 1L) where false")).isEmpty();
  }

  private List<String> audit(String values) throws Exception {
    Path file =
        new Declarations(folder.resolve("tree"), "[0, 0, 1, 1]")
            .dataset(
                "readings",
                """
                - {name: city, physicalType: varchar, description: City, primaryKey: true, primaryKeyPosition: 1}
                - {name: a, physicalType: bigint, description: Key, primaryKey: true, primaryKeyPosition: 2}
                - {name: b, physicalType: bigint, description: Key, primaryKey: true, primaryKeyPosition: 3}
                """,
                "");
    Contract contract =
        Contract.read(file, DatasetName.parse("environment.readings"), new Problems())
            .orElseThrow();
    Dataset<Row> table =
        Engine.spark().sql("select * from (select * from values " + values + ") as t(city, a, b)");
    return new Audit(contract, List.of(), Shelf.BUILD.tables())
        .of(table, Scope.whole(Map.of())).findings().stream().map(Finding::message).toList();
  }

  // Of the face of S2 around (0, 0) the curve goes through the quarters in the order
  // south-west, north-west, north-east, south-east: neither by longitude nor by latitude.
  @Test
  void rows_of_a_partition_lie_by_day_then_place_then_key() throws Exception {
    Declarations declared = new Declarations(folder.resolve("tree"), "[-20, -20, 20, 20]");
    declared.source(
        "readings",
        "readings",
        """
        columns:
          sensor: sensor
          read_at: to_timestamp(at)
          position: ST_Point(cast(x as double), cast(y as double))
        """);
    declared.dataset(
        "readings",
        """
        - {name: city, physicalType: varchar, description: City, primaryKey: true, primaryKeyPosition: 1}
        - {name: sensor, physicalType: varchar, description: Sensor, primaryKey: true, primaryKeyPosition: 2}
        - {name: read_at, physicalType: timestamp(6) with time zone, description: When, primaryKey: true, primaryKeyPosition: 3}
        - name: read_date
          physicalType: date
          description: Day
          partitioned: true
          partitionKeyPosition: 1
          customProperties: [{property: partitionTransform, value: month}]
        - name: position
          physicalType: varbinary
          description: Where
          customProperties: [{property: geometry, value: {type: Point, crs: "EPSG:4326"}}]
        """,
        "");
    Path file = folder.resolve("readings.csv");
    Files.writeString(
        file,
        """
        sensor,at,x,y
        a,2026-06-01T12:00:00Z,-10,-10
        a,2026-05-02T12:00:00Z,-10,-10
        b,2026-05-01T12:00:00Z,10,-10
        c,2026-05-01T12:00:00Z,10,10
        d,2026-05-01T12:00:00Z,-10,10
        f,2026-05-01T12:00:00Z,-10,-10
        e,2026-05-01T13:00:00Z,-10,-10
        e,2026-05-01T12:00:00Z,-10,-10
        """);
    House house = new House(folder, Catalog.read(List.of(declared.root())));
    assertThat(house.catalog.problems()).isEmpty();
    house.land("readings", file, "2026-06-02T00:00:00Z");
    house.build("environment.readings");

    Map<String, List<String>> months = new TreeMap<>();
    String table = Shelf.PUBLISHED.tables() + ".environment.readings";
    for (Row data : house.spark.sql("select file_path from " + table + ".files").collectAsList()) {
      List<String> rows =
          house
              .spark
              .read()
              .parquet(data.getString(0))
              .selectExpr("concat_ws(' ', read_date, sensor, hour(read_at))")
              .collectAsList()
              .stream()
              .map(row -> row.getString(0))
              .toList();
      assertThat(months.put(rows.getFirst().substring(0, 7), rows)).isNull();
    }
    assertThat(months)
        .isEqualTo(
            Map.of(
                "2026-05",
                List.of(
                    "2026-05-01 e 12",
                    "2026-05-01 e 13",
                    "2026-05-01 f 12",
                    "2026-05-01 d 12",
                    "2026-05-01 c 12",
                    "2026-05-01 b 12",
                    "2026-05-02 a 12"),
                "2026-06",
                List.of("2026-06-01 a 12")));
  }
}
