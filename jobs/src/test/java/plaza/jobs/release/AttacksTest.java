package plaza.jobs.release;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sha2;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static plaza.jobs.release.Rides.rows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import plaza.contract.Limits;
import plaza.contract.Tier;
import plaza.release.leak.Attack;
import plaza.release.leak.Attack.Outcome;
import plaza.release.leak.Attacks;
import plaza.release.leak.Target;

/** Each attack wins where nothing or the wrong thing is done, and loses to what is released. */
class AttacksTest {
  private static final String LATER = "2026-12-01T00:00:00Z";

  @TempDir Path folder;

  @Test
  void averaging_finds_a_station_behind_fresh_noise_and_not_behind_a_grid() {
    Rides rides = rides("open: {license: CC0-1.0, position: {grid_m: 1000}}");
    Dataset<Row> rows =
        rows(
            "a 2026-07-01T10:00:00Z r 1 1 3.001 0.001",
            "b 2026-07-01T10:00:00Z r 1 1 3.0085 0.0085");
    // Two thousandths of a degree to each side are 222.6 m; their mean is the station.
    List<Dataset<Row>> noisy =
        List.of(
            moved(rows, 0.002, 0), moved(rows, -0.002, 0),
            moved(rows, 0, 0.002), moved(rows, 0, -0.002));
    Outcome won = won("averaging", target(rides, rows, noisy.get(3), noisy.subList(0, 3)));
    assertThat(won.measured()).isCloseTo(1, within(1e-6));
    assertThat(won.seen())
        .isEqualTo(
            "of 2 fixed things one look is wrong by 222.6 m, the mean of 4 versions by 0.0 m");

    Dataset<Row> open = open(rides, rows);
    assertThat(lost("averaging", target(rides, rows, open, List.of(open, open, open))).measured())
        .isCloseTo(0, within(1e-9));
    assertThat(attack("averaging", target(rides("open: {license: CC0-1.0}"), rows, rows)))
        .isEmpty();
  }

  @Test
  void a_difference_of_versions_tells_of_one_that_came_late_unless_groups_stay() {
    Rides rides = rides("open: {license: CC0-1.0, columns: [city, station], min_count: 2}");
    Dataset<Row> before =
        rows("a 2026-07-01T10:00:00Z ann 1 1 3 0", "a 2026-07-01T11:00:00Z bob 1 1 3 0");
    Dataset<Row> rows = before.unionByName(rows("a 2026-07-01T12:00:00Z cid 1 1 3 0"));
    Outcome won = won("differencing", target(rides, rows, rows, List.of(before)));
    assertThat(won.measured()).isEqualTo(1);

    Dataset<Row> shown = open(rides, before);
    Dataset<Row> now =
        Objects.requireNonNull(rides.tiers(rows, LATER, Map.of(Tier.OPEN, shown)).get(Tier.OPEN));
    lost("differencing", target(rides, rows, now, List.of(shown)));
    assertThat(attack("differencing", target(rides, rows, now))).isEmpty();
    assertThat(
            attack(
                "differencing",
                target(rides("open: {license: CC0-1.0}"), rows, rows, List.of(before))))
        .isEmpty();
  }

  @Test
  void a_difference_of_pseudonyms_counts_subjects_and_not_rows() {
    Rides rides =
        rides(
            "open: {license: CC0-1.0, columns: [city, station, rider], min_count: 2, pseudonyms: {rider: P1D}}");
    Dataset<Row> before =
        rows("a 2026-07-01T10:00:00Z ann 1 1 3 0", "a 2026-07-01T11:00:00Z bob 1 1 3 0");
    Dataset<Row> rows =
        before.unionByName(
            rows(
                "a 2026-07-01T12:00:00Z cid 1 1 3 0",
                "a 2026-07-01T13:00:00Z cid 1 1 3 0",
                "a 2026-07-01T14:00:00Z cid 1 1 3 0"));
    assertThat(won("differencing", target(rides, rows, rows, List.of(before))).measured())
        .isEqualTo(1);
  }

  @Test
  void a_tier_that_suppresses_by_itself_tells_what_a_narrower_withholds() {
    Rides rides =
        rides(
            "open: {license: CC0-1.0, columns: [city, position], position: {grid_m: 1000}, min_count: 2}",
            "registered: {license: CC0-1.0, columns: [city, position], position: {grid_m: 250}, min_count: 2}");
    Dataset<Row> rows =
        rows(
            "a 2026-07-01T10:01:00Z ann 1 1 3.001 0.001",
            "a 2026-07-01T10:02:00Z bob 1 1 3.001 0.001",
            "b 2026-07-01T10:03:00Z cid 1 1 3.007 0.001");
    Map<Tier, Dataset<Row>> tiers = rides.tiers(rows, LATER);
    Dataset<Row> narrow = Objects.requireNonNull(tiers.get(Tier.REGISTERED));
    Dataset<Row> open = Objects.requireNonNull(tiers.get(Tier.OPEN));
    // All three lie in one cell of a kilometre.
    Dataset<Row> alone = open.unionByName(open.limit(1));
    Target target = target(rides, rows, alone);
    assertThat(won("differencing", beside(target, Map.of(Tier.REGISTERED, narrow))).measured())
        .isEqualTo(1);
    lost("differencing", beside(target(rides, rows, open), Map.of(Tier.REGISTERED, narrow)));
  }

  @Test
  void a_count_that_changes_by_one_tells_of_one() {
    Rides rides = counted("totals: []");
    Dataset<Row> before =
        rows("a 2026-07-01T10:00:00Z - 1 9 3 0", "b 2026-07-01T10:00:00Z - 1 9 3 0");
    Dataset<Row> rows =
        rows("a 2026-07-01T10:00:00Z - 1 10 3 0", "b 2026-07-01T10:00:00Z - 1 14 3 0");
    assertThat(won("differencing", target(rides, rows, rows, List.of(before))).measured())
        .isEqualTo(1);
    lost("differencing", target(rides, before, open(rides, before), List.of(open(rides, before))));
  }

  @Test
  void groups_of_too_few_are_counted_by_subjects() {
    Rides rides = rides("open: {license: CC0-1.0, columns: [city, station], min_count: 2}");
    Dataset<Row> rows =
        rows(
            "a 2026-07-01T10:00:00Z ann 1 1 3 0",
            "a 2026-07-01T11:00:00Z bob 1 1 3 0",
            "b 2026-07-01T10:00:00Z ann 1 1 3 0",
            "b 2026-07-01T11:00:00Z ann 1 1 3 0",
            "c 2026-07-01T11:00:00Z cid 1 1 3 0");
    assertThat(won("small cells", target(rides, rows, rows)).seen())
        .isEqualTo("2 groups of fewer than 2 subjects are shown");
    lost("small cells", target(rides, rows, open(rides, rows)));
    assertThat(attack("small cells", target(rides("open: {license: CC0-1.0}"), rows, rows)))
        .isEmpty();
  }

  @Test
  void a_group_that_stays_as_it_was_shown_tells_of_none_who_left_it() {
    Rides rides = rides("open: {license: CC0-1.0, columns: [city, station], min_count: 2}");
    Dataset<Row> before =
        rows(
            "a 2026-07-01T10:00:00Z ann 1 1 3 0",
            "a 2026-07-01T11:00:00Z bob 1 1 3 0",
            "b 2026-07-01T10:00:00Z cid 1 1 3 0",
            "b 2026-07-01T11:00:00Z dan 1 1 3 0",
            "b 2026-07-01T12:00:00Z eve 1 1 3 0");
    // Bob was never at a, nor were dan and eve at b; cid was there twice.
    Dataset<Row> rows =
        rows(
            "a 2026-07-01T10:00:00Z ann 1 1 3 0",
            "b 2026-07-01T10:00:00Z cid 1 1 3 0",
            "b 2026-07-01T11:00:00Z cid 1 1 3 0");
    Dataset<Row> shown = open(rides, before);
    assertThat(shown.count()).isEqualTo(5);
    lost("small cells", target(rides, rows, shown, List.of(shown)));
    assertThat(won("small cells", target(rides, rows, shown)).seen())
        .isEqualTo("2 groups of fewer than 2 subjects are shown");
    Dataset<Row> anew =
        shown
            .where("station = 'a'")
            .unionByName(rows.where("station = 'b'").select("city", "station"));
    assertThat(won("small cells", target(rides, rows, anew, List.of(shown))).seen())
        .isEqualTo("1 groups of fewer than 2 subjects are shown");
  }

  @Test
  void a_withheld_count_is_told_by_its_total_unless_another_goes_with_it() {
    Rides rides = counted("totals: [[seen_date]]");
    Dataset<Row> rows =
        rows(
            "a 2026-07-01T10:00:00Z - 1 3 3 0",
            "b 2026-07-01T10:00:00Z - 1 9 3 0",
            "c 2026-07-01T10:00:00Z - 1 7 3 0",
            "a 2026-07-02T10:00:00Z - 1 1 3 0",
            "b 2026-07-02T10:00:00Z - 1 2 3 0",
            "c 2026-07-02T10:00:00Z - 1 8 3 0");
    assertThat(won("small cells", target(rides, rows, rows)).seen())
        .isEqualTo("3 counts below 5 are shown, 0 more follow from totals");
    // 19 less 16 are 3; and on the second day the two are 3 together.
    assertThat(won("small cells", target(rides, rows, rows.where("people >= 5"))).seen())
        .isEqualTo("0 counts below 5 are shown, 2 more follow from totals");
    lost("small cells", target(rides, rows, open(rides, rows)));
  }

  @Test
  void plain_hashes_are_reversed_and_keyed_ones_are_not() {
    Rides rides = rides("open: {license: CC0-1.0, pseudonyms: {rider: P1D}}");
    Dataset<Row> rows =
        rows(
            "a 2026-07-01T10:00:00Z ann 1 1 3 0",
            "a 2026-07-02T11:00:00Z bob 1 1 3 0",
            "b 2026-07-02T10:00:00Z cid 1 1 3 0");
    Column rider = col("rider");
    for (Column hash :
        List.of(
            rider,
            functions.md5(rider.cast("binary")),
            functions.upper(functions.sha1(rider.cast("binary"))),
            functions.substring(sha2(rider.cast("binary"), 256), 1, 32),
            functions.base64(functions.unhex(functions.md5(rider.cast("binary")))),
            sha2(concat(lit("salt"), rider).cast("binary"), 256))) {
      Dataset<Row> hashed = rows.withColumn("rider", hash);
      assertThat(won("dictionary", target(rides, rows, hashed)).measured()).isEqualTo(3);
    }
    Dataset<Row> daily =
        rows.withColumn(
            "rider", sha2(concat(rider, col("seen_date").cast("string")).cast("binary"), 256));
    assertThat(won("dictionary", target(rides, rows, daily)).measured()).isEqualTo(3);

    assertThat(lost("dictionary", target(rides, rows, open(rides, rows))).seen())
        .isEqualTo("of 3 identifiers tried 0 were found");
    assertThat(attack("dictionary", target(rides("open: {license: CC0-1.0}"), rows, rows)))
        .isEmpty();
  }

  @Test
  void a_pseudonym_that_does_not_rotate_is_followed() {
    Rides rides = rides("open: {license: CC0-1.0, pseudonyms: {rider: P1D}}");
    Dataset<Row> rows =
        rows(
            "a 2026-07-01T10:00:00Z ann 1 1 3 0",
            "a 2026-07-02T11:00:00Z ann 1 1 3 0",
            // In Paris this is the third of July.
            "a 2026-07-02T22:30:00Z bob 1 1 3 0",
            "a 2026-07-03T11:00:00Z bob 1 1 3 0");
    Dataset<Row> lasting = rows.withColumn("rider", expr("reverse(hash(rider))"));
    assertThat(won("followed identifiers", target(rides, rows, lasting)).measured()).isEqualTo(1);
    lost("followed identifiers", target(rides, rows, open(rides, rows)));

    Rides versions = rides("open: {license: CC0-1.0, pseudonyms: {rider: version}}");
    assertThat(
            won("followed identifiers", target(versions, rows, lasting, List.of(lasting)))
                .measured())
        .isEqualTo(2);
    Dataset<Row> other = open(rides, rows);
    lost("followed identifiers", target(versions, rows, open(versions, rows), List.of(other)));
    assertThat(attack("followed identifiers", target(versions, rows, lasting))).isEmpty();
  }

  @Test
  void four_points_tell_riders_apart_unless_ten_always_go_together() {
    Rides rides = commuting();
    Dataset<Row> rows = commutes();
    Dataset<Row> hashed = boxed(rows).withColumn("rider", sha2(col("rider").cast("binary"), 256));
    assertThat(won("four points", target(rides, rows, hashed)).seen())
        .isEqualTo("of 60 subjects 60 are told apart by up to four of their points");
    assertThat(lost("four points", target(rides, rows, open(rides, rows))).seen())
        .isEqualTo("of 60 subjects 0 are told apart by up to four of their points");
    assertThat(attack("four points", target(rides("open: {license: CC0-1.0}"), rows, rows)))
        .isEmpty();
  }

  @Test
  void homes_are_where_days_begin_and_end_unless_a_cell_is_larger_than_that() {
    Rides rides = commuting();
    Dataset<Row> rows = commutes();
    Dataset<Row> hashed = boxed(rows).withColumn("rider", sha2(col("rider").cast("binary"), 256));
    Outcome won = won("home and work", target(rides, rows, hashed));
    assertThat(won.measured()).isEqualTo(1);
    assertThat(lost("home and work", target(rides, rows, open(rides, rows))).measured()).isZero();
    assertThat(attack("home and work", target(rides("open: {license: CC0-1.0}"), rows, rows)))
        .isEmpty();
  }

  @Test
  void rows_in_their_hidden_order_tell_where_in_a_cell_they_are() {
    Rides rides = rides("open: {license: CC0-1.0, position: {grid_m: 1000}, time: PT1H}");
    List<String> all = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      // Stations in no order, one after the other to the east within a cell.
      all.add(
          "s%02d 2026-07-01T10:%02d:00Z r 1 1 %.4f 0.001"
              .formatted(i * 37 % 60, i * 7 % 60, 3.001 + i * 1e-4));
    }
    Dataset<Row> rows = rows(all.toArray(String[]::new));
    Dataset<Row> open = open(rides, rows);
    Dataset<Row> eastward =
        open.join(
                rows.select(col("station"), expr("ST_X(ST_GeomFromWKB(position))").as("_x")),
                "station")
            .coalesce(1)
            .sortWithinPartitions("_x")
            .drop("_x");
    assertThat(won("row order", target(rides, rows, eastward)).measured())
        .isCloseTo(1, within(1e-9));
    lost("row order", target(rides, rows, sorted(open)));
    assertThat(attack("row order", target(rides("open: {license: CC0-1.0}"), rows, rows)))
        .isEmpty();
  }

  @Test
  void rows_in_the_order_of_their_riders_tell_which_pseudonym_is_whose() {
    Rides rides = commuting();
    List<String> all = new ArrayList<>();
    for (int hour = 0; hour < 12; hour++) {
      for (int i = 0; i < 10; i++) {
        int rider = (hour * 11 + i * (3 + hour % 4 * 2)) % 41;
        all.add("s 2026-07-01T%02d:%02d:00Z rider_%04d 1 1 3.001 0.001".formatted(hour, i, rider));
      }
    }
    Dataset<Row> rows = rows(all.toArray(String[]::new));
    Dataset<Row> byRider =
        boxed(rows)
            .coalesce(1)
            .sortWithinPartitions(functions.date_trunc("HOUR", col("seen_at")), col("rider"))
            .withColumn("rider", sha2(col("rider").cast("binary"), 256));
    assertThat(won("row order", target(rides, rows, byRider)).measured()).isGreaterThan(0.5);
    lost("row order", target(rides, rows, sorted(open(rides, rows))));
  }

  @Test
  void what_is_not_on_the_grid_the_step_or_the_cut_is_residue() {
    Rides rides =
        rides(
            "open: {license: CC0-1.0, position: {grid_m: 1000}, time: PT15M, values: {level: {step: 0.1}, people: {classes: [1, 10]}}}");
    Dataset<Row> rows =
        rows(
            "a 2026-07-01T10:15:00Z r 0.3 1 3.001 0.001",
            "b 2026-07-01T10:15:01Z r 0.31 11 3.0085 0.0085",
            "c 2026-07-01T10:14:59Z r -0.05 10 3.02 0.02");
    // Two levels, one number of people, two instants; three places, of which two share a cell.
    assertThat(won("residue", target(rides, rows, boxed(rows))).seen())
        .isEqualTo("5 numbers and instants and 4 places are not what they were to be made of");
    Dataset<Row> open = open(rides, rows);
    assertThat(lost("residue", target(rides, rows, open)).measured()).isZero();

    Dataset<Row> tail = moved(open.select(rows.columns()[0], tail(rows)), 1e-10, 0);
    assertThat(won("residue", target(rides, rows, tail)).measured()).isEqualTo(2);
    Dataset<Row> float_ =
        open.withColumn("level", col("level").plus(lit(0.1)).minus(lit(0.1)).plus(lit(1e-15)));
    assertThat(won("residue", target(rides, rows, float_)).measured()).isEqualTo(3);
    assertThat(attack("residue", target(rides("open: {license: CC0-1.0}"), rows, rows))).isEmpty();
  }

  @Test
  void what_is_younger_than_the_delay_is_found_even_where_it_is_cut() {
    Rides rides = rides("open: {license: CC0-1.0, time: PT1H, delay: PT30M}");
    Dataset<Row> rows =
        rows(
            "a 2026-07-01T10:20:00Z r 1 1 3 0",
            "a 2026-07-01T10:40:00Z r 1 1 3 0",
            "a 2026-07-01T11:10:00Z r 1 1 3 0");
    String asOf = "2026-07-01T11:00:00Z";
    // The horizon is at 10:30: cut to 10:00, that of 10:40 seems old enough.
    Dataset<Row> naive = rows.withColumn("seen_at", functions.date_trunc("HOUR", col("seen_at")));
    assertThat(won("freshness", target(rides, rows, rows, asOf)).seen())
        .startsWith("2 shown times are within the delay");
    assertThat(won("freshness", target(rides, rows, naive, asOf)).seen())
        .startsWith("1 shown times are within the delay, 2 rows more than are old enough");
    Dataset<Row> open = Objects.requireNonNull(rides.tiers(rows, asOf).get(Tier.OPEN));
    assertThat(lost("freshness", target(rides, rows, open, asOf)).measured()).isZero();
    assertThat(attack("freshness", target(rides("open: {license: CC0-1.0}"), rows, rows)))
        .isEmpty();
  }

  @Test
  void a_text_that_holds_the_time_of_its_row_is_found() {
    Rides rides = rides("open: {license: CC0-1.0, time: PT1H}");
    Dataset<Row> rows =
        rows("n202607011020 2026-07-01T10:20:00Z r 1 1 3 0", "a 2026-07-01T10:40:00Z r 1 1 3 0");
    assertThat(won("freshness", target(rides, rows, open(rides, rows))).measured()).isEqualTo(1);
    Dataset<Row> silent = rows("a 2026-07-01T10:40:00Z r 1 1 3 0");
    lost("freshness", target(rides, silent, open(rides, silent)));
  }

  @Test
  void statistics_of_files_tell_what_their_rows_do_not() throws IOException {
    Rides rides = commuting();
    Dataset<Row> rows = commutes();
    Dataset<Row> open = open(rides, rows);
    List<Path> protectedFiles = parquet(sorted(open), "open");
    assertThat(
            lost("footer statistics", beside(target(rides, rows, open), protectedFiles)).measured())
        .isZero();
    List<Path> precise = parquet(boxed(rows), "precise");
    assertThat(won("footer statistics", beside(target(rides, rows, open), precise)).measured())
        .isGreaterThan(100);
    Path note =
        Files.writeString(
            folder.resolve("stac.json"), "{\"bbox\": [%s, 0]}".formatted(minimum(rows)));
    Outcome told =
        won(
            "footer statistics",
            beside(
                target(rides, rows, open),
                Stream.concat(protectedFiles.stream(), Stream.of(note)).toList()));
    assertThat(told.measured()).isEqualTo(1);
    assertThat(told.seen()).endsWith("in the bytes of stac.json");
    assertThat(attack("footer statistics", target(rides, rows, open))).isEmpty();
  }

  // 60 riders of six quarters, each with a home and a workplace of their own within two cells.
  private static Dataset<Row> commutes() {
    List<String> all = new ArrayList<>();
    for (int rider = 0; rider < 60; rider++) {
      // A cell is 0.008986 degrees wide.
      int quarter = rider / 10;
      double home = 3.0005003 + quarter * 0.017972 + rider % 10 * 0.0001;
      double work = 3.1005003 + quarter * 0.017972 + rider % 10 * 0.0001;
      for (int day = 1; day <= 4; day++) {
        all.add(
            "s 2026-07-%02dT06:%02d:%02dZ rider_%04d 1 1 %.7f 0.0010003"
                .formatted(day, rider % 10, day, rider, home));
        all.add(
            "s 2026-07-%02dT15:%02d:%02dZ rider_%04d 1 1 %.7f 0.0010003"
                .formatted(day, rider % 10 * 2, day, rider, work));
        all.add(
            "s 2026-07-%02dT19:%02d:%02dZ rider_%04d 1 1 %.7f 0.0010003"
                .formatted(day, rider % 10 * 3, day, rider, home));
      }
    }
    return rows(all.toArray(String[]::new));
  }

  private Rides commuting() {
    return rides(
        "open: {license: CC0-1.0, columns: [city, seen_at, rider, position], position: {grid_m: 1000}, time: PT1H, min_count: 5, pseudonyms: {rider: P1D}}");
  }

  private Rides rides(String... tiers) {
    return new Rides(
        folder, "at: seen_at\nsubject: rider\ntiers:\n  " + String.join("\n  ", tiers) + "\n");
  }

  private Rides counted(String totals) {
    return new Rides(
        folder,
        "counted: people\n" + totals + "\ntiers:\n  open: {license: CC0-1.0, min_count: 5}\n");
  }

  private static Dataset<Row> open(Rides rides, Dataset<Row> rows) {
    return Objects.requireNonNull(rides.tiers(rows, LATER).get(Tier.OPEN));
  }

  /** Rows as they are, with the box beside the point. */
  private static Dataset<Row> boxed(Dataset<Row> rows) {
    return moved(rows, 0, 0);
  }

  private static Dataset<Row> moved(Dataset<Row> rows, double x, double y) {
    return rows.withColumn(
            "position",
            expr(
                "ST_AsBinary(ST_Point(ST_X(ST_GeomFromWKB(position)) + %s, ST_Y(ST_GeomFromWKB(position)) + %s))"
                    .formatted(x + "D", y + "D")))
        .withColumn("xmin", expr("ST_X(ST_GeomFromWKB(position))"))
        .withColumn("ymin", expr("ST_Y(ST_GeomFromWKB(position))"))
        .withColumn("xmax", col("xmin"))
        .withColumn("ymax", col("ymin"));
  }

  private static Dataset<Row> sorted(Dataset<Row> rows) {
    return rows.coalesce(1)
        .sortWithinPartitions(Stream.of(rows.columns()).map(functions::col).toArray(Column[]::new));
  }

  private static String[] tail(Dataset<Row> rows) {
    return java.util.Arrays.copyOfRange(rows.columns(), 1, rows.columns().length);
  }

  private static String minimum(Dataset<Row> rows) {
    return rows.selectExpr("cast(min(ST_X(ST_GeomFromWKB(position))) as string)")
        .first()
        .getString(0);
  }

  private List<Path> parquet(Dataset<Row> rows, String name) throws IOException {
    Path target = folder.resolve(name);
    rows.write().parquet(target.toString());
    try (Stream<Path> files = Files.walk(target)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  private static Target target(Rides rides, Dataset<Row> precise, Dataset<Row> released) {
    return target(rides, precise, released, LATER);
  }

  private static Target target(
      Rides rides, Dataset<Row> precise, Dataset<Row> released, String asOf) {
    Limits limits = Objects.requireNonNull(rides.release.tiers(rides.city).get(Tier.OPEN));
    return new Target(
        rides.release,
        limits,
        rides.city,
        Instant.parse(asOf),
        precise,
        released,
        List.of(),
        Map.of(),
        List.of());
  }

  private static Target target(
      Rides rides, Dataset<Row> precise, Dataset<Row> released, List<Dataset<Row>> former) {
    Target t = target(rides, precise, released);
    return new Target(
        t.release(),
        t.limits(),
        t.city(),
        t.asOf(),
        precise,
        released,
        former,
        Map.of(),
        List.of());
  }

  private static Target beside(Target t, Map<Tier, Dataset<Row>> narrower) {
    return new Target(
        t.release(),
        t.limits(),
        t.city(),
        t.asOf(),
        t.precise(),
        t.released(),
        t.former(),
        narrower,
        List.of());
  }

  private static Target beside(Target t, List<Path> files) {
    return new Target(
        t.release(),
        t.limits(),
        t.city(),
        t.asOf(),
        t.precise(),
        t.released(),
        t.former(),
        Map.of(),
        files);
  }

  private static Optional<Outcome> attack(String name, Target target) {
    Attack attack =
        Attacks.all().stream().filter(a -> a.name().equals(name)).findFirst().orElseThrow();
    return attack.on(target);
  }

  private static Outcome won(String name, Target target) {
    Outcome outcome = attack(name, target).orElseThrow();
    assertThat(outcome.isWon()).as(outcome.seen()).isTrue();
    return outcome;
  }

  private static Outcome lost(String name, Target target) {
    Outcome outcome = attack(name, target).orElseThrow();
    assertThat(outcome.isWon()).as(outcome.seen()).isFalse();
    return outcome;
  }
}
