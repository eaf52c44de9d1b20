package plaza.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a contract promises of time. */
class SlaTest {
  private static final String TREES =
      """
      apiVersion: v3.1.0
      kind: DataContract
      id: environment.trees
      version: 1.0.0
      domain: environment
      schema:
        - name: trees
          description: Trees.
          dataGranularityDescription: one row per tree
          properties:
            - {name: tree_id, physicalType: varchar, description: Its number., primaryKey: true, primaryKeyPosition: 1}
      slaProperties:
      """;

  @TempDir Path folder;

  private Declared<Contract> contract(String... properties) {
    String text = TREES + "  - {property: retention, value: 3, unit: y}\n";
    for (String property : properties) {
      text += "  - {property: " + property + "}\n";
    }
    return Declared.read(
        folder.resolve("contract.yaml"),
        text,
        (file, problems) -> Contract.read(file, DatasetName.parse("environment.trees"), problems));
  }

  private Sla sla(String... properties) {
    return contract(properties).good().sla();
  }

  @Test
  void a_contract_that_promises_no_hour_is_released_at_six_each_day() {
    assertThat(sla()).isEqualTo(new Sla(LocalTime.of(6, 0), null, Period.ofDays(1)));
  }

  @Test
  void an_hour_is_the_citys_unless_it_has_an_offset() {
    assertThat(sla("timeOfAvailability, value: 16:30"))
        .isEqualTo(new Sla(LocalTime.of(16, 30), null, Period.ofDays(1)));
    // As the standard's example has it.
    assertThat(sla("timeOfAvailability, value: 09:00-08:00, element: trees.tree_id, driver: x"))
        .isEqualTo(new Sla(LocalTime.of(9, 0), ZoneOffset.ofHours(-8), Period.ofDays(1)));
  }

  @Test
  void of_several_hours_the_earliest_keeps_all_promises() {
    assertThat(sla("timeOfAvailability, value: 09:00", "timeOfAvailability, value: '08:00'").at())
        .isEqualTo(LocalTime.of(8, 0));
    assertThat(
            sla(
                "timeOfAvailability, value: 09:00-08:00",
                "timeOfAvailability, value: 10:00+08:00, driver: analytics"))
        .isEqualTo(new Sla(LocalTime.of(10, 0), ZoneOffset.ofHours(8), Period.ofDays(1)));
  }

  @Test
  void how_often_is_said_in_the_standards_units() {
    assertThat(sla("frequency, value: 1, unit: d").every()).isEqualTo(Period.ofDays(1));
    assertThat(sla("frequency, value: 7").every()).isEqualTo(Period.ofDays(7));
    assertThat(sla("fy, value: 6, unit: h").every()).isEqualTo(Duration.ofHours(6));
    assertThat(sla("frequency, value: 1, unit: week").every()).isEqualTo(Period.ofWeeks(1));
    assertThat(sla("frequency, value: 3, unit: months").every()).isEqualTo(Period.ofMonths(3));
    assertThat(sla("frequency, value: 1, unit: y").every()).isEqualTo(Period.ofYears(1));
  }

  @Test
  void each_problem_is_told_at_its_line() {
    String hour = "expected an hour such as 06:00 of the city, or 09:00-08:00 of all";
    for (String wrong : List.of("6:00", "24:00", "noon", "09:00:30Z", "09:00-19:00")) {
      assertThat(contract("timeOfAvailability, value: '" + wrong + "'").told())
          .containsExactly("14: found '" + wrong + "', " + hour);
    }
    assertThat(contract("timeOfAvailability, values: 1").told())
        .containsExactly("14: found no 'value', expected the key 'value'");
    assertThat(
            contract("timeOfAvailability, value: 09:00", "timeOfAvailability, value: 09:00Z")
                .told())
        .containsExactly(
            "15: found hours with an offset and without, expected all with, or all without");
    assertThat(contract("frequency, value: 1", "fy, value: 1").told())
        .containsExactly("15: found a second frequency, expected one");
    for (String wrong : List.of("3", "0, unit: h", "5, unit: month", "1, unit: m", "x")) {
      assertThat(contract("frequency, value: " + wrong).told())
          .containsExactly(
              "14: found '%s', expected a number with the unit h (as many as divide a day), d (1 or"
                      .formatted(wrong.split(",", -1)[0])
                  + " 7), week (1), month (as many as divide a year) or y (1)");
    }
  }
}
