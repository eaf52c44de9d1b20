package plaza.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContractTest {
  private static final String STOPS =
      """
      apiVersion: v3.1.0
      kind: DataContract
      id: mobility.stops
      version: 1.0.0
      domain: mobility
      schema:
        - name: stops
          description: Stops.
          dataGranularityDescription: one row per stop
          properties:
            - name: observed_at
              physicalType: timestamp(6) with time zone
              description: When.
              primaryKey: true
              primaryKeyPosition: 2
            - name: city
              physicalType: varchar
              description: Which.
              primaryKey: true
              primaryKeyPosition: 1
              partitioned: true
              partitionKeyPosition: 1
            - name: observed_date
              physicalType: date
              description: Local day.
              partitioned: true
              partitionKeyPosition: 2
              customProperties:
                - {property: partitionTransform, value: month}
            - name: docks
              physicalType: integer
              description: How many.
              required: true
              logicalTypeOptions: {minimum: 0, maximum: 99.5}
            - name: position
              physicalType: varbinary
              description: Where.
              customProperties:
                - {property: geometry, value: {type: Point, crs: EPSG:4326}}
                - {property: note, value: {any: thing}}
            - name: area
              physicalType: varbinary
              description: Around it.
              customProperties:
                - {property: geometry, value: {type: MultiPolygon, crs: EPSG:4326}}
            - name: fare
              physicalType: decimal(10,2)
              description: What it costs.
      customProperties:
        - property: refused
          value: {max_share: 0.01}
      """;

  private static final String VERSIONS = "  - property: versions\n    value: {keep: PT12H}\n";

  @TempDir Path folder = Path.of("");

  private Declared<Contract> contract(String text) {
    return Declared.read(
        folder.resolve("contract.yaml"),
        text,
        (file, problems) -> Contract.read(file, new DatasetName("mobility", "stops"), problems));
  }

  @Test
  void a_contract_is_its_columns_key_and_partitions_in_their_orders() {
    Contract contract = contract(STOPS).good();
    assertThat(contract.dataset()).hasToString("mobility.stops");
    assertThat(contract.version()).isEqualTo("1.0.0");
    assertThat(contract.grain()).isEqualTo("one row per stop");
    assertThat(contract.maxRefusedShare()).isEqualTo(0.01);
    assertThat(contract.columns())
        .extracting(Column::name)
        .containsExactly(
            "observed_at", "city", "observed_date", "docks", "position", "area", "fare");
    assertThat(contract.key()).extracting(Column::name).containsExactly("city", "observed_at");
    assertThat(contract.key()).allMatch(Column::required);
    assertThat(contract.partitions())
        .extracting(column -> column.name() + " by " + column.partitionTransform())
        .containsExactly("city by identity", "observed_date by month");
    assertThat(contract.findColumn("docks"))
        .contains(
            new Column(
                "docks", "integer", "How many.", true, 0, 0, "identity", 0.0, 99.5, null, 30));
  }

  @Test
  void the_first_geometry_has_the_plain_box_and_the_second_one_of_its_own() {
    Contract contract = contract(STOPS).good();
    assertThat(contract.geometries())
        .extracting(contract::bbox)
        .containsExactly(
            List.of("xmin", "ymin", "xmax", "ymax"),
            List.of("area_xmin", "area_ymin", "area_xmax", "area_ymax"));
  }

  @Test
  void a_date_is_the_local_day_of_the_instant_of_its_name() {
    Contract contract = contract(STOPS).good();
    assertThat(contract.findLocalDateOf(contract.findColumn("observed_date").orElseThrow()))
        .map(Column::name)
        .contains("observed_at");
    assertThat(contract.findLocalDateOf(contract.findColumn("docks").orElseThrow())).isEmpty();
  }

  @Test
  void nothing_may_be_refused_where_nothing_is_said() {
    assertThat(
            contract(STOPS.substring(0, STOPS.indexOf("customProperties:\n  - property")))
                .good()
                .maxRefusedShare())
        .isZero();
  }

  @Test
  void versions_are_kept_for_a_week_unless_the_contract_says_how_long() {
    assertThat(contract(STOPS).good().versions().keep()).isEqualTo(Duration.ofDays(7));
    assertThat(contract(STOPS + VERSIONS).good().versions().keep()).isEqualTo(Duration.ofHours(12));
    assertThat(contract(STOPS + VERSIONS.replace("PT12H", "12 hours")).told())
        .containsExactly("53: found '12 hours', expected a duration such as P7D or PT12H");
    assertThat(contract(STOPS + VERSIONS.replace("PT12H", "-PT12H")).told())
        .containsExactly("53: found '-PT12H', expected a duration such as P7D or PT12H");
    assertThat(contract(STOPS + VERSIONS.replace("keep", "for")).told())
        .contains("53: found the key 'for', expected one of [keep]");
  }

  @Test
  void a_change_of_shape_is_noted_unless_the_contract_says_otherwise() {
    assertThat(contract(STOPS).good().drift()).isEqualTo(Drift.NOTED);
    assertThat(
            contract(STOPS + "  - {property: drift, value: {added: ignore, retyped: fail}}\n")
                .good()
                .drift())
        .isEqualTo(new Drift(Drift.Answer.IGNORE, Drift.Answer.NOTE, Drift.Answer.FAIL));
  }

  @Test
  void each_problem_is_told_at_its_line() {
    Map<String, String> broken = new LinkedHashMap<>();
    broken.put(
        STOPS + "  - {property: drift, value: {gone: Fail}}\n",
        "52: found 'Fail', expected ignore, note or fail");
    broken.put(
        STOPS + "  - {property: drift, value: {moved: fail}}\n",
        "52: found the key 'moved', expected one of [added, gone, retyped]");
    broken.put(STOPS.replace("v3.1.0", "v2.0.0"), "1: found 'v2.0.0', expected 'v3.1.0'");
    broken.put(
        STOPS.replace("id: mobility.stops", "id: mobility.stop"),
        "3: found 'mobility.stop', expected 'mobility.stops'");
    broken.put(
        STOPS.replace("domain: mobility", "domain: tourism"),
        "5: found 'tourism', expected 'mobility'");
    broken.put(STOPS.replace("- name: stops", "- name: stop"), "7: found 'stop', expected 'stops'");
    broken.put(
        STOPS.replace("    dataGranularityDescription: one row per stop\n", ""),
        "7: found no 'dataGranularityDescription', expected the key 'dataGranularityDescription'");
    broken.put(
        STOPS.replace("physicalType: integer", "physicalType: int"),
        "31: found 'int', expected a type that Trino has: [varchar, boolean, integer, bigint,"
            + " double, decimal(p,s), date, timestamp(6) with time zone, varbinary]");
    broken.put(
        STOPS.replace("decimal(10,2)", "decimal(39,2)"),
        "47: found 'decimal(39,2)', expected a type that Trino has: [varchar, boolean, integer,"
            + " bigint, double, decimal(p,s), date, timestamp(6) with time zone, varbinary]");
    broken.put(
        STOPS.replace("name: docks", "name: Docks"),
        "30: found the column name 'Docks', expected a name of a-z, 0-9 and _");
    broken.put(
        STOPS.replace("name: docks", "name: city"),
        "30: found the column 'city' twice, expected each column once");
    broken.put(
        STOPS.replace("required: true", "required: yes"),
        "33: found 'yes', expected true or false");
    broken.put(STOPS.replace("minimum: 0", "minimum: none"), "34: found 'none', expected a number");
    broken.put(
        STOPS.replace("minimum: 0", "least: 0"),
        "34: found the key 'least', expected one of [maximum, minimum]");
    broken.put(
        STOPS.replace("value: month", "value: hour"),
        "29: found 'hour', expected identity, day, month or year");
    broken.put(
        STOPS.replace("primaryKeyPosition: 1", "primaryKeyPosition: first"),
        "20: found 'first', expected 1, 2, 3 …");
    broken.put(
        STOPS.replace("primaryKeyPosition: 1", "primaryKeyPosition: 0"),
        "20: found '0', expected 1, 2, 3 …");
    broken.put(
        STOPS.replace("type: Point, crs: EPSG:4326", "type: Point, crs: EPSG:3826"),
        "39: found 'EPSG:3826', expected 'EPSG:4326'");
    broken.put(
        STOPS.replace("type: Point, crs: EPSG:4326", "type: Point, crs: EPSG:4326, srid: 1"),
        "39: found the key 'srid', expected one of [crs, type]");
    broken.put(
        STOPS.replace("max_share: 0.01", "max_share: 1.01"),
        "51: found '1.01', expected a share from 0 to 1");
    broken.put(
        STOPS.replace("max_share: 0.01", "max_share: -0.01"),
        "51: found '-0.01', expected a share from 0 to 1");
    broken.put(
        STOPS.replace("max_share: 0.01", "max_share: NaN"),
        "51: found 'NaN', expected a share from 0 to 1");
    broken.put(
        STOPS.replace("max_share: 0.01", "maximum: 0.01"),
        "51: found the key 'maximum', expected one of [max_share]");
    assertThat(broken.keySet())
        .extracting(text -> contract(text).told())
        .containsExactlyElementsOf(broken.values().stream().map(List::of).toList());
  }

  @Test
  void a_geometry_is_wkb_of_a_known_type() {
    assertThat(
            contract(
                    STOPS.replace(
                        "physicalType: varbinary\n        description: Where.",
                        "physicalType: varchar\n        description: Where."))
                .told())
        .containsExactly(
            "35: found a geometry of type varchar, expected physicalType: varbinary (WKB)");
    assertThat(contract(STOPS.replace("type: Point", "type: Circle")).told())
        .singleElement()
        .asString()
        .startsWith("39: found the geometry type 'Circle', expected one of [");
  }

  @Test
  void a_misspelt_key_of_a_column_is_told() {
    assertThat(contract(STOPS.replace("primaryKey: true", "primarykey: true")).told())
        .filteredOn(problem -> problem.contains("found the key 'primarykey', expected one of"))
        .hasSize(2);
  }

  @Test
  void a_table_without_primary_key_is_told() {
    assertThat(contract(STOPS.replace("primaryKey: true", "primaryKey: false")).told())
        .containsExactly(
            "7: found no primary key, expected primaryKey: true on the columns of the grain");
  }

  @Test
  void a_dataset_is_one_table() {
    String none = STOPS.substring(0, STOPS.indexOf("schema:"));
    assertThat(contract(none).told())
        .containsExactly("1: found 0 schema objects, expected one: a dataset is one table");
    assertThat(contract(none + "schema: {name: stops}\n").told())
        .contains("6: found a mapping, expected a list");
  }
}
