package plaza.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import plaza.catalog.Catalog;

/**
 * Builds and publishes what real publishers sent, and holds every table against figures that other
 * tools made of the same files, given beside them: SQL is of DuckDB 1.5.5 over columns read as
 * text, the rest is Python with shapely 2.2 (GEOS) and pyproj 3.7 (PROJ). The feeds are no part of
 * the repository; where their folder is missing, the tests are skipped.
 *
 * <p>There, {@code slots} are the three files of slots, {@code sites} the register of stations,
 * {@code j22} and {@code j25} the live files of those years; {@code reports} are j22, slots and j25
 * together with t their local time, cap, b bikes, d docks; {@code latest} is for each sno its row
 * in j25, or else in sites, or else in j22; {@code tpe} is what the population file and the air
 * files have of 臺北市. {@code vs} are the shapes of the villages after make_valid, {@code ms} the
 * same in EPSG:3826, {@code ps} the positions of latest in EPSG:3826; {@code vh} are reports with
 * act not '0', by the least CPTVID of the vs that intersect their station, and hour.
 */
class RealFeedsTest {
  private static final Catalog CATALOG = Catalog.read(List.of(Checkout.SCHEMAS));

  private static RealFeeds real;
  private static SparkSession spark;
  private static Engine.Log log;

  @BeforeAll
  static void build(@TempDir Path folder) throws SQLException {
    if (!RealFeeds.areAtHand()) {
      return;
    }
    real = new RealFeeds(folder, CATALOG);
    spark = real.spark;
    log = real.house.log;
    land();
    real.build(
        "place.districts",
        "mobility.transit_stop_times",
        "mobility.bikes_by_village_hour",
        "mobility.village_access",
        "environment.air_quality_by_district_hour");
  }

  @BeforeEach
  void without_the_folder_of_real_feeds_tests_are_skipped() {
    RealFeeds.orSkip();
  }

  // Each a little after the last thing that it tells of; registers when their publisher had them.
  private static void land() {
    real.land("tw_villages", "boundaries/*/taipei_village.geojson", "2024-01-01T00:00:00Z");
    real.land("tw_districts", "boundaries/*/taipei_town.geojson", "2024-01-01T00:00:00Z");
    real.land("tw_population", "population/kiang*/docs/cunli/2021/03.csv", "2021-04-10T00:00:00Z");
    real.land("tw_youbike_slots", "youbike/*/slots/2024-05-03.csv", "2024-05-03T16:10:00Z");
    real.land("tw_youbike_slots", "youbike/*/slots/2024-06-30.csv", "2024-06-30T16:10:00Z");
    real.land("tw_youbike_slots", "youbike/*/slots/2024-07-01.csv", "2024-07-01T16:10:00Z");
    real.land("tw_youbike_sites", "youbike/*/sites/2024-06-30.csv", "2024-06-30T16:10:00Z");
    real.land("tw_youbike", "youbike/emm*/youbike_immediate.json", "2022-10-20T04:21:25Z");
    real.land("tw_youbike", "youbike/wu4*/youbike_immediate.json", "2025-02-13T11:25:26Z");
    real.land("tw_air", "air-quality/Black*/aqx_p_432.csv", "2022-12-14T17:05:00Z");
    real.land("tw_air", "air-quality/4113*/aqx_p_432.csv", "2025-09-15T06:05:00Z");
    real.land("tw_air", "air-quality/4113*/data_0922.csv.csv", "2025-09-22T05:05:00Z");
    real.land("au_cairns_gtfs", "gtfs/*/cairns_gtfs.zip", "2014-06-01T00:00:00Z");
    real.landCities("2014-01-01T00:00:00Z", "taipei", "cairns");
  }

  @Test
  void every_table_passes_its_checks_and_all_are_published_together() {
    assertThat(log.findings).isEmpty();
    assertThat(log.skipped).isEmpty();
    assertThat(log.published).containsExactly("12");
  }

  @Test
  void every_raw_row_has_a_fate() throws SQLException {
    // len(json.load(f)['features'])
    real.fates("place.villages", 456, Map.of("kept", 456L));
    real.fates("place.districts", 12, Map.of("kept", 12L));
    // count(*), count(*) filter (區域 like '臺北市%'): 7761, 456 of which each makes three rows
    real.fates("place.population", 7761, Map.of("out_of_scope", 7305L, "kept", 1368L));
    // count(*) of j22, sites, j25: 1208, 1429, 1523; of latest: 9, 1, 1523
    real.fates("mobility.bike_stations", 4160, Map.of("kept", 1533L, "superseded", 2627L));
    // count(*) of slots: 763, 109992, 106109; none of count(distinct (sno, t)) less
    real.fates("mobility.bike_availability", 219_595, Map.of("kept", 219_595L));
    // sum(1 for row in csv.reader(f)) - 1
    real.fates("mobility.transit_stops", 416, Map.of("kept", 416L));
    real.fates("mobility.transit_stop_times", 37_790, Map.of("kept", 37_790L));
    // count(*), count(*) filter (county = '臺北市') of air: 86 and 7 in each file
    real.fates("environment.air_quality", 258, Map.of("out_of_scope", 237L, "kept", 21L));
  }

  @Test
  void each_file_of_bikes_meets_its_own_fates() throws SQLException {
    // select r, count(*) from latest group by r: 9 of j22, 1 of sites, 1523 of j25
    assertThat(real.byFile("mobility.bike_stations"))
        .containsExactly(
            Map.entry("20221020T042125Z kept", 9L),
            Map.entry("20221020T042125Z superseded", 1199L),
            Map.entry("20240630T161000Z kept", 1L),
            Map.entry("20240630T161000Z superseded", 1428L),
            Map.entry("20250213T112526Z kept", 1523L));
    // select filename, count(*) group by 1
    assertThat(real.byFile("mobility.bike_availability"))
        .containsExactly(
            Map.entry("20221020T042125Z kept", 1208L),
            Map.entry("20240503T161000Z kept", 763L),
            Map.entry("20240630T161000Z kept", 109_992L),
            Map.entry("20240701T161000Z kept", 106_109L),
            Map.entry("20250213T112526Z kept", 1523L));
  }

  @Test
  void villages_are_where_they_are_and_two_are_repaired() {
    real.figures(
        """
        select count(*), count(distinct district_id), sum(cast(village_id as bigint)),
          min(xmin), min(ymin), max(xmax), max(ymax), sum(xmin), sum(ymax), sum(area_m2)
        from place.villages
        """,
        RealFeeds.SUM,
        456L, // len(features)
        12L, // len({p['TNAME'] for p in properties})
        2_873_097_809_578L, // sum(int(p['CPTVID']))
        121.45880526264378, // min(v.bounds[0]), and so on
        24.96031781614555,
        121.66586599963996,
        25.210191128950825,
        55421.221039638614, // sum(v.bounds[0])
        11427.161440080603, // sum(v.bounds[3])
        268582894.2911298); // sum(p['AREA'])
    real.figures(
        """
        select sum(ST_Area(m)), sum(ST_Area(m) * ST_Area(m)), sum(ST_Perimeter(m)),
          sum(ST_X(ST_Centroid(m))), sum(ST_Y(ST_Centroid(m)))
        from (
          select ST_Transform(ST_GeomFromWKB(boundary), 'EPSG:4326', 'EPSG:3826') as m
          from place.villages)
        """,
        RealFeeds.PROJECTION,
        268549952.5038294, // sum(m.area for m in ms)
        989186951221299.4, // sum(m.area ** 2)
        1385225.0536647968, // sum(m.length)
        138936742.0688711, // sum(m.centroid.x)
        1264061375.3836842); // sum(m.centroid.y)
    real.figures(
        """
        select count(*), min(v.village_id), max(v.village_id), min(ST_Area(ST_Transform(
          ST_GeomFromWKB(v.boundary), 'EPSG:4326', 'EPSG:3826'))), max(ST_Area(ST_Transform(
          ST_GeomFromWKB(v.boundary), 'EPSG:4326', 'EPSG:3826')))
        from plaza_fates.place.villages as f
        join place.villages as v on f.receipt = v._receipt and f.row = v._row
        where f.fate = 'kept' and f.code = 'geometry_repaired'
        """,
        RealFeeds.PROJECTION,
        2L, // sum(not shape(f['geometry']).is_valid for f in features)
        "6301000001",
        "6301000039",
        454237.0073890452, // make_valid(shape).area in EPSG:3826
        1056346.0913747095);
  }

  @Test
  void districts_are_where_they_are() {
    real.figures(
        """
        select count(*), count(distinct district_name), sum(cast(district_id as bigint)),
          sum(xmin), sum(ymin), sum(xmax), sum(ymax), sum(area_m2)
        from place.districts
        """,
        RealFeeds.SUM,
        12L, // len(features)
        12L, // len({p['TNAME']})
        75_607_800L, // sum(int(p['CPTID']))
        1458.2039473002073, // sum(shape.bounds[0]), and so on
        300.3638019527093,
        1458.979329960997,
        301.04419401148874,
        268549964.23064); // sum(p['AREA'])
    real.figures(
        """
        select sum(ST_Area(m)), sum(ST_Area(m) * ST_Area(m)), sum(ST_Perimeter(m))
        from (
          select ST_Transform(ST_GeomFromWKB(boundary), 'EPSG:4326', 'EPSG:3826') as m
          from place.districts)
        """,
        RealFeeds.PROJECTION,
        268549964.1827348, // sum(m.area), all shapes being valid as given
        1.0164172576559216e16, // sum(m.area ** 2)
        298755.7206820594); // sum(m.length)
  }

  @Test
  void people_are_counted() {
    real.figures(
        """
        select count(*), count(people), min(counted_date), max(counted_date),
          count(distinct village_code), sum(people) filter (where age_group = '0-14'),
          sum(people) filter (where age_group = '15-64'),
          sum(people) filter (where age_group = '65+'),
          sum(people), sum(cast(people as bigint) * people)
        from place.population
        """,
        RealFeeds.SUM,
        1368L, // 3 * count(*) of tpe
        1368L,
        LocalDate.parse("2021-03-31"), // last_day(min(年月))
        LocalDate.parse("2021-03-31"),
        456L, // count(distinct 村里代碼)
        340_104L, // sum(未滿15歲)
        1_746_963L, // sum("15-64歲")
        499_593L, // sum(超過64歲)
        2_586_660L, // sum(人口), a column that Plaza does not read
        8_499_188_078L); // sum(未滿15歲 ** 2 + "15-64歲" ** 2 + 超過64歲 ** 2)
  }

  @Test
  void stations_are_as_last_reported() {
    real.figures(
        """
        select count(*), count(distinct station_id), count(distinct district_name),
          count(capacity), sum(capacity), sum(length(station_name)), sum(xmin), sum(ymax),
          sum(xmin * ymin), sum(capacity * xmin), min(xmin), max(xmax), min(ymin), max(ymax)
        from mobility.bike_stations
        """,
        RealFeeds.SUM,
        1533L, // count(*) of latest
        1533L, // count(distinct sno)
        13L, // count(distinct sarea)
        1532L, // count(cap)
        40_373L, // sum(cap)
        28_907L, // sum(length(sna))
        186328.03767814115, // sum(lng)
        38405.54724577801, // sum(lat)
        4667990.743630575, // sum(lng * lat)
        4907101.828003195, // sum(cap * lng)
        121.46228, // min(lng), and so on
        121.62306,
        24.97619,
        25.14582);
  }

  @Test
  void reports_of_bikes_are_as_given() {
    real.figures(
        """
        select count(*), count(distinct station_id), count(distinct observed_date),
          sum(capacity), sum(bikes_available), sum(docks_available),
          sum(cast(bikes_available as bigint) * docks_available),
          count(*) filter (where bikes_available = 0),
          count(*) filter (where bikes_available + docks_available <> capacity),
          count(*) filter (where is_active), count(*) filter (where not is_active)
        from mobility.bike_availability
        """,
        RealFeeds.SUM,
        219_595L, // count(*) of reports
        1533L, // count(distinct sno)
        19L, // count(distinct t::date)
        6_041_051L, // sum(cap)
        2_557_777L, // sum(b)
        3_375_028L, // sum(d)
        34_682_752L, // sum(b * d)
        9_669L, // count(*) filter (b = 0)
        39_104L, // count(*) filter (b + d <> cap)
        2_713L, // count(*) filter (act = '1')
        18L); // count(*) filter (act = '0')
    real.figures(
        """
        select min(observed_at), max(observed_at), sum(unix_seconds(observed_at)),
          sum(unix_seconds(observed_at) * bikes_available),
          count(*) filter (where observed_date = date '2024-06-30'),
          sum(bikes_available) filter (where observed_date = date '2024-06-30'),
          sum(bikes_available) filter (where observed_date = date '2024-07-01')
        from mobility.bike_availability
        """,
        RealFeeds.SUM,
        Instant.parse("2022-07-24T07:13:11Z"), // min(t) - interval 8 hours
        Instant.parse("2025-02-13T11:25:19Z"), // max(t) - interval 8 hours
        377_614_015_343_289L, // sum(epoch(t) - 28800)
        4_398_629_008_066_971L, // sum((epoch(t) - 28800) * b)
        109_992L, // count(*) filter (t::date = '2024-06-30')
        1_318_705L, // sum(b) filter (t::date = '2024-06-30')
        1_210_696L); // sum(b) filter (t::date = '2024-07-01')
  }

  @Test
  void stops_are_where_they_are() {
    real.figures(
        """
        select count(*), count(distinct stop_id), sum(location_type), count(parent_station),
          sum(length(stop_name)), sum(xmin), sum(ymin), sum(xmin * ymin),
          min(xmin), min(ymin), max(xmax), max(ymax)
        from mobility.transit_stops
        where city = 'cairns'
        """,
        RealFeeds.SUM,
        416L, // count(*)
        416L, // count(distinct stop_id)
        0L, // sum(location_type)
        0L, // count(parent_station)
        10_368L, // sum(length(stop_name))
        60623.63797399997, // sum(stop_lon)
        -7034.575421000002, // sum(stop_lat)
        -1025148.709522488, // sum(stop_lon * stop_lat)
        145.662903, // min(stop_lon), and so on
        -17.104062,
        145.78647,
        -16.743472);
  }

  @Test
  void trips_call_when_they_call() {
    real.figures(
        """
        select count(*), count(arrival_offset_s), count(distinct trip_id),
          count(distinct stop_id), sum(stop_sequence), sum(arrival_offset_s),
          sum(departure_offset_s), min(arrival_offset_s), max(departure_offset_s),
          count(*) filter (where arrival_offset_s >= 86400),
          sum(cast(arrival_offset_s as bigint) * stop_sequence)
        from mobility.transit_stop_times
        where city = 'cairns'
        """,
        RealFeeds.SUM,
        37_790L, // count(*)
        37_725L, // count(arrival_time)
        1_339L, // count(distinct trip_id)
        416L, // count(distinct stop_id)
        585_701L, // sum(stop_sequence)
        2_046_750_960L, // sum(h * 3600 + m * 60 + s), with split_part(arrival_time, ':', 1) …
        2_046_750_960L, // the same of departure_time
        20_040, // min(…)
        106_740, // max(…)
        1_405L, // count(*) filter (… >= 86400)
        32_650_162_620L); // sum(… * stop_sequence)
    // times anti join stops using (stop_id)
    assertThat(
            spark
                .sql(
                    """
                    select * from mobility.transit_stop_times as t
                    left anti join mobility.transit_stops as s
                      on t.city = s.city and t.feed_id = s.feed_id and t.stop_id = s.stop_id
                    """)
                .count())
        .isZero();
  }

  @Test
  void air_is_as_measured() {
    real.figures(
        """
        select count(*), count(distinct station_id), min(observed_at), max(observed_at), sum(aqi),
          count(pm25_ugm3), avg(pm25_ugm3), sum(pm10_ugm3), sum(o3_ppb), sum(no2_ppb),
          sum(so2_ppb), sum(co_ppm), count(wind_speed_ms), sum(wind_speed_ms),
          sum(wind_direction_deg), sum(xmin), sum(ymin)
        from environment.air_quality
        """,
        RealFeeds.SUM,
        21L, // count(*) of tpe
        7L, // count(distinct siteid)
        Instant.parse("2022-12-14T17:00:00Z"), // min(publishtime) - interval 8 hours
        Instant.parse("2025-09-22T05:00:00Z"), // max(publishtime) - interval 8 hours
        558L, // sum(aqi)
        20L, // count("pm2.5")
        3.05, // avg("pm2.5")
        198.0, // sum(pm10), and so on
        397.9,
        91.8,
        13.6,
        2.95,
        15L, // count(try_cast(wind_speed as double))
        40.6, // sum(try_cast(wind_speed as double))
        1466.0, // sum(try_cast(wind_direc as double))
        2552.1070029, // sum(longitude)
        526.58654574); // sum(latitude)
  }

  @Test
  void bikes_by_village_and_hour_add_up_to_the_reports_inside_villages() {
    real.figures(
        """
        select count(*), count(distinct village_id), count(distinct hour_at), min(hour_at),
          max(hour_at), count(distinct hour_date), sum(stations), sum(reports), sum(bikes_min),
          sum(docks_min), sum(bikes_mean), sum(docks_mean), sum(no_bikes_share),
          sum(no_docks_share), sum(reports * bikes_mean), sum(reports * docks_mean),
          sum(reports * no_bikes_share), sum(reports * no_docks_share),
          sum(stations * reports), sum(reports * reports * bikes_mean)
        from mobility.bikes_by_village_hour
        """,
        RealFeeds.SUM,
        20_788L, // count(*) of vh
        424L, // len({v for p in latest for v in tree.query(p, predicate='intersects')})
        68L, // count(distinct date_trunc('hour', t))
        Instant.parse("2022-10-19T10:00:00Z"), // min(date_trunc('hour', t)) - interval 8 hours
        Instant.parse("2025-02-13T11:00:00Z"), // max(…)
        7L, // count(distinct t::date) of reports with act not '0'
        61_208L, // sum(stations), count(distinct sno) by v and hour
        219_577L, // count(*) of reports with act not '0': all stations lie in a village
        119_268L, // sum(min(b))
        156_408L, // sum(min(d))
        236461.04451384503, // sum(avg(b))
        298662.84662428766, // sum(avg(d))
        906.0961085482513, // sum(count(*) filter (b = 0) / count(*))
        520.965561097116, // sum(count(*) filter (d = 0) / count(*))
        2_557_777.0, // sum(b) of reports with act not '0'
        3_374_749.0, // sum(d)
        9_651.0, // count(*) filter (b = 0)
        5_601.0, // count(*) filter (d = 0)
        1_695_224L, // sum(stations * reports)
        85_475_266.0); // sum(count(*) * sum(b))
    real.figures(
        """
        select count(*), sum(stations), sum(reports) from mobility.bikes_by_village_hour
        where hour_at = timestamp '2024-06-30 00:00:00 UTC'
        """,
        RealFeeds.SUM,
        421L, // the same of date_trunc('hour', t) = '2024-06-30 08:00'
        1_346L,
        5_444L);
  }

  @Test
  void air_by_district_and_hour_adds_up_to_the_readings_inside_districts() {
    real.figures(
        """
        select count(*), count(distinct district_id), count(distinct hour_at), sum(stations),
          sum(readings), sum(aqi_max), sum(pm25_mean_ugm3), sum(pm10_mean_ugm3),
          sum(o3_mean_ppb), count(no2_mean_ppb), sum(no2_mean_ppb), sum(so2_mean_ppb),
          sum(co_mean_ppm)
        from environment.air_quality_by_district_hour
        """,
        RealFeeds.SUM,
        18L, // len({(least CPTID that intersects the station, publishtime)})
        6L,
        3L,
        21L, // sum(len(readings) of each)
        21L,
        491L, // sum(max(aqi) of each)
        59.0, // sum(mean(pm2.5 that are given) of each), and so on
        176.0,
        345.0,
        17L,
        88.6,
        11.25,
        2.64);
  }

  @Test
  void village_access_counts_the_stations_that_are_near_each_village() {
    real.figures(
        """
        select count(*), count(population), sum(population), min(population_date),
          count(stops_within_500m), sum(bike_stations_within_500m),
          sum(bike_stations_within_500m * bike_stations_within_500m),
          max(bike_stations_within_500m),
          count(*) filter (where bike_stations_within_500m = 0), sum(docks_within_500m),
          sum(population * bike_stations_within_500m)
        from mobility.village_access
        """,
        RealFeeds.SUM,
        456L, // len(ms)
        455L, // len({(TNAME, VNAME)} & {(區域, 村里)})
        2_581_270L, // sum(未滿15歲 + "15-64歲" + 超過64歲) of those
        LocalDate.parse("2021-03-31"),
        0L, // no stops of the city have landed
        12_237L, // sum(m.distance(p) <= 500 for m in ms for p in ps); none within 2 cm of 500
        408_793L, // sum(n ** 2), n that number of each village
        146L, // max(n)
        9L, // sum(n == 0)
        321_755L, // sum(cap of those)
        69_197_687L); // sum(n * people)
  }
}
