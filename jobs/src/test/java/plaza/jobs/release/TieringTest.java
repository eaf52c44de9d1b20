package plaza.jobs.release;

import static org.apache.spark.sql.functions.expr;
import static org.assertj.core.api.Assertions.assertThat;
import static plaza.jobs.release.Rides.rows;
import static plaza.jobs.release.Rides.texts;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import plaza.contract.Tier;

/** What a tier shows of rows, computed by hand. */
class TieringTest {
  private static final String LATER = "2026-12-01T00:00:00Z";

  @TempDir Path folder;

  private Dataset<Row> open(String limits, Dataset<Row> rows, String asOf) {
    Rides rides =
        new Rides(
            folder,
            "at: seen_at\nsubject: rider\ntiers:\n  open: {license: CC0-1.0, " + limits + "}\n");
    return Objects.requireNonNull(rides.tiers(rows, asOf).get(Tier.OPEN));
  }

  @Test
  void instants_are_cut_on_the_citys_clock_and_on_the_day_that_has_25_hours() {
    Dataset<Row> rows =
        rows(
            "a 2026-07-01T10:14:59Z r 1 1 3 0",
            // 25 October: 02:30 twice, at 00:30Z and at 01:30Z
            "a 2026-10-25T00:31:00Z r 1 1 3 0",
            "a 2026-10-25T01:31:00Z r 1 1 3 0",
            "a 2026-10-25T22:59:00Z r 1 1 3 0");
    assertThat(texts(open("time: PT15M", rows, LATER), "seen_at"))
        .containsExactly(
            "2026-07-01 10:00:00",
            "2026-10-25 00:30:00",
            "2026-10-25 01:30:00",
            "2026-10-25 22:45:00");
    // The day begins at 22:00Z in summer, and has 25 hours: its last is cut with the 24th.
    assertThat(texts(open("time: P1D, columns: [city, seen_at]", rows, LATER), "seen_at"))
        .containsExactly(
            "2026-06-30 22:00:00",
            "2026-10-24 22:00:00",
            "2026-10-24 22:00:00",
            "2026-10-25 22:00:00");
    assertThat(
            texts(
                open("time: P3M, columns: [city, seen_at, seen_date]", rows, LATER),
                "seen_at",
                "seen_date"))
        .containsExactly(
            "2026-06-30 22:00:00 2026-07-01",
            "2026-09-30 22:00:00 2026-10-01",
            "2026-09-30 22:00:00 2026-10-01",
            "2026-09-30 22:00:00 2026-10-01");
  }

  @Test
  void a_point_becomes_the_middle_of_its_cell_in_metres() {
    // x is 500 km at 3 degrees east; 500 m of it are 500 / (0.9996 * 6378137) radians, 0.004493
    // degrees; 500 m of y are 500 / (0.9996 * 6335439) radians, 0.004524 degrees.
    Dataset<Row> rows =
        rows(
            "a 2026-07-01T10:00:00Z r 1 1 3.001 0.001",
            "b 2026-07-01T10:00:00Z r 1 1 3.0085 0.0085",
            "c 2026-07-01T10:00:00Z r 1 1 2.999 0.001");
    Dataset<Row> open = open("position: {grid_m: 1000}", rows, LATER);
    assertThat(texts(open, "station", "position", "xmin", "ymax"))
        .containsExactly(
            "a 3.004493 0.004524 3.004493 0.004524",
            "b 3.004493 0.004524 3.004493 0.004524",
            "c 2.995507 0.004524 2.995507 0.004524");
    assertThat(List.of(open("position: absent", rows, LATER).columns()))
        .doesNotContain("position", "xmin");
  }

  @Test
  void numbers_go_down_to_a_step_or_to_a_class() {
    Dataset<Row> rows =
        rows(
            "a 2026-07-01T10:00:00Z r 0.3 1 3 0",
            "b 2026-07-01T10:00:00Z r 0.29 49 3 0",
            "c 2026-07-01T10:00:00Z r -0.05 50 3 0",
            "d 2026-07-01T10:00:00Z r - 0 3 0");
    assertThat(
            texts(
                open("values: {level: {step: 0.1}, people: {classes: [1, 10, 50]}}", rows, LATER),
                "station",
                "level",
                "people"))
        .containsExactly("a 0.3 1", "b 0.2 10", "c -0.1 50", "d - -");
  }

  @Test
  void a_row_is_shown_when_it_is_old_enough_and_its_renewal_has_come() {
    Dataset<Row> rows =
        rows(
            "a 2026-07-01T21:59:59Z r 1 1 3 0",
            "b 2026-07-01T22:00:00Z r 1 1 3 0",
            "c 2026-07-01T22:00:01Z r 1 1 3 0");
    // Paris: the day changes at 22:00Z.
    assertThat(texts(open("delay: PT12H, renewal: P1D", rows, "2026-07-02T10:00:00Z"), "station"))
        .containsExactly("a", "b");
    assertThat(texts(open("delay: PT12H, renewal: P1D", rows, "2026-07-02T09:59:59Z"), "station"))
        .isEmpty();
    assertThat(texts(open("delay: PT12H", rows, "2026-07-02T10:00:01Z"), "station"))
        .containsExactly("a", "b", "c");
  }

  @Test
  void of_rows_whose_key_becomes_one_the_first_stays() {
    Dataset<Row> rows =
        rows(
            "a 2026-07-01T10:40:00Z r 3 1 3 0",
            "a 2026-07-01T10:20:00Z r 2 1 3 0",
            "a 2026-07-01T11:00:00Z r 4 1 3 0",
            "b 2026-07-01T10:59:00Z r 5 1 3 0");
    assertThat(texts(open("time: PT1H", rows, LATER), "station", "seen_at", "level"))
        .containsExactly(
            "a 2026-07-01 10:00:00 2.0", "a 2026-07-01 11:00:00 4.0", "b 2026-07-01 10:00:00 5.0");
  }

  @Test
  void what_fewer_subjects_stand_behind_is_withheld_however_often_they_come() {
    Dataset<Row> rows =
        rows(
            "a 2026-07-01T10:01:00Z ann 1 1 3 0",
            "a 2026-07-01T10:02:00Z ann 1 1 3 0",
            "a 2026-07-01T10:03:00Z bob 1 1 3 0",
            "b 2026-07-01T10:01:00Z ann 1 1 3 0",
            "b 2026-07-01T10:02:00Z ann 1 1 3 0",
            "b 2026-07-01T10:03:00Z - 1 1 3 0");
    assertThat(
            texts(
                open(
                    "min_count: 2, time: PT1H, columns: [city, station, seen_at], where: level > 0",
                    rows,
                    LATER),
                "station"))
        .containsExactly("a", "a", "a");
    assertThat(
            texts(
                open("min_count: 2, time: PT1H, columns: [city, station, level]", rows, LATER),
                "station"))
        .containsExactly("a", "a", "a");
  }

  @Test
  void a_pseudonym_is_one_of_a_rider_for_a_period_and_of_a_tier() {
    Dataset<Row> rows =
        rows(
            "a 2026-07-01T10:00:00Z ann 1 1 3 0",
            "b 2026-07-01T12:00:00Z ann 1 1 3 0",
            "c 2026-07-02T12:00:00Z ann 1 1 3 0",
            "d 2026-07-02T12:00:00Z bob 1 1 3 0",
            "e 2026-07-02T12:00:00Z - 1 1 3 0");
    Rides rides =
        new Rides(
            folder,
            """
            at: seen_at
            subject: rider
            tiers:
              open: {license: CC0-1.0, pseudonyms: {rider: P1D}}
              registered: {license: CC0-1.0, pseudonyms: {rider: P1D}}
            """);
    Map<Tier, Dataset<Row>> tiers = rides.tiers(rows, LATER);
    List<String> open = texts(Objects.requireNonNull(tiers.get(Tier.OPEN)), "station", "rider");
    List<String> riders = open.stream().map(row -> row.substring(2)).toList();
    assertThat(riders.get(0)).isEqualTo(riders.get(1)).matches("[0-9a-f]{32}");
    assertThat(List.of(riders.get(0), riders.get(2), riders.get(3))).doesNotHaveDuplicates();
    assertThat(riders.get(4)).isEqualTo("-");
    assertThat(texts(Objects.requireNonNull(tiers.get(Tier.REGISTERED)), "station", "rider"))
        .doesNotContainAnyElementsOf(open.subList(0, 4));
  }

  @Test
  void a_wider_tier_tells_of_no_row_that_a_narrower_withholds() {
    Dataset<Row> rows =
        rows(
            "a 2026-07-01T10:01:00Z ann 1 1 3.001 0.001",
            "a 2026-07-01T10:02:00Z bob 1 1 3.001 0.001",
            "b 2026-07-01T10:03:00Z cid 1 1 3.007 0.001");
    Rides rides =
        new Rides(
            folder,
            """
            at: seen_at
            subject: rider
            tiers:
              open: {license: CC0-1.0, columns: [city, position], position: {grid_m: 1000}, min_count: 2}
              registered: {license: CC0-1.0, columns: [city, position], position: {grid_m: 250}, min_count: 2}
              subscriber: {license: CC0-1.0}
            """);
    Map<Tier, Dataset<Row>> tiers = rides.tiers(rows, LATER);
    assertThat(Objects.requireNonNull(tiers.get(Tier.SUBSCRIBER)).count()).isEqualTo(3);
    assertThat(Objects.requireNonNull(tiers.get(Tier.REGISTERED)).count()).isEqualTo(2);
    // All three lie in one cell of a kilometre: to show them would tell of the one.
    assertThat(Objects.requireNonNull(tiers.get(Tier.OPEN)).count()).isEqualTo(2);
  }

  @Test
  void a_group_once_shown_stays_as_it_was() {
    Rides rides =
        new Rides(
            folder,
            """
            at: seen_at
            subject: rider
            tiers:
              open: {license: CC0-1.0, columns: [city, station], min_count: 2}
            """);
    Dataset<Row> before =
        rows(
            "a 2026-07-01T10:01:00Z ann 1 1 3 0",
            "a 2026-07-01T10:02:00Z bob 1 1 3 0",
            "b 2026-07-01T10:03:00Z cid 1 1 3 0");
    Dataset<Row> shown = Objects.requireNonNull(rides.tiers(before, LATER).get(Tier.OPEN));
    assertThat(texts(shown, "station")).containsExactly("a", "a");
    Dataset<Row> late =
        before.unionByName(
            rows("a 2026-07-01T10:04:00Z dan 1 1 3 0", "b 2026-07-01T10:04:00Z dan 1 1 3 0"));
    assertThat(
            texts(
                Objects.requireNonNull(
                    rides.tiers(late, LATER, Map.of(Tier.OPEN, shown)).get(Tier.OPEN)),
                "station"))
        .containsExactly("a", "a", "b", "b");
  }

  @Test
  void a_count_once_shown_stays_the_one_row_that_it_was() {
    Rides rides =
        new Rides(
            folder,
            """
            counted: people
            tiers:
              open: {license: CC0-1.0, columns: [city, station, seen_at, people], min_count: 3}
            """);
    Dataset<Row> shown =
        Objects.requireNonNull(
            rides.tiers(rows("a 2026-07-01T10:00:00Z - 1 9 3 0"), LATER).get(Tier.OPEN));
    Dataset<Row> corrected =
        rows("a 2026-07-01T10:00:00Z - 1 10 3 0", "b 2026-07-01T10:00:00Z - 1 4 3 0");
    assertThat(
            texts(
                Objects.requireNonNull(
                    rides.tiers(corrected, LATER, Map.of(Tier.OPEN, shown)).get(Tier.OPEN)),
                "station",
                "people"))
        .containsExactly("a 9", "b 4");
  }

  @Test
  void what_was_withheld_under_a_total_stays_withheld() {
    Rides rides =
        new Rides(
            folder,
            """
            counted: people
            totals: [[seen_date]]
            tiers:
              open: {license: CC0-1.0, min_count: 5}
            """);
    Dataset<Row> before =
        rows(
            "a 2026-07-01T10:00:00Z - 1 2 3 0",
            "b 2026-07-01T10:00:00Z - 1 6 3 0",
            "c 2026-07-01T10:00:00Z - 1 9 3 0");
    Dataset<Row> shown = Objects.requireNonNull(rides.tiers(before, LATER).get(Tier.OPEN));
    // 6 went with 2: were it shown later, the total of 17 would tell the 2.
    assertThat(texts(shown, "people")).containsExactly("9");
    Dataset<Row> corrected =
        rows(
            "a 2026-07-01T10:00:00Z - 1 7 3 0",
            "b 2026-07-01T10:00:00Z - 1 6 3 0",
            "c 2026-07-01T10:00:00Z - 1 9 3 0",
            "a 2026-07-02T10:00:00Z - 1 8 3 0");
    assertThat(
            texts(
                Objects.requireNonNull(
                    rides.tiers(corrected, LATER, Map.of(Tier.OPEN, shown)).get(Tier.OPEN)),
                "seen_date",
                "people"))
        .containsExactly("2026-07-01 9", "2026-07-02 8");
  }

  @Test
  void what_has_another_age_by_now_takes_the_place_of_what_it_was() {
    Rides rides =
        new Rides(
            folder,
            """
            at: seen_date
            counted: people
            totals: [[city]]
            tiers:
              open: {license: CC0-1.0, min_count: 5}
            """,
            "station");
    Dataset<Row> shown =
        Objects.requireNonNull(
            rides.tiers(rows("a 2026-07-01T10:00:00Z - 1 9 3 0"), LATER).get(Tier.OPEN));
    Dataset<Row> renewed = rows("a 2026-08-01T10:00:00Z - 1 10 3 0");
    assertThat(
            texts(
                Objects.requireNonNull(
                    rides.tiers(renewed, LATER, Map.of(Tier.OPEN, shown)).get(Tier.OPEN)),
                "seen_date",
                "people"))
        .containsExactly("2026-08-01 10");
  }

  @Test
  void what_else_is_said_of_a_count_that_stays_is_renewed() {
    Rides rides =
        new Rides(
            folder,
            """
            counted: people
            tiers:
              open: {license: CC0-1.0, min_count: 5}
            """,
            "station");
    Dataset<Row> shown =
        Objects.requireNonNull(
            rides
                .tiers(
                    rows("a 2026-07-01T10:00:00Z - 1 9 3 0", "b 2026-07-01T10:00:00Z - 1 9 3 0"),
                    LATER)
                .get(Tier.OPEN));
    Dataset<Row> renewed =
        rows("a 2026-07-01T10:00:00Z - 2 9 3 0", "b 2026-07-01T10:00:00Z - 2 10 3 0");
    assertThat(
            texts(
                Objects.requireNonNull(
                    rides.tiers(renewed, LATER, Map.of(Tier.OPEN, shown)).get(Tier.OPEN)),
                "station",
                "level",
                "people"))
        .containsExactly("a 2.0 9", "b 1.0 9");
  }

  @Test
  void what_has_no_age_is_shown_where_nobody_has_to_wait() {
    Rides rides =
        new Rides(
            folder,
            """
            at: seen_at
            tiers:
              open: {license: CC0-1.0, delay: P1D}
              registered: {license: CC0-1.0}
            """,
            "station");
    Map<Tier, Dataset<Row>> tiers =
        rides.tiers(
            rows("a 2026-07-01T10:00:00Z - 1 9 3 0", "b 2026-07-01T10:00:00Z - 1 9 3 0")
                .withColumn("seen_at", expr("if(station = 'b', null, seen_at)")),
            LATER);
    assertThat(texts(Objects.requireNonNull(tiers.get(Tier.REGISTERED)), "station"))
        .containsExactly("a", "b");
    assertThat(texts(Objects.requireNonNull(tiers.get(Tier.OPEN)), "station")).containsExactly("a");
  }

  @Test
  void a_wider_tier_has_nothing_of_a_group_that_a_narrower_goes_on_showing_as_it_was() {
    Rides rides =
        new Rides(
            folder,
            """
            at: seen_at
            subject: rider
            tiers:
              open: {license: CC0-1.0, columns: [city, station], min_count: 3}
              government: {license: CC0-1.0, columns: [city, station], min_count: 2}
            """);
    Dataset<Row> before =
        rows(
            "a 2026-07-01T10:01:00Z ann 1 1 3 0",
            "a 2026-07-01T10:02:00Z bob 1 1 3 0",
            "b 2026-07-01T10:01:00Z ann 1 1 3 0",
            "b 2026-07-01T10:01:00Z bob 1 1 3 0",
            "b 2026-07-01T10:01:00Z dan 1 1 3 0");
    Map<Tier, Dataset<Row>> first = rides.tiers(before, LATER);
    assertThat(texts(Objects.requireNonNull(first.get(Tier.OPEN)), "station"))
        .containsExactly("b", "b", "b");
    // Three by now; agencies go on seeing two, so a third in the open would be known for cid.
    Dataset<Row> late = before.unionByName(rows("a 2026-07-01T10:04:00Z cid 1 1 3 0"));
    Map<Tier, Dataset<Row>> second = rides.tiers(late, LATER, first);
    assertThat(texts(Objects.requireNonNull(second.get(Tier.GOVERNMENT)), "station"))
        .containsExactly("a", "a", "b", "b", "b");
    assertThat(texts(Objects.requireNonNull(second.get(Tier.OPEN)), "station"))
        .containsExactly("b", "b", "b");
  }

  @Test
  void what_a_narrower_tier_withholds_is_hidden_under_a_wider_ones_totals_too() {
    Rides rides =
        new Rides(
            folder,
            """
            counted: people
            totals: [[seen_date]]
            tiers:
              open: {license: CC0-1.0, min_count: 5}
              government: {license: CC0-1.0, min_count: 3}
            """);
    Dataset<Row> rows =
        rows(
            "a 2026-07-01T10:00:00Z - 1 1 3 0",
            "b 2026-07-01T10:00:00Z - 1 3 3 0",
            "c 2026-07-01T10:00:00Z - 1 9 3 0",
            "d 2026-07-01T10:00:00Z - 1 11 3 0");
    Map<Tier, Dataset<Row>> tiers = rides.tiers(rows, LATER);
    // 1 is few, and 3 goes with it: together four, which is enough for agencies.
    assertThat(texts(Objects.requireNonNull(tiers.get(Tier.GOVERNMENT)), "people"))
        .containsExactly("11", "9");
    // Four is too few for everyone: of a total of 24 they must not see 20.
    assertThat(texts(Objects.requireNonNull(tiers.get(Tier.OPEN)), "people")).containsExactly("11");
  }

  @Test
  void of_counts_so_many_are_withheld_that_no_total_tells_any() {
    Rides rides =
        new Rides(
            folder,
            """
            counted: people
            totals: [[seen_date]]
            tiers:
              open: {license: CC0-1.0, min_count: 5}
            """);
    Dataset<Row> rows =
        rows(
            // one small count: the next smallest goes with it
            "a 2026-07-01T10:00:00Z - 1 3 3 0",
            "b 2026-07-01T10:00:00Z - 1 9 3 0",
            "c 2026-07-01T10:00:00Z - 1 7 3 0",
            // nobody is few too, and that it is not known is
            "d 2026-07-01T10:00:00Z - 1 0 3 0",
            "e 2026-07-01T10:00:00Z - 1 - 3 0",
            // two small counts that together are no five: one more goes
            "a 2026-07-02T10:00:00Z - 1 1 3 0",
            "b 2026-07-02T10:00:00Z - 1 2 3 0",
            "c 2026-07-02T10:00:00Z - 1 8 3 0",
            "d 2026-07-02T10:00:00Z - 1 9 3 0",
            // two that are
            "a 2026-07-03T10:00:00Z - 1 4 3 0",
            "b 2026-07-03T10:00:00Z - 1 4 3 0",
            "c 2026-07-03T10:00:00Z - 1 5 3 0",
            // none but nobody
            "a 2026-07-04T10:00:00Z - 1 5 3 0",
            "b 2026-07-04T10:00:00Z - 1 0 3 0",
            // five ones under a total of what is shown and five: one may be five, for all we know
            "a 2026-07-05T10:00:00Z - 1 1 3 0",
            "b 2026-07-05T10:00:00Z - 1 1 3 0",
            "c 2026-07-05T10:00:00Z - 1 1 3 0",
            "d 2026-07-05T10:00:00Z - 1 1 3 0",
            "e 2026-07-05T10:00:00Z - 1 1 3 0",
            "f 2026-07-05T10:00:00Z - 1 7 3 0",
            "g 2026-07-05T10:00:00Z - 1 9 3 0");
    assertThat(
            texts(
                Objects.requireNonNull(rides.tiers(rows, LATER).get(Tier.OPEN)),
                "seen_date",
                "station",
                "people"))
        .containsExactly(
            "2026-07-01 b 9",
            "2026-07-01 e -",
            "2026-07-02 d 9",
            "2026-07-03 c 5",
            "2026-07-04 a 5",
            "2026-07-05 f 7",
            "2026-07-05 g 9");
  }

  @Test
  void a_count_that_no_single_total_tells_but_all_together_is_hidden_among_more() {
    Rides rides =
        new Rides(
            folder,
            """
            counted: people
            totals: [[station], [seen_date]]
            tiers:
              open: {license: CC0-1.0, min_count: 5}
            """);
    Dataset<Row> rows =
        rows(
            "a 2026-07-01T10:00:00Z - 1 3 3 0",
            "a 2026-07-02T10:00:00Z - 1 3 3 0",
            "a 2026-07-03T10:00:00Z - 1 50 3 0",
            "a 2026-07-04T10:00:00Z - 1 60 3 0",
            "b 2026-07-01T10:00:00Z - 1 3 3 0",
            "b 2026-07-02T10:00:00Z - 1 3 3 0",
            // what a and b withhold, 16, less what the first two days do, 12
            "b 2026-07-03T10:00:00Z - 1 4 3 0",
            "b 2026-07-04T10:00:00Z - 1 70 3 0",
            "c 2026-07-01T10:00:00Z - 1 80 3 0",
            "c 2026-07-02T10:00:00Z - 1 90 3 0",
            "c 2026-07-03T10:00:00Z - 1 3 3 0",
            "c 2026-07-04T10:00:00Z - 1 3 3 0",
            "d 2026-07-01T10:00:00Z - 1 91 3 0",
            "d 2026-07-02T10:00:00Z - 1 92 3 0",
            "d 2026-07-03T10:00:00Z - 1 3 3 0",
            "d 2026-07-04T10:00:00Z - 1 3 3 0");
    // With the four of b go the least of its station, 70, and of its day, 50.
    assertThat(
            texts(
                Objects.requireNonNull(rides.tiers(rows, LATER).get(Tier.OPEN)),
                "station",
                "people"))
        .containsExactly("a 60", "c 80", "c 90", "d 91", "d 92");
  }

  @Test
  void what_is_old_enough_is_shown_without_the_limits_that_age() {
    Rides rides =
        new Rides(
            folder,
            """
            at: seen_at
            opens: {after: P30D, to: registered, lifts: [time]}
            tiers:
              open: {license: CC0-1.0, time: P1D, position: {grid_m: 1000}}
              registered: {license: CC0-1.0, time: PT1H, position: {grid_m: 1000}}
              subscriber: {license: CC0-1.0}
            """);
    Dataset<Row> rows =
        rows(
            "a 2026-07-01T10:20:00Z r 1 1 3.001 0.001", "a 2026-07-02T10:20:00Z r 1 1 3.001 0.001");
    Map<Tier, Dataset<Row>> tiers = rides.tiers(rows, "2026-07-31T10:20:00Z");
    assertThat(texts(Objects.requireNonNull(tiers.get(Tier.REGISTERED)), "seen_at", "position"))
        .containsExactly(
            "2026-07-01 10:20:00 3.004493 0.004524", "2026-07-02 10:00:00 3.004493 0.004524");
    assertThat(texts(Objects.requireNonNull(tiers.get(Tier.OPEN)), "seen_at"))
        .containsExactly("2026-06-30 22:00:00", "2026-07-01 22:00:00");
  }
}
