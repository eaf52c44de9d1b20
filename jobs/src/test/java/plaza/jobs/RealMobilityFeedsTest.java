package plaza.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import plaza.catalog.Catalog;

/**
 * Builds the tables of roads from what real publishers sent, and holds them against figures that
 * other tools made of the same files, given beside them: SQL is of DuckDB 1.5.5 over columns read
 * as text, the rest is Python with shapely 2.2 (GEOS) and pyproj 3.7 (PROJ).
 *
 * <p>There, {@code g} is the register of gantries, {@code m3} and {@code m5} the 36 files of each
 * module with t, v and s for time, volume and speed; {@code h} are the rows of m5 by pair and hour
 * with n their times, v their volume, m that with a speed, w the sum of v / s. {@code lots} is the
 * register of car parks without the two whose position is impossible, {@code free} the snapshot
 * with None for negative numbers, {@code pv} the counts of lots by the least CPTVID of the villages
 * (after make_valid) that intersect them. {@code a1}, {@code a2} and {@code old} are the files of
 * crashes without their two notes, {@code r} is a1 and a2 together, {@code c} what has the least
 * 當事者順位 of each (發生日期, 發生時間, 發生地點) of r, and {@code tpe} means 發生地點 like '臺北市%'.
 */
class RealMobilityFeedsTest {
  private static final DateTimeFormatter IN_NAME =
      DateTimeFormatter.ofPattern("uuuuMMdd_HHmmss", Locale.ROOT);

  private static RealFeeds real;

  @BeforeAll
  static void build(@TempDir Path folder) throws IOException, SQLException {
    if (!RealFeeds.areAtHand()) {
      return;
    }
    Catalog catalog = Catalog.read(List.of(Checkout.SCHEMAS, wholeCountry(folder.resolve("tree"))));
    assertThat(catalog.problems()).isEmpty();
    real = new RealFeeds(folder, catalog);
    land();
    real.build(
        "mobility.toll_flows",
        "mobility.toll_travel_time_by_hour",
        "mobility.parking_pressure",
        "mobility.crashes",
        "mobility.crash_parties");
  }

  @BeforeEach
  void without_the_folder_of_real_feeds_tests_are_skipped() {
    RealFeeds.orSkip();
  }

  /** Crashes once more, for all of Taiwan: a city for a dataset is one more file of a tree. */
  private static Path wholeCountry(Path tree) throws IOException {
    for (String source : List.of("crashes/sources/taipei", "crash_parties/sources/taipei")) {
      wholeCountry(source, tree);
    }
    wholeCountry("crashes/sources/taipei_2018", tree);
    return tree;
  }

  private static void wholeCountry(String source, Path tree) throws IOException {
    String text = Files.readString(Checkout.SCHEMAS.resolve("mobility/" + source + ".yaml"));
    Path file = tree.resolve("mobility/" + source.replace("taipei", "taiwan") + ".yaml");
    Files.createDirectories(file.getParent());
    Files.writeString(
        file, text.replace("city: taipei", "city: taiwan").replace("like '臺北市%'", "is not null"));
  }

  // Each a little after the last thing that it tells of; registers when their publisher had them.
  private static void land() {
    real.land("tw_villages", "boundaries/*/taipei_village.geojson", "2024-01-01T00:00:00Z");
    real.land("tw_toll_gantries", "toll-etc/code*/*1130327.csv", "2024-03-27T00:00:00Z");
    landIntervals("tw_toll_m03a", "toll-etc/xianz*/VehicleType/*.csv");
    landIntervals("tw_toll_m05a", "toll-etc/xianz*/SpaceMeanSpeed/*.csv");
    real.land("tw_parking_lots", "parking/*/TCMSV_alldesc.json", "2025-06-24T16:05:00Z");
    real.land("tw_parking", "parking/*/TCMSV_allavailable.json", "2025-06-27T02:58:30Z");
    real.land("tw_crashes", "accidents/*/history/*.csv", "2019-10-30T00:00:00Z");
    real.land("tw_crashes", "accidents/*/data/2025/NPA_TMA2_12.csv", "2025-12-16T00:00:00Z");
    real.land("tw_crashes", "accidents/*/data/2025/a1.csv", "2025-12-29T00:00:00Z");
    real.landCities("2014-01-01T00:00:00Z", "taipei", "taiwan");
  }

  /** The interval's start is in the file's name, its end is when it can be fetched. */
  private static void landIntervals(String feed, String pattern) {
    List<Path> files = RealFeeds.files(pattern);
    assertThat(files).as(pattern).hasSize(36);
    for (Path file : files) {
      String name = String.valueOf(file.getFileName());
      String start = name.substring("TDCS_M00A_".length(), name.indexOf('.'));
      Instant end =
          LocalDateTime.parse(start, IN_NAME)
              .atZone(ZoneId.of("Asia/Taipei"))
              .toInstant()
              .plus(Duration.ofMinutes(5));
      real.house.land(feed, file, end.toString());
    }
  }

  @Test
  void every_table_passes_its_checks_and_all_are_published_together() {
    assertThat(real.house.log.findings).isEmpty();
    assertThat(real.house.log.skipped).isEmpty();
    assertThat(real.house.log.published).containsExactly("11");
  }

  @Test
  void every_raw_row_has_a_fate() throws SQLException {
    // count(*) of g, m3, m5
    real.fates("mobility.toll_gantries", 339, Map.of("kept", 339L));
    real.fates("mobility.toll_flows", 61_020, Map.of("kept", 61_020L));
    real.fates("mobility.toll_speeds", 75_780, Map.of("kept", 75_780L));
    // len(park); x, y of TPE0441 are 3302617 2464290, of TPE1839 -78858832 0
    real.fates("mobility.parking_lots", 1671, Map.of("kept", 1669L, "refused", 2L));
    real.fates("mobility.parking_availability", 666, Map.of("kept", 666L));
  }

  /**
   * Of each file there are two readings: of Taipei and of all of Taiwan, so an address that is kept
   * for both is one raw row and two rows. In all there are 3918 + 3002 + 1457 rows and 6 notes.
   */
  @Test
  void every_party_has_a_fate_and_a_crash_is_counted_once() throws SQLException {
    // count(distinct (發生日期, 發生時間, 發生地點)): 1526 of a1, 1362 of a2; of tpe 56 and 146.
    // Of old count(*) is 1457, of tpe 73. Beyond Taiwan's bounds lie 2 of c, and 1 of old, swapped.
    assertThat(real.counts("mobility.crashes", c -> c.source() + " " + c.fate()))
        .containsExactly(
            Map.entry("taipei kept", 56L + 146),
            Map.entry("taipei out_of_scope", 3920L + 3004 - 56 - 146),
            Map.entry("taipei_2018 kept", 73L),
            Map.entry("taipei_2018 out_of_scope", 1459L - 73),
            Map.entry("taiwan kept", 1526L + 1362 - 2),
            Map.entry("taiwan out_of_scope", 3920L + 3004 - 1526 - 1362),
            Map.entry("taiwan refused", 2L),
            Map.entry("taiwan_2018 kept", 1457L - 1),
            Map.entry("taiwan_2018 out_of_scope", 2L),
            Map.entry("taiwan_2018 refused", 1L));
    assertThat(real.counts("mobility.crashes", c -> c.code()))
        .containsEntry("out_of_bounds", 2L)
        .containsEntry("swapped_coordinates", 1L);
    // count(*) of a1, a2: 3918 and 3002; of tpe 133 and 329
    assertThat(real.counts("mobility.crash_parties", c -> c.source() + " " + c.fate()))
        .containsExactly(
            Map.entry("taipei kept", 133L + 329),
            Map.entry("taipei out_of_scope", 3920L + 3004 - 133 - 329),
            Map.entry("taiwan kept", 3918L + 3002),
            Map.entry("taiwan out_of_scope", 4L));
  }

  @Test
  void gantries_stand_where_they_stand() {
    real.figures(
        """
        select count(*), count(distinct road_name), sum(length(from_interchange)),
          count(milepost_km), sum(milepost_km), sum(section_km), sum(car_price),
          sum(lorry_price), sum(trailer_price), sum(xmin), sum(ymin), min(xmin), max(xmin),
          min(ymin), max(ymin)
        from mobility.toll_gantries
        """,
        RealFeeds.SUM,
        339L, // count(*)
        5L, // count(distinct 國道別)
        1132L, // sum(length(起點交流道))
        337L, // count(r), r nullif(regexp_extract(編號, '-(\\d+\\.\\d)[NS]$', 1), '')
        58254.8, // sum(r)
        1832.4, // sum(收費區設定里程)
        new BigDecimal("2185.20"), // sum(小型車牌價), and so on
        new BigDecimal("2738.80"),
        new BigDecimal("3284.20"),
        40978.978445, // sum(經度)
        8190.432871, // sum(緯度)
        120.23327, // min(經度), and so on
        121.806958,
        22.474661,
        25.137106);
  }

  @Test
  void vehicles_are_counted() {
    real.figures(
        """
        select count(*), count(distinct gantry_id), count(distinct observed_at), sum(vehicles),
          sum(vehicles) filter (where vehicle_type_code = '31'),
          sum(vehicles) filter (where vehicle_type_code = '5'),
          sum(cast(vehicles as bigint) * vehicles), count(*) filter (where vehicles = 0),
          count(*) filter (where direction_code in ('E', 'W')), min(observed_at),
          max(observed_at), count(distinct observed_date), sum(unix_seconds(observed_at) * vehicles)
        from mobility.toll_flows
        """,
        RealFeeds.SUM,
        61_020L, // count(*)
        339L, // count(distinct g)
        36L, // count(distinct t)
        2_930_162L, // sum(v)
        1_929_136L, // sum(v) filter (k = '31')
        144_065L, // sum(v) filter (k = '5')
        488_772_674L, // sum(v * v)
        3_172L, // count(*) filter (v = '0')
        720L, // count(*) filter (d in ('E', 'W'))
        Instant.parse("2024-04-28T22:00:00Z"), // min(t) - interval 8 hours
        Instant.parse("2024-04-29T00:55:00Z"), // max(t) - interval 8 hours
        1L,
        5_023_315_578_102_300L); // sum((epoch(t) - 28800) * v)
  }

  @Test
  void speeds_are_as_measured_and_none_is_zero() {
    real.figures(
        """
        select count(*), count(distinct from_gantry_id, to_gantry_id),
          count(distinct observed_at), sum(vehicles), count(speed_kmh), sum(speed_kmh),
          sum(speed_kmh * vehicles), min(speed_kmh) > 0, max(speed_kmh),
          count(*) filter (where speed_kmh is null and vehicles > 0),
          sum(vehicles) filter (where speed_kmh is null),
          sum(speed_kmh) filter (where vehicle_type_code = '42')
        from mobility.toll_speeds
        """,
        RealFeeds.SUM,
        75_780L, // count(*)
        421L, // count(distinct (f, g))
        36L, // count(distinct t)
        2_155_758L, // sum(v)
        63_591L, // count(*) filter (s > 0)
        5_496_700.0, // sum(s)
        193_255_527.0, // sum(s * v)
        true,
        140.0, // max(s)
        216L, // count(*) filter (s = 0 and v > 0)
        554L, // sum(v) filter (s = 0)
        1_032_757.0); // sum(s) filter (k = '42')
  }

  @Test
  void travel_times_follow_from_speeds_and_mileposts() {
    real.figures(
        """
        select count(*), sum(intervals), sum(vehicles), sum(measured_vehicles), count(speed_kmh),
          count(*) filter (where distance_kind = 'milepost'),
          count(*) filter (where distance_kind = 'straight_line'),
          count(*) filter (where distance_kind is null and distance_m is null),
          sum(distance_m), count(travel_time_s)
        from mobility.toll_travel_time_by_hour
        """,
        RealFeeds.SUM,
        1_263L, // count(*) of h
        15_156L, // sum(n)
        2_155_758L, // sum(v)
        2_155_204L, // sum(m)
        1_259L, // count(*) filter (m > 0)
        981L, // of one 國道別 and 方向, with both mileposts
        246L, // of two 國道別, or without a milepost
        36L, // of one 國道別 and two 方向
        7_127_670.0, // sum(round(abs(r2 - r1) * 1000)), or of the distance in EPSG:3826
        1_224L); // count of those with m > 0
    // Each speed is rounded to 0.001, each time to 0.1.
    real.figures(
        """
        select sum(speed_kmh), sum(speed_kmh * vehicles), sum(travel_time_s)
        from mobility.toll_travel_time_by_hour
        """,
        1e-6,
        108_582.01554619614, // sum(m / w)
        191_217_564.9142145, // sum(v * m / w)
        322_326.4); // sum(round(d * 3.6 / (m / w), 1))
    real.figures(
        """
        select vehicles, measured_vehicles, speed_kmh, distance_m, travel_time_s
        from mobility.toll_travel_time_by_hour
        where from_gantry_id = '01F0017N' and to_gantry_id = '01F0005N'
          and hour_at = timestamp '2024-04-28 22:00:00 UTC'
        """,
        RealFeeds.SUM,
        338L, // the same of h: 338, 337, 337 / 3.6255636543946506, abs(1.7 - 0.5) km
        337L,
        92.951,
        1200.0,
        46.5);
  }

  @Test
  void car_parks_are_where_they_are() {
    real.figures(
        """
        select count(*), count(distinct district_name), sum(length(lot_name)),
          sum(length(fee_text)), count(operator_kind), count(opening_hours),
          count(*) filter (where has_live_count), sum(car_spaces), sum(motorcycle_spaces),
          count(large_motorcycle_spaces), sum(large_motorcycle_spaces), sum(bicycle_spaces),
          sum(bus_spaces), sum(accessible_spaces), sum(family_spaces), sum(charging_spaces)
        from mobility.parking_lots
        """,
        RealFeeds.SUM,
        1_669L, // len(lots)
        12L, // len({area})
        17_350L, // sum(len(name))
        95_979L, // sum(len(payex))
        1_664L, // count of type2, and of serviceTime
        1_668L,
        834L, // sum(type == '1')
        172_175L, // sum(totalcar), and so on
        88_243L,
        1_668L,
        231L,
        195L,
        787L,
        4_550L, // sum(Handicap_First)
        2_134L, // sum(Pregnancy_First)
        1_433L); // sum(ChargingStation)
    real.figures(
        "select sum(xmin), sum(ymin), min(xmin), max(xmin) from mobility.parking_lots",
        1e-9,
        202_855.7250407201, // sum(x) in EPSG:4326, and so on
        41_818.53752994581,
        121.46245037622437,
        121.62265106284849);
  }

  @Test
  void free_spaces_are_as_counted() {
    real.figures(
        """
        select count(*), min(observed_at), max(observed_at), count(free_car_spaces),
          sum(free_car_spaces), count(free_motorcycle_spaces), sum(free_motorcycle_spaces),
          sum(free_large_motorcycle_spaces), sum(free_bus_spaces), sum(free_accessible_spaces),
          sum(free_family_spaces), count(l.lot_id),
          count(*) filter (where free_car_spaces > l.car_spaces)
        from mobility.parking_availability as a
        left join mobility.parking_lots as l on a.city = l.city and a.lot_id = l.lot_id
        """,
        RealFeeds.SUM,
        666L, // len(free)
        Instant.parse("2025-06-27T02:58:00Z"), // data.UPDATETIME - 8 hours
        Instant.parse("2025-06-27T02:58:00Z"),
        627L, // count of availablecar that is given
        40_960L, // sum(availablecar), and so on
        238L,
        25_804L,
        20L,
        1_942L,
        73L,
        74L,
        663L, // len(ids of both); TPE0441 is counted, but of impossible position
        19L); // sum(availablecar > totalcar)
  }

  @Test
  void pressure_adds_up_to_the_counts_inside_villages() {
    real.figures(
        """
        select count(*), count(distinct hour_at), min(hour_at), sum(lots), sum(counts), max(lots),
          sum(spaces), sum(free_spaces), sum(free_share), sum(full_share)
        from mobility.parking_pressure
        """,
        RealFeeds.SUM,
        274L, // len(pv)
        1L,
        Instant.parse("2025-06-27T02:00:00Z"),
        614L, // sum(len(v)): all lots lie in a village
        614L,
        13L,
        103_558L, // sum(totalcar)
        28_576L, // sum(min(availablecar, totalcar))
        74.30375978736424, // sum(sum(min(…)) / sum(totalcar) of each)
        50.635714285714286); // sum(sum(availablecar == 0) / len(v) of each)
  }

  @Test
  void crashes_of_taipei_are_as_recorded() {
    real.figures(
        """
        select count(*), count(distinct police_name), sum(deaths), sum(injured),
          count(*) filter (where severity_code = 'A1'), sum(xmin), sum(ymin),
          count(speed_limit_kmh), sum(speed_limit_kmh), sum(length(place)), sum(length(cause)),
          min(occurred_at), max(occurred_at), sum(unix_seconds(occurred_at))
        from mobility.crashes
        where city = 'taipei' and occurred_date >= date '2025-01-01'
        """,
        RealFeeds.SUM,
        202L, // count(*) of c where tpe
        2L, // count(distinct 處理單位名稱警局層)
        57L, // sum(regexp_extract(死亡受傷人數, '死亡(\\d+)', 1))
        206L, // sum(regexp_extract(死亡受傷人數, '受傷(\\d+)', 1))
        56L, // count(*) filter (事故類別名稱 = 'A1')
        24_551.206125, // sum(經度)
        5_061.551801, // sum(緯度)
        201L, // count(nullif("速限-第1當事者", 0)), and sum
        9_140L,
        4_517L, // sum(length(發生地點))
        2_048L, // sum(length("肇因研判子類別名稱-主要"))
        Instant.parse("2025-01-21T02:44:00Z"), // min(…) - interval 8 hours
        Instant.parse("2025-12-21T22:53:00Z"),
        355_713_667_711L);
    real.figures(
        """
        select count(*), sum(deaths), sum(injured), count(*) filter (where severity_code = 'A1'),
          sum(xmin), sum(ymin), sum(length(place)), min(occurred_at), max(occurred_at),
          sum(unix_seconds(occurred_at))
        from mobility.crashes
        where city = 'taipei' and occurred_date < date '2025-01-01'
        """,
        RealFeeds.SUM,
        73L, // the same of old, with 2018 for 107
        77L,
        36L,
        73L,
        8_871.803905,
        1_829.807352,
        1_539L,
        Instant.parse("2018-01-03T06:47:00Z"),
        Instant.parse("2018-12-30T10:30:00Z"),
        111_870_396_711L);
  }

  @Test
  void crashes_of_all_of_taiwan_are_the_events_that_parties_belong_to() {
    real.figures(
        """
        select count(*), count(*) filter (where severity_code = 'A1'), sum(deaths), sum(injured),
          count(*) filter (where position is null)
        from mobility.crashes
        where city = 'taiwan' and occurred_date >= date '2025-01-01'
        """,
        RealFeeds.SUM,
        2_886L, // count(*) of c, without the 2 that lie beyond
        1_526L,
        1_561L, // sum of deaths, and of injured without one each of those 2
        2_490L,
        7L); // count(*) filter (經度 = '111.000000')
    real.figures(
        """
        select count(*), sum(deaths) from mobility.crashes
        where city = 'taiwan' and occurred_date < date '2025-01-01'
        """,
        RealFeeds.SUM,
        1_456L, // count(*) of old, without the 1 that is swapped
        1_492L); // sum(regexp_extract(死亡受傷人數, '死亡(\\d+)', 1)) of those
    real.figures(
        """
        select count(distinct p.occurred_at, p.place), count(distinct c.occurred_at, c.place)
        from mobility.crash_parties as p
        left join mobility.crashes as c
          on p.city = c.city and p.occurred_at = c.occurred_at and p.place = c.place
        where p.city = 'taiwan'
        """,
        RealFeeds.SUM,
        2_888L, // 1526 + 1362
        2_886L);
  }

  @Test
  void parties_are_as_recorded() {
    real.figures(
        """
        select count(*), sum(party_number), count(*) filter (where party_kind = 'person'),
          count(*) filter (where party_kind = 'thing'),
          count(*) filter (where party_kind = 'fled'), count(*) filter (where sex = 'female'),
          count(*) filter (where is_hit_and_run), count(vehicle_class), count(age_years),
          sum(age_years), sum(length(impact_part))
        from mobility.crash_parties where city = 'taipei'
        """,
        RealFeeds.SUM,
        462L, // count(*) of r where tpe
        804L, // sum(當事者順位)
        435L, // count(*) filter ("當事者屬-性-別名稱" in ('男', '女'))
        17L, // … like '無或物%'
        10L, // … like '肇事逃逸%'
        135L, // … = '女'
        13L, // count(*) filter ("肇事逃逸類別名稱-是否肇逃" = '是')
        435L, // count("當事者區分-類別-大類別名稱-車種")
        435L, // count(*) filter (in ('男', '女') and age not in (-1, 2025 - 1911))
        19_554L, // sum(age) of those
        1_867L); // sum(length("車輛撞擊部位子類別名稱-最初"))
    real.figures(
        """
        select count(*), count(age_years), sum(age_years), count(*) filter (where sex = 'female')
        from mobility.crash_parties where city = 'taiwan'
        """,
        RealFeeds.SUM,
        6_920L, // the same of all of r
        6_189L,
        275_095L,
        2_093L);
  }
}
