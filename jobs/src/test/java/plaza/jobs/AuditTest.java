package plaza.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import plaza.check.Audit;
import plaza.check.Finding;
import plaza.check.FindingCode;
import plaza.check.Scope;
import plaza.contract.Contract;
import plaza.contract.DatasetName;
import plaza.contract.Problems;
import plaza.contract.SqlCheck;

/** What a built table is held against before anyone sees it, over small tables made by hand. */
class AuditTest {
  private static final SparkSession SPARK = Engine.little();
  private static final Instant NOW = Instant.parse("2026-05-09T00:00:00Z");
  private static final Scope ALL = Scope.whole(Map.of("a", NOW));

  @TempDir Path folder;

  private Contract contract(String properties, String quality) throws IOException {
    Path file = folder.resolve("contract.yaml");
    Files.writeString(
        file,
        """
        apiVersion: v3.1.0
        kind: DataContract
        id: environment.readings
        version: 1.0.0
        domain: environment
        %s
        schema:
          - name: readings
            description: Readings.
            dataGranularityDescription: one row per sensor and time
            properties:
              - {name: city, physicalType: varchar, description: City., primaryKey: true, primaryKeyPosition: 1}
              - {name: sensor, physicalType: varchar, description: Sensor., primaryKey: true, primaryKeyPosition: 2}
              - {name: read_at, physicalType: timestamp(6) with time zone, description: When., primaryKey: true, primaryKeyPosition: 3}
              - {name: read_date, physicalType: date, description: Day.}
              - name: value
                physicalType: double
                description: Value.
        %s
        """
            .formatted(properties, quality));
    Problems problems = new Problems();
    var contract = Contract.read(file, DatasetName.parse("environment.readings"), problems);
    assertThat(problems.list()).isEmpty();
    return contract.orElseThrow();
  }

  private static Dataset<Row> table(String... rows) {
    return SPARK.sql(
        "select city, sensor, cast(at as timestamp) as read_at, to_date(at) as read_date,"
            + " cast(value as double) as value from values "
            + String.join(", ", rows)
            + " as t(city, sensor, at, value)");
  }

  private static List<Finding> audit(Contract contract, Dataset<Row> table, Scope scope) {
    return new Audit(contract, List.of(), "build").of(table, scope).findings();
  }

  private static String row(String sensor, String at, double value) {
    return "('a', '%s', '%s', %s)".formatted(sensor, at, value);
  }

  @Test
  void a_table_that_is_as_its_contract_says_gives_no_finding() throws IOException {
    Audit.Outcome outcome =
        new Audit(contract("", ""), List.of(), "build")
            .of(table(row("s", "2026-05-08 00:00:00", 1), row("t", "2026-05-08 00:00:00", 2)), ALL);
    assertThat(outcome.findings()).isEmpty();
    assertThat(outcome.passes()).isTrue();
    assertThat(outcome.rows()).isEqualTo(2);
  }

  @Test
  void rules_of_the_library_are_counted_and_compared() throws IOException {
    Contract contract =
        contract(
            "",
            """
                quality:
                  - {metric: nullValues, mustBe: 0}
                  - {metric: missingValues, arguments: {missingValues: ["-1"]}, mustBeLessThan: 40, unit: percent}
                  - {metric: invalidValues, arguments: {validValues: [1, 2]}, mustBeLessOrEqualTo: 1, severity: warning}
                  - {metric: duplicateValues, mustBeBetween: [0, 1]}
            """
                .indent(4));
    // Of five: one null; one null and one -1, 40 %; -1 and 7 are neither 1 nor 2; 1 is there twice.
    List<Finding> findings =
        audit(
            contract,
            table(
                row("p", "2026-05-08 00:00:00", 1),
                row("q", "2026-05-08 00:00:00", 1),
                row("r", "2026-05-08 00:00:00", -1),
                row("s", "2026-05-08 00:00:00", 7),
                "('a', 't', '2026-05-08 00:00:00', null)"),
            ALL);
    assertThat(findings).extracting(Finding::code).containsOnly(FindingCode.QUALITY_FAILED);
    assertThat(findings)
        .extracting(Finding::message, Finding::fails)
        .containsExactlyInAnyOrder(
            org.assertj.core.groups.Tuple.tuple(
                "nulls of value: found 1, expected exactly 0", true),
            org.assertj.core.groups.Tuple.tuple(
                "missing values of value: found 40 %, expected less than 40 %", true),
            org.assertj.core.groups.Tuple.tuple(
                "invalid values of value: found 2, expected at most 1", false));
  }

  @Test
  void a_rule_in_sql_compares_the_one_value_that_it_gives() throws IOException {
    Dataset<Row> table = table(row("s", "2026-05-08 00:00:00", 3));
    String rule = "    quality: [{type: sql, query: 'select 5', mustBe: %s, description: Five.}]\n";
    assertThat(audit(contract("", rule.formatted("5").indent(4)), table, ALL)).isEmpty();
    assertThat(audit(contract("", rule.formatted("6").indent(4)), table, ALL))
        .singleElement()
        .extracting(Finding::message)
        .isEqualTo("Five.: found 5, expected exactly 6");
  }

  @Test
  void a_statement_of_checks_sql_fails_or_warns_as_it_says() throws IOException {
    Path file = folder.resolve("checks.sql");
    Files.writeString(
        file,
        """
        -- #fail NEVER_MORE: the sensor cannot show it
        select 'a' as city, 's' as sensor where 1 = 1;
        -- #warn ODD: worth a look
        select 'a' as city, 't' as sensor;
        -- #fail FINE: nothing offends it
        select 'a' as city where 1 = 0
        """);
    Problems problems = new Problems();
    List<SqlCheck> checks = SqlCheck.read(file, problems);
    assertThat(problems.list()).isEmpty();
    List<Finding> findings =
        new Audit(contract("", ""), checks, "build")
            .of(table(row("s", "2026-05-08 00:00:00", 3)), ALL)
            .findings();
    assertThat(findings)
        .extracting(Finding::code, Finding::fails)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(FindingCode.CHECK_FAILED, true),
            org.assertj.core.groups.Tuple.tuple(FindingCode.CHECK_WARNED, false));
    assertThat(findings.getFirst().address()).isEqualTo("NEVER_MORE");
    assertThat(findings.getFirst().message())
        .isEqualTo("the sensor cannot show it: found 1 rows, such as (a, s), expected none");
  }

  private static final String WATCH =
      """
      customProperties:
        - property: watch
          value:
            at: read_at
            series: [city, sensor]
            volume: {min_share: 0.6, max_share: 3}
            shift: {columns: [value], factor: 3}
            silent: {after: PT12H}
            frozen: {columns: [value], after: PT20H}
      """;

  /** Eight days of three sensors, every hour; values go up and down with the hour. */
  private static List<String> days() {
    List<String> rows = new ArrayList<>();
    for (int day = 1; day <= 8; day++) {
      for (int hour = 0; hour < 24; hour++) {
        for (String sensor : List.of("s", "t", "u")) {
          rows.add(
              row(sensor, "2026-05-%02d %02d:00:00".formatted(day, hour), 10 + (hour + day) % 7));
        }
      }
    }
    return rows;
  }

  private List<Finding> watched(List<String> rows) throws IOException {
    return audit(contract(WATCH, ""), table(rows.toArray(new String[0])), ALL);
  }

  @Test
  void clean_days_raise_no_alarm() throws IOException {
    assertThat(watched(days())).isEmpty();
  }

  @Test
  void half_a_day_missing_is_low_volume() throws IOException {
    List<String> rows = days();
    // 36 of 72 rows are gone: 50 % of the median, where 60 % are expected.
    rows.removeIf(r -> r.matches(".*'2026-05-06 (0[0-9]|1[01]):.*"));
    assertThat(watched(rows))
        .singleElement()
        .satisfies(f -> {
          assertThat(f.code()).isEqualTo(FindingCode.VOLUME_LOW);
          assertThat(f.fails()).isTrue();
          assertThat(f.address()).isEqualTo("a 2026-05-06");
          assertThat(f.message()).startsWith("found 36 rows").contains("72");
        });
  }

  @Test
  void another_unit_is_a_shift_of_values() throws IOException {
    List<String> rows = days();
    rows.replaceAll(
        r -> r.contains("'2026-05-07 ") ? r.replaceFirst(", 1(\\d)\\.0", ", 1$1000.0") : r);
    assertThat(watched(rows))
        .singleElement()
        .satisfies(f -> {
          assertThat(f.code()).isEqualTo(FindingCode.VALUES_SHIFTED);
          assertThat(f.fails()).isTrue();
          assertThat(f.address()).isEqualTo("a 2026-05-07");
        });
  }

  @Test
  void a_sensor_that_gives_one_value_all_day_is_frozen() throws IOException {
    List<String> rows = days();
    rows.replaceAll(
        r -> r.contains("'t', '2026-05-08 ") ? r.replaceFirst(", \\d+\\.0\\)", ", 12.0)") : r);
    assertThat(watched(rows))
        .singleElement()
        .satisfies(f -> {
          assertThat(f.code()).isEqualTo(FindingCode.SENSOR_FROZEN);
          assertThat(f.fails()).isFalse();
          assertThat(f.message())
              .contains("found 1 with one value: t = 12.0 since 2026-05-07T23:00Z");
        });
  }

  /**
   * Days on which sensor u reads six times, never after 19 o'clock and before 6, and its last value
   * before the last night again so many times.
   */
  private static List<String> nights(int again) {
    List<String> rows = days();
    rows.removeIf(r -> r.contains("'u'") && !r.matches(".* (0[678]|1[789]):.*"));
    List<String> last =
        rows.stream().filter(r -> r.matches(".*'u', '2026-05-0(7 19|8 ..):.*")).toList();
    for (String row : last.subList(0, again + 1)) {
      rows.set(rows.indexOf(row), row.replaceFirst(", \\d+\\.0\\)", ", 20.0)"));
    }
    return rows;
  }

  private List<Finding> watchedForTenHours(List<String> rows) throws IOException {
    Contract contract = contract(WATCH.replace("PT20H", "PT10H"), "");
    return audit(contract, table(rows.toArray(new String[0])), ALL);
  }

  @Test
  void one_value_before_and_after_a_silent_night_is_a_chance_and_not_frozen() throws IOException {
    // Of 48 readings two are equal, eleven hours apart; no other pair is, so one of 48 may well be.
    assertThat(watchedForTenHours(nights(1))).isEmpty();
    // Four are equal, and no pair of the 44 others: 1/46 to the third power is above a millionth.
    assertThat(watchedForTenHours(nights(3))).isEmpty();
  }

  @Test
  void one_value_in_more_readings_than_chance_gives_is_frozen() throws IOException {
    // Five are equal, and no pair of the 43 others: 1/45 to the fourth power is below a millionth.
    assertThat(watchedForTenHours(nights(4)))
        .singleElement()
        .satisfies(f -> {
          assertThat(f.code()).isEqualTo(FindingCode.SENSOR_FROZEN);
          assertThat(f.message())
              .contains("found 1 with one value: u = 20.0 since 2026-05-07T19:00Z");
        });
  }

  @Test
  void a_sensor_not_heard_of_is_silent() throws IOException {
    List<String> rows = days();
    rows.removeIf(r -> r.contains("'u', '2026-05-08 "));
    assertThat(watched(rows))
        .singleElement()
        .satisfies(f -> {
          assertThat(f.code()).isEqualTo(FindingCode.SENSOR_SILENT);
          assertThat(f.message()).startsWith("found 1 silent, last heard of: u 2026-05-07T23:00Z");
        });
  }

  @Test
  void only_the_days_that_a_build_changed_are_judged() throws IOException {
    List<String> rows = days();
    rows.removeIf(r -> r.matches(".*'2026-05-06 (0[0-9]|1[01]):.*"));
    Contract contract = contract(WATCH, "");
    Dataset<Row> table = table(rows.toArray(new String[0]));
    assertThat(audit(contract, table, days("2026-05-08"))).isEmpty();
    // A day is over when the next one begins: only then half of it can be missed.
    assertThat(audit(contract, table, days("2026-05-07")))
        .extracting(Finding::code, Finding::address)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(FindingCode.VOLUME_LOW, "a 2026-05-06"));
    assertThat(audit(contract, table, days("2026-05-06")))
        .extracting(Finding::code)
        .containsExactly(FindingCode.VOLUME_LOW);
  }

  private static Scope days(String day) {
    return Scope.days("read_date", new TreeSet<>(List.of(LocalDate.parse(day))), Map.of("a", NOW));
  }

  private Contract referring(String severity) throws IOException {
    return contract(
        "",
        """
            relationships:
              - from: [readings.city, readings.sensor]
                to: [sensors.city, sensors.sensor_id]
                customProperties: [{property: severity, value: %s}]
        """
            .formatted(severity));
  }

  @Test
  void what_refers_to_nothing_is_told_with_its_values_and_its_rows() throws IOException {
    SPARK.sql("create namespace if not exists build.environment");
    SPARK.sql(
        "create or replace table build.environment.sensors as"
            + " select * from values ('a', 's'), ('b', 't') as t(city, sensor_id)");
    try {
      // t is known in another city only; of a row without city there is nothing to look up.
      Dataset<Row> table =
          table(
              row("s", "2026-05-08 00:00:00", 1),
              row("t", "2026-05-08 00:00:00", 2),
              row("t", "2026-05-08 01:00:00", 2),
              row("u", "2026-05-08 00:00:00", 3),
              "(null, 'v', '2026-05-08 00:00:00', 4)");
      assertThat(audit(referring("warning"), table, ALL))
          .filteredOn(f -> f.code() == FindingCode.BROKEN_REFERENCE)
          .singleElement()
          .satisfies(f -> {
            assertThat(f.code()).isEqualTo(FindingCode.BROKEN_REFERENCE);
            assertThat(f.fails()).isFalse();
            assertThat(f.address()).isEqualTo("city, sensor");
            assertThat(f.message())
                .isEqualTo(
                    "found 2 values in 3 rows that environment.sensors does not have, such as (a,"
                        + " t), (a, u), expected each of its [city, sensor_id]");
          });
      assertThat(audit(referring("error"), table, ALL))
          .filteredOn(f -> f.code() == FindingCode.BROKEN_REFERENCE)
          .extracting(Finding::fails)
          .containsExactly(true);
      assertThat(audit(referring("error"), table(row("s", "2026-05-08 00:00:00", 1)), ALL))
          .isEmpty();
    } finally {
      SPARK.sql("drop table build.environment.sensors");
    }
  }

  @Test
  void what_refers_to_a_table_not_built_yet_is_a_note_and_never_fails() throws IOException {
    assertThat(audit(referring("error"), table(row("s", "2026-05-08 00:00:00", 1)), ALL))
        .singleElement()
        .satisfies(f -> {
          assertThat(f.code()).isEqualTo(FindingCode.NOT_CHECKED);
          assertThat(f.fails()).isFalse();
          assertThat(f.message())
              .isEqualTo("found no table environment.sensors yet to look city, sensor up in");
        });
  }

  @Test
  void old_data_in_a_new_file_is_not_fresh() throws IOException {
    Contract contract =
        contract("slaProperties: [{property: latency, value: 6, unit: h, element: read_at}]", "");
    // The newest reading is 24 hours older than the newest file.
    assertThat(audit(contract, table(row("s", "2026-05-08 00:00:00", 1)), ALL))
        .singleElement()
        .satisfies(f -> {
          assertThat(f.code()).isEqualTo(FindingCode.NOT_FRESH);
          assertThat(f.fails()).isFalse();
          assertThat(f.message()).contains("PT24H");
        });
    assertThat(audit(contract, table(row("s", "2026-05-08 20:00:00", 1)), ALL)).isEmpty();
  }
}
