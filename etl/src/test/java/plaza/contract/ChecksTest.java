package plaza.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a contract asks to be checked, and what is told of it where it is not well asked. */
class ChecksTest {
  private static final String READINGS =
      """
      apiVersion: v3.1.0
      kind: DataContract
      id: environment.readings
      version: 1.0.0
      domain: environment
      schema:
        - name: readings
          description: Readings.
          dataGranularityDescription: one row per sensor and time
          relationships:
            - from: [readings.city, readings.sensor]
              to: [sensors.city, sensors.sensor_id]
              customProperties: [{property: severity, value: error}]
          quality:
            - {metric: rowCount, mustBeGreaterThan: 0, severity: warning}
            - {metric: duplicateValues, arguments: {properties: [city, sensor]}, mustBeLessThan: 5}
            - {type: sql, query: "select max(value) from ${object}", mustBeBetween: [0, 9]}
          properties:
            - {name: city, physicalType: varchar, description: City., primaryKey: true, primaryKeyPosition: 1}
            - {name: sensor, physicalType: varchar, description: Sensor., primaryKey: true, primaryKeyPosition: 2}
            - {name: read_at, physicalType: timestamp(6) with time zone, description: When., primaryKey: true, primaryKeyPosition: 3}
            - {name: read_date, physicalType: date, description: Day.}
            - name: value
              physicalType: double
              description: Value.
              quality:
                - {metric: nullValues, mustBeLessThan: 10, unit: percent}
                - {metric: invalidValues, arguments: {pattern: "^[0-9]"}, mustBe: 0}
              relationships:
                - {to: ../../place/values/contract.yaml#/schema/values/properties/value}
      slaProperties:
        - {property: latency, value: 6, unit: h, element: readings.read_at}
      customProperties:
        - property: watch
          value:
            at: read_at
            series: [city, sensor]
            past: {days: 10, at_least: 4}
            volume: {min_share: 0.6, max_share: 3}
            shift: {columns: [value], factor: 3, severity: warning}
            silent: {after: PT12H}
            frozen: {columns: [value], after: PT20H, severity: error}
            future: PT1M
      """;

  @TempDir Path folder;

  private Declared<Contract> contract(String text) {
    return Declared.read(
        folder.resolve("contract.yaml"),
        text,
        (file, problems) ->
            Contract.read(file, DatasetName.parse("environment.readings"), problems));
  }

  @Test
  void all_that_can_be_asked_is_read() {
    Checks checks = contract(READINGS).good().checks();
    assertThat(checks.quality()).hasSize(5);
    assertThat(checks.quality()).extracting(Quality::line).containsExactly(15, 16, 17, 27, 28);
    assertThat(checks.quality().getFirst().isError()).isFalse();
    assertThat(checks.quality().get(2).measure())
        .isEqualTo(new Quality.Measure.Query("select max(value) from environment.readings"));
    assertThat(checks.relationships())
        .containsExactly(
            new Relationship(
                List.of("city", "sensor"),
                DatasetName.parse("environment.sensors"),
                List.of("city", "sensor_id"),
                true,
                11),
            new Relationship(
                List.of("value"), DatasetName.parse("place.values"), List.of("value"), false, 30));
    assertThat(checks.latency()).isEqualTo(new Latency("read_at", Duration.ofHours(6)));
    Watch watch = checks.watch();
    assertThat(watch)
        .isEqualTo(
            new Watch(
                "read_at",
                "read_date",
                List.of("city", "sensor"),
                10,
                4,
                new Watch.Volume(0.6, 3.0, true),
                new Watch.Shift(List.of("value"), 3, false),
                new Watch.Silent(Duration.ofHours(12), false),
                new Watch.Frozen(List.of("value"), Duration.ofHours(20), true),
                Duration.ofMinutes(1)));
  }

  @Test
  void each_problem_of_a_rule_is_told_at_its_line() {
    Map<String, String> broken = new LinkedHashMap<>();
    broken.put(
        READINGS.replace("{metric: rowCount,", "{metric: rowcount,"),
        "15: found the metric 'rowcount' here, expected nullValues, missingValues, invalidValues,"
            + " duplicateValues (of a property), duplicateValues or rowCount (of the object)");
    broken.put(
        READINGS.replace("metric: nullValues", "metric: rowCount"),
        "27: found the metric 'rowCount' here, expected nullValues, missingValues, invalidValues,"
            + " duplicateValues (of a property), duplicateValues or rowCount (of the object)");
    broken.put(
        READINGS.replace(
            "severity: warning}\n      - {metric: d", "severity: bad}\n      - {metric: d"),
        "15: found 'bad', expected error, warning or info");
    broken.put(
        READINGS.replace("properties: [city, sensor]}", "properties: [city, place]}"),
        "16: found the properties [city, place], expected some of [city, sensor, read_at,"
            + " read_date, value]");
    broken.put(
        READINGS.replace(", mustBeLessThan: 5", ""),
        "16: found 0 operators, expected one of " + Threshold.keys());
    broken.put(
        READINGS.replace("mustBeBetween: [0, 9]", "mustBeBetween: [9, 0]"),
        "17: found [9.0, 0.0], expected two numbers, the smaller one first");
    broken.put(
        READINGS.replace("${object}", "${property}"),
        "17: found the placeholder ${property}, expected it at a property only");
    broken.put(
        READINGS.replace("{type: sql,", "{type: sql, schedule: daily,"),
        "17: found a schedule, expected none: rules are held against every build before it is"
            + " published");
    broken.put(
        READINGS.replace("unit: percent", "unit: share"),
        "27: found 'share', expected rows or percent");
    broken.put(
        READINGS.replace("\"^[0-9]\"", "\"[0-9\""),
        "28: found '[0-9', expected a regular expression");
    broken.put(
        READINGS.replace("arguments: {pattern: \"^[0-9]\"}, ", ""),
        "28: found no arguments, expected validValues or pattern");
    told(broken);
  }

  @Test
  void each_problem_of_a_reference_is_told_at_its_line() {
    Map<String, String> broken = new LinkedHashMap<>();
    broken.put(
        READINGS.replace("[readings.city, readings.sensor]", "[readings.city, readings.place]"),
        "11: found from [city, place], expected readings.COLUMN, one of [city, sensor, read_at,"
            + " read_date, value]");
    broken.put(
        READINGS.replace("[sensors.city, sensors.sensor_id]", "[sensors.city]"),
        "11: found 2 columns from and 1 to, expected as many, and all of one other table");
    broken.put(
        READINGS.replace("[sensors.city, sensors.sensor_id]", "[sensors.city, other.sensor_id]"),
        "11: found 2 columns from and 2 to, expected as many, and all of one other table");
    broken.put(
        READINGS.replace("property: severity, value: error", "property: severity, value: high"),
        "13: found 'high', expected error, warning or info");
    broken.put(
        READINGS.replace("{to: ../../place", "{from: readings.value, to: ../../place"),
        "30: found a 'from', expected none: it is the property itself");
    broken.put(
        READINGS.replace("{to: ../../place", "{type: soft, to: ../../place"),
        "30: found the type 'soft', expected foreignKey");
    told(broken);
    assertThat(contract(READINGS.replace("/schema/values/", "/schema/others/")).told())
        .first()
        .asString()
        .startsWith("30: found '../../place/values/contract.yaml#/schema/others/properties/value'");
  }

  @Test
  void each_problem_of_a_watch_or_a_latency_is_told_at_its_line() {
    Map<String, String> broken = new LinkedHashMap<>();
    broken.put(
        READINGS.replace("value: 6, unit: h", "value: soon, unit: h"),
        "32: found 'soon', expected a number with the unit d, h or m");
    broken.put(
        READINGS.replace("value: 6, unit: h", "value: 6, unit: fortnight"),
        "32: found '6', expected a number with the unit d, h or m");
    broken.put(
        READINGS.replace("element: readings.read_at", "element: readings.value"),
        "32: found the element 'readings.value', expected one of [read_at]");
    broken.put(
        READINGS.replace(
            "customProperties:\n  - property: watch",
            "  - {property: ly, value: 1, element: read_at}\ncustomProperties:\n  - property: watch"),
        "33: found a second latency, expected one");
    broken.put(
        READINGS.replace("at: read_at", "at: value"),
        "36: found at 'value', expected a timestamp x_at with its local day x_date beside it");
    broken.put(
        READINGS.replace("series: [city, sensor]", "series: [city, place]"),
        "37: found the column 'place', expected one of [city, sensor, read_at, read_date, value]");
    broken.put(
        READINGS.replace("at_least: 4", "at_least: 11"),
        "38: found at_least 11 of 10 days, expected no more than the days");
    broken.put(READINGS.replace("days: 10", "days: 0"), "38: found '0', expected a number of days");
    broken.put(
        READINGS.replace("min_share: 0.6", "min_share: 60"),
        "39: found '60', expected a share from 0 to 1");
    broken.put(
        READINGS.replace("max_share: 3", "max_share: 1"),
        "39: found '1', expected a number above 1");
    broken.put(
        READINGS.replace("factor: 3", "factor: 1"), "40: found '1', expected a number above 1");
    broken.put(
        READINGS.replace("shift: {columns: [value]", "shift: {columns: [sensor]"),
        "40: found the column 'sensor', expected one of [value]");
    broken.put(
        READINGS.replace("silent: {after: PT12H}", "silent: {after: half a day}"),
        "41: found 'half a day', expected a duration such as PT6H");
    broken.put(
        READINGS.replace("severity: error}\n      future", "since: x}\n      future"),
        "42: found the key 'since', expected one of [after, columns, severity]");
    broken.put(
        READINGS.replace("future: PT1M", "future: PT-1M"),
        "43: found 'PT-1M', expected a duration such as PT10M");
    told(broken);
  }

  private void told(Map<String, String> broken) {
    assertThat(broken.keySet()).doesNotContain(READINGS);
    assertThat(broken.keySet())
        .extracting(text -> contract(text).told())
        .containsExactlyElementsOf(broken.values().stream().map(List::of).toList());
  }
}
