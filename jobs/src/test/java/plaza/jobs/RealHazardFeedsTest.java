package plaza.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import plaza.catalog.Catalog;
import plaza.landing.Fetch;

/**
 * Builds the tables of rain and floods from what real publishers sent, and holds them against
 * figures that Python made of the same files with json, csv, pyproj 3.7 (PROJ) and shapely 2.2
 * (GEOS), given beside them.
 *
 * <p>There, {@code rain} are the 1193 stations with v their values as numbers, -998.00 as 0 and
 * -999.00 as None; {@code sensors} is the register and {@code box} what of it is within the bounds
 * of Taipei; {@code events} are the 948 reports and {@code kept} those within the bounds of Taiwan
 * or without a position; {@code floods} the historic points with p their position in EPSG:4326, and
 * {@code near} those within the bounds of Taipei. {@code ms} are the shapes of the villages after
 * make_valid, in EPSG:3826.
 */
class RealHazardFeedsTest {
  private static final ZoneId ZONE = ZoneId.of("Asia/Taipei");

  // Relative, for another implementation of a change of datum: the two are 3 cm apart.
  private static final double DATUM = 1e-8;

  private static RealFeeds real;
  private static int events;

  @BeforeAll
  static void build(@TempDir Path folder) throws Exception {
    if (!RealFeeds.areAtHand()) {
      return;
    }
    real = new RealFeeds(folder, Catalog.read(List.of(Checkout.SCHEMAS)));
    real.land("tw_rainfall", "rain-quake/yc*/O-A0002-001.json", "2022-03-10T15:15:00Z");
    real.land("tw_flood_readings", "flood-water/kiang*/docs/json/*", "2026-08-22T18:40:00Z");
    real.land(
        "tw_flood_sensors", "flood-water/kiang*/raw/iot_stations.json", "2024-11-01T00:00:00Z");
    real.land("tw_historic_floods", "flood-water/pced*/*.csv", "2023-01-01T00:00:00Z");
    real.land("tw_villages", "boundaries/*/taipei_village.geojson", "2024-01-01T00:00:00Z");
    real.land("tw_population", "population/kiang*/docs/cunli/2021/03.csv", "2021-04-10T00:00:00Z");
    real.landCities("2020-01-01T00:00:00Z", "taipei", "taiwan");
    events = landEvents(real.house);
    real.build("hazard.rainfall", "hazard.flood_events", "hazard.flood_exposure");
  }

  @BeforeEach
  void without_the_folder_of_real_feeds_tests_are_skipped() {
    RealFeeds.orSkip();
  }

  /** As a person would: the files go into the inbox, and one fetch lands them all. */
  private static int landEvents(House house) throws Exception {
    Path inbox = house.home.root().resolve("inbox/tw_flood_events/2024/10");
    Files.createDirectories(inbox);
    FileTime changed = FileTime.from(Instant.parse("2024-11-01T00:00:00Z"));
    for (Path file : RealFeeds.files("flood-water/kiang*/raw/2024/10/*.json")) {
      Path copy = Files.copy(file, inbox.resolve(String.valueOf(file.getFileName())));
      Files.setLastModifiedTime(copy, changed);
    }
    return new Fetch(house.home.landed(), house.home.root(), null, null)
        .fetch(house.catalog.feed("tw_flood_events"), ZONE, Instant.EPOCH);
  }

  @Test
  void every_table_passes_its_checks_and_all_are_published_together() {
    assertThat(real.house.log.findings).isEmpty();
    assertThat(real.house.log.skipped).isEmpty();
    assertThat(real.house.log.published).containsExactly("9");
  }

  @Test
  void one_fetch_lands_all_files_of_reports() {
    // len(glob('raw/2024/10/*.json'))
    assertThat(events).isEqualTo(948);
  }

  @Test
  void every_raw_row_has_a_fate_for_each_region() throws SQLException {
    // len(rain), of which sum(CITY == '臺北市')
    fates(
        "hazard.rainfall",
        Map.of("taiwan kept", 1193L, "taipei kept", 70L, "taipei out_of_scope", 1123L));
    // len(features)
    fates("hazard.flood_depth", Map.of("taiwan kept", 9L));
    // len(sensors), len(box)
    fates(
        "hazard.flood_sensors",
        Map.of("taiwan kept", 2236L, "taipei kept", 73L, "taipei out_of_scope", 2163L));
    // len(kept), the ten at 0, 0 among them; sum(within(y, x)); the rest; TownCode[:2] == '63'
    fates(
        "hazard.flood_events",
        Map.of(
            "taiwan kept",
            946L,
            "taiwan refused swapped_coordinates",
            1L,
            "taiwan refused out_of_bounds",
            1L,
            "taipei kept",
            13L,
            "taipei out_of_scope",
            935L));
    // len(floods), of which sum(X_97 == 0 and Y_97 == 0); len(near), none within 2 m of the bounds
    fates(
        "hazard.historic_floods",
        Map.of(
            "taiwan kept",
            5919L,
            "taiwan refused out_of_bounds",
            4L,
            "taipei kept",
            1380L,
            "taipei out_of_scope",
            4543L));
  }

  private static void fates(String dataset, Map<String, Long> expected) throws SQLException {
    assertThat(real.counts(dataset, c -> String.join(" ", c.source(), c.fate(), c.code()).strip()))
        .as(dataset)
        .isEqualTo(expected);
  }

  @Test
  void rain_is_as_measured_and_sentinels_are_zero_or_nothing() {
    real.figures(
        """
        select count(*), count(distinct station_id), min(observed_at), max(observed_at),
          min(observed_date), count(distinct operator_name), sum(length(station_name)),
          sum(elevation_m),
          count(rain_1h_mm), sum(rain_10min_mm), sum(rain_1h_mm), sum(rain_3h_mm),
          sum(rain_6h_mm), count_if(rain_6h_mm > 0), count(rain_12h_mm), sum(rain_12h_mm),
          count(rain_24h_mm), sum(rain_24h_mm), sum(rain_today_mm), count_if(rain_today_mm > 0),
          count(rain_2d_mm), sum(rain_2d_mm), count(rain_3d_mm), sum(rain_3d_mm)
        from hazard.rainfall where city = 'taiwan'
        """,
        RealFeeds.SUM,
        1193L, // len(rain)
        1193L, // len({stationId})
        Instant.parse("2022-03-10T15:10:00Z"), // the one obsTime, 23:10 at +08:00
        Instant.parse("2022-03-10T15:10:00Z"),
        LocalDate.parse("2022-03-10"),
        19L, // len({ATTRIBUTE})
        3809L, // sum(len(locationName))
        466420.7, // sum(ELEV)
        1193L, // sum(v is not None of RAIN), and so on
        0.5, // sum(v of MIN_10), and so on
        2.5,
        5.0,
        7.0,
        5L, // sum(v > 0 of HOUR_6)
        1192L,
        14.0,
        1184L,
        23.5,
        23.0,
        14L,
        1182L,
        32.0,
        1160L,
        110.5);
    real.figures(
        """
        select count(*), sum(elevation_m), sum(rain_1h_mm), sum(rain_3d_mm),
          count_if(rain_3d_mm > 0), sum(length(station_name))
        from hazard.rainfall where city = 'taipei'
        """,
        RealFeeds.SUM,
        70L, // the same of those with CITY == '臺北市'
        13171.4,
        0.0,
        2.5,
        5L,
        225L);
  }

  @Test
  void gauges_are_where_they_are_on_the_datum_of_today() {
    real.figures(
        """
        select sum(xmin), sum(ymin), min(xmin), max(ymax),
          sum(xmin) filter (where city = 'taipei'), sum(ymin) filter (where city = 'taipei')
        from hazard.rainfall where city = 'taiwan' or city = 'taipei'
        """,
        DATUM,
        // p = Transformer.from_crs(CRS.from_proj4('+proj=longlat +a=6378160 +rf=298.25
        //   +towgs84=-752,-358,-179 +no_defs'), 4326, always_xy=True).transform(lon, lat)
        144313.61036113973 + 8508.629735884688, // sum(p[0]) of rain and of those of Taipei
        28504.76668167155 + 1755.6063950078737, // sum(p[1])
        118.26380275746627, // min(p[0])
        26.358755926678178, // max(p[1])
        8508.629735884688,
        1755.6063950078737);
    // The agency has since published the station as 121.514853, 25.037658 (WGS 84); here it wrote
    // 121.5067, 25.0394, which taken as WGS 84 would be 845 m away.
    Row taipei =
        real.spark
            .sql(
                """
                select ST_DistanceSphere(ST_GeomFromWKB(position), ST_Point(121.514853D, 25.037658D))
                from hazard.rainfall where city = 'taipei' and station_id = '466920'
                """)
            .first();
    assertThat(taipei.getDouble(0)).isLessThan(10);
  }

  @Test
  void depths_are_as_read() {
    real.figures(
        """
        select count(*), sum(depth_cm), count_if(is_unconfirmed), sum(xmin), sum(ymin),
          min(observed_at), max(observed_at), sum(unix_seconds(observed_at)), min(observed_date)
        from hazard.flood_depth
        """,
        RealFeeds.SUM,
        9L, // len(features)
        20.48000000000002, // sum(result)
        8L, // sum(toBeConfirm)
        1080.7429969999998, // sum(coordinates[0])
        210.46477400000003, // sum(coordinates[1])
        Instant.parse("2026-08-22T16:00:00Z"), // min(phenomenonTime)
        Instant.parse("2026-08-22T18:34:19Z"), // max(phenomenonTime)
        16_086_795_783L, // sum(int(phenomenonTime.timestamp()))
        LocalDate.parse("2026-08-23"));
    // all(f['stationID'] in {s['SensorUUID'] for s in sensors} for f in features)
    assertThat(
            real.spark
                .sql(
                    """
                    select * from hazard.flood_depth as d left anti join hazard.flood_sensors as s
                      on d.city = s.city and d.sensor_id = s.sensor_id
                    """)
                .count())
        .isZero();
  }

  @Test
  void sensors_are_as_listed() {
    real.figures(
        """
        select count(*), count_if(method = 'pressure'), count_if(method = 'radar'),
          count_if(method = 'ultrasonic'), count_if(is_culvert), count(distinct town_code),
          count(distinct operator_code), sum(length(sensor_name)), sum(xmin), sum(ymin)
        from hazard.flood_sensors where city = 'taiwan'
        """,
        RealFeeds.SUM,
        2236L, // len(sensors)
        2197L, // sum(SensorType == '壓力式')
        33L, // sum(SensorType.startswith('雷達'))
        6L, // sum(SensorType == '超音波式')
        75L, // sum(IsCulvert)
        247L, // len({TownCode})
        25L, // len({Operator})
        26_635L, // sum(len(SensorName.strip()))
        269824.1199908565, // sum(Point.Longitude)
        53505.42752626747); // sum(Point.Latitude)
    real.figures(
        """
        select count(*), count_if(town_code like '63%'), count_if(is_culvert), sum(xmin), sum(ymin)
        from hazard.flood_sensors where city = 'taipei'
        """,
        RealFeeds.SUM,
        73L, // len(box)
        0L, // none of the city's own
        6L, // sum(IsCulvert) of box
        8870.169690500003,
        1827.7343213999998);
  }

  @Test
  void reports_are_as_made_and_their_texts_contradict_their_depths() {
    real.figures(
        """
        select count(*), count(depth_cm), sum(depth_cm), max(depth_cm), count(situation_depth_cm),
          sum(situation_depth_cm), count_if(depth_cm <> situation_depth_cm),
          count_if(is_from_sensor), count_if(is_receded), count(receded_at),
          sum(unix_seconds(receded_at)), min(reported_at), max(reported_at),
          sum(unix_seconds(reported_at)), count(distinct reported_date), count(distinct town_code),
          count(position), sum(xmin), sum(ymin)
        from hazard.flood_events where city = 'taiwan'
        """,
        RealFeeds.SUM,
        946L, // len(kept)
        316L, // sum(bool(Depth)): 0 and None are no depths
        9495.0, // sum(Depth or 0)
        203.0, // max(Depth)
        131L, // sum(bool(re.search('目前感測值([0-9.]+)公分', Situation)))
        373.0, // sum(float(group(1)))
        128L, // sum(float(group(1)) != Depth)
        131L, // sum(SourceCode == 7)
        716L, // sum(IsReceded)
        705L, // sum(RecededDate >= Time)
        1_218_476_375_325L, // sum of those - 8 hours, as seconds
        Instant.parse("2024-10-01T00:49:00Z"), // min(Time) - 8 hours
        Instant.parse("2024-10-31T15:26:00Z"), // max(Time) - 8 hours
        1_635_008_810_818L, // sum(Time - 8 hours)
        11L, // len({Time[:10]})
        100L, // len({TownCode})
        936L, // sum((x, y) != (0, 0))
        113315.40671603972, // sum(Point.Longitude)
        22331.328336873008); // sum(Point.Latitude)
    real.figures(
        """
        select count(*), sum(depth_cm), count_if(is_receded), sum(unix_seconds(reported_at)),
          count(distinct town_code), sum(xmin), sum(ymin)
        from hazard.flood_events where city = 'taipei'
        """,
        RealFeeds.SUM,
        13L, // the same of TownCode[:2] == '63'
        10.0,
        7L,
        22_491_543_540L,
        6L,
        1580.2990999999997,
        326.00847000000005);
  }

  @Test
  void historic_floods_are_where_they_are_and_their_sources_are_readable() {
    real.figures(
        """
        select count(*), sum(cast(flood_id as bigint)), sum(flooded_year),
          count_if(flooded_year = 2018), count_if(flooded_year = 2021),
          count(distinct reported_by), sum(length(reported_by)), count_if(reported_by <> 'EMIC'),
          count_if(reported_by = '淹水感測'), sum(xmin), sum(ymin)
        from hazard.historic_floods where city = 'taiwan'
        """,
        RealFeeds.PROJECTION,
        5919L, // len(floods) - 4
        17_526_347L, // sum(int(FID))
        11_953_945L, // sum(int(year))
        1923L, // sum(year == '2018')
        1812L, // sum(year == '2021')
        26L, // len({source}), decoded as cp950
        23_716L, // sum(len(source))
        1206L, // sum(source != 'EMIC')
        877L, // sum(source == '淹水感測')
        714625.2415387996, // sum(p[0])
        140352.75175750023); // sum(p[1])
    real.figures(
        """
        select count(*), sum(cast(flood_id as bigint)), sum(flooded_year), sum(xmin), sum(ymin)
        from hazard.historic_floods where city = 'taipei'
        """,
        RealFeeds.PROJECTION,
        1380L, // the same of near
        4_891_749L,
        2_787_763L,
        167728.5957144172,
        34564.22579666793);
  }

  @Test
  void exposure_counts_floods_people_and_sensors_of_each_village() {
    real.figures(
        """
        select count(*), sum(floods), sum(floods * floods), max(floods), sum(floods_within_100m),
          sum(years_with_floods), count(last_flood_year), sum(last_flood_year), sum(area_km2),
          sum(floods_per_km2), sum(population), sum(population * floods),
          sum(population) filter (where floods > 0), sum(flood_sensors_within_500m),
          count_if(flood_sensors_within_500m > 0), count(depth_at), count(depth_max_cm)
        from hazard.flood_exposure
        """,
        RealFeeds.PROJECTION,
        456L, // len(ms)
        1159L, // sum(m.intersects(p) for m in ms for p in near)
        11_299L, // sum(n ** 2), n that number of each village
        33L, // max(n)
        2470L, // sum(m.distance(p) <= 100 for m in ms for p in near); none within 17 cm of 100
        477L, // sum(len({year of those that intersect m}))
        298L, // sum(n > 0)
        602_097L, // sum(max(year of those that intersect m))
        268.5499519999999, // sum(round(m.area / 1e6, 6))
        5219.46139, // sum(round(n / round(m.area / 1e6, 6), 6))
        2_581_270L, // sum(people), by (TNAME, VNAME) == (區域, 村里)
        6_921_646L, // sum(people * n)
        1_765_012L, // sum(people if n)
        16L, // sum(m.distance(s) <= 500 for m in ms for s in box)
        9L, // sum(… > 0)
        0L, // no readings of the city have landed
        0L);
  }
}
