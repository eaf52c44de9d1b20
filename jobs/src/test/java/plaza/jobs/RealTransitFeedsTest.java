package plaza.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import plaza.catalog.Catalog;
import plaza.catalog.Dataset;
import plaza.contract.DatasetName;
import plaza.lake.Shelf;

/**
 * Builds the timetables of Cairns, of Caltrain and of the feed that explains GTFS, and holds them
 * against figures made of the same archives by Python alone (csv, datetime, zoneinfo; shapely 2.2
 * and pyproj 3.7 for lengths), which stand beside the SQL. There, {@code on} are the pairs of
 * service and day: of calendar.txt each day from start to end whose weekday is '1', and of
 * calendar_dates.txt added or removed; {@code zero(d)} is the timestamp of noon of d in
 * agency_timezone, less 43200; {@code near} are the runs of trips on the days of on from 7 days
 * before to 60 days after the fetching, each with {@code z} = zero(d) + start - first.
 */
class RealTransitFeedsTest {
  private static final Path FEEDS = Checkout.ROOT.resolve("../shared/feeds").normalize();

  private static SparkSession spark;
  private static Catalog catalog;
  private static Engine.Log log;

  @BeforeAll
  static void build(@TempDir Path folder) throws IOException {
    if (!Files.isDirectory(FEEDS)) {
      return;
    }
    Path tree = Files.createDirectories(folder.resolve("tree"));
    List<Dataset> datasets = filled(Catalog.read(List.of(Checkout.SCHEMAS)));
    Timetables timetables = new Timetables(tree);
    timetables.declare(
        "peninsula",
        """
        name: San Francisco Peninsula
        country: US
        time_zone: America/Los_Angeles
        metric_crs: EPSG:26910
        bounds: [-122.6, 36.9, -121.4, 37.9]
        languages: [en]
        """,
        "us_caltrain",
        "America/Los_Angeles",
        datasets,
        "cairns");
    timetables.declare(
        "beatty",
        """
        name: Beatty
        country: US
        time_zone: America/Los_Angeles
        metric_crs: EPSG:26911
        bounds: [-117.3, 36.2, -116.3, 37.0]
        languages: [en]
        """,
        "us_sample",
        "America/Los_Angeles",
        datasets,
        "cairns");
    catalog = Catalog.read(List.of(Checkout.SCHEMAS, tree));
    assertThat(catalog.problems()).isEmpty();
    House house = new House(folder, catalog);
    spark = house.spark;
    log = house.log;
    Path caltrain = FEEDS.resolve("gtfs/remix__partridge/caltrain-2017-07-24");
    house.land(
        "au_cairns_gtfs",
        FEEDS.resolve("gtfs/mrcagney__gtfs_kit/cairns_gtfs.zip"),
        "2014-06-01T00:00:00Z");
    house.land(
        "us_caltrain",
        Timetables.zip(caltrain, folder.resolve("caltrain.zip")),
        "2017-10-20T12:00:00Z");
    house.land(
        "us_sample",
        FEEDS.resolve("gtfs/google__transit/sample-feed-1.zip"),
        "2008-01-01T12:00:00Z");
    for (String city : List.of("cairns", "peninsula", "beatty")) {
      house.land("plaza_cities", catalog.city(city).file(), "2007-01-01T00:00:00Z");
    }
    house.build(
        catalog.upstream(transit(catalog).stream().map(Dataset::name).toList()).stream()
            .map(dataset -> dataset.name().toString())
            .toArray(String[]::new));
    spark.sql("use " + Shelf.PUBLISHED.tables());
  }

  /** What the feed of Cairns fills, and what is derived from that alone. */
  private static List<Dataset> transit(Catalog catalog) {
    return Stream.concat(
            filled(catalog).stream(),
            Stream.of("transit_shapes", "transit_service_days", "transit_trip_times")
                .map(
                    table -> catalog.findDataset(new DatasetName("mobility", table)).orElseThrow()))
        .toList();
  }

  private static List<Dataset> filled(Catalog catalog) {
    return catalog.datasets().values().stream()
        .filter(dataset -> dataset.feeds().contains("au_cairns_gtfs"))
        .toList();
  }

  @BeforeEach
  void without_the_folder_of_real_feeds_tests_are_skipped() {
    Assumptions.assumeTrue(Files.isDirectory(FEEDS), "no folder of real feeds at hand");
  }

  @Test
  void every_table_is_published() {
    assertThat(log.findings).isEmpty();
    assertThat(log.skipped).isEmpty();
  }

  @Test
  void all_rows_of_all_members_are_there() {
    // len(rows) of each member: the feed that explains GTFS, Cairns, Caltrain
    assertThat(counts("transit_agencies")).containsExactly(1L, 1L, 1L);
    assertThat(counts("transit_routes")).containsExactly(5L, 22L, 4L);
    assertThat(counts("transit_trips")).containsExactly(11L, 1339L, 188L);
    assertThat(counts("transit_stop_times")).containsExactly(28L, 37_790L, 2697L);
    assertThat(counts("transit_stops")).containsExactly(9L, 416L, 64L);
    assertThat(counts("transit_calendars")).containsExactly(2L, 4L, 3L);
    assertThat(counts("transit_calendar_dates")).containsExactly(1L, 9L, 642L);
    // shapes.txt of the first has a header alone, and the other two have no frequencies.txt
    assertThat(counts("transit_shape_points")).containsExactly(22_784L, 3008L);
    assertThat(counts("transit_shapes")).containsExactly(54L, 8L);
    assertThat(counts("transit_frequencies")).containsExactly(11L);
  }

  /** Rows by city, in the order of the alphabet. */
  private static List<Long> counts(String table) {
    return spark
        .sql("select city, count(*) from mobility." + table + " group by 1 order by 1")
        .collectAsList()
        .stream()
        .map(row -> row.getLong(1))
        .toList();
  }

  @Test
  void services_run_on_their_days() {
    figures(
        """
        select count(*), count(distinct service_date), min(service_date), max(service_date),
          sum(unix_seconds(offsets_from_at))
        from mobility.transit_service_days where city = 'cairns'
        """,
        247L, // len(on)
        217L, // len({d for s, d in on})
        LocalDate.parse("2014-05-26"),
        LocalDate.parse("2014-12-28"),
        348_351_847_200L); // sum(zero(d) for s, d in on)
    figures(
        """
        select count(*), count(distinct service_date), min(service_date), max(service_date),
          sum(unix_seconds(offsets_from_at))
        from mobility.transit_service_days where city = 'peninsula'
        """,
        432L, // the same of 2017-09-19 to 2018-11-24: 31 days before, 400 days after
        432L,
        LocalDate.parse("2017-09-19"),
        LocalDate.parse("2018-11-24"),
        658_551_524_400L);
    figures(
        "select count(*), sum(unix_seconds(offsets_from_at))"
            + " from mobility.transit_service_days where city = 'beatty'",
        556L, // of 2007-12-01 to 2009-02-04
        675_586_879_200L);
  }

  @Test
  void trips_leave_and_arrive_when_they_do() {
    trips(
        "cairns",
        36_575L, // len(near)
        1339L, // len({trip_id})
        67L, // len({d})
        51_348_961_748_160L, // sum(z + first)
        51_349_060_924_500L, // sum(z + last)
        51_347_119_917_600L, // sum(z)
        261L, // sum(datetime.fromtimestamp(z + first, zone).date() != d)
        Instant.parse("2014-05-25T19:34:00Z"), // min(z + first), max(z + last)
        Instant.parse("2014-07-31T14:36:00Z"));
    trips(
        "peninsula",
        5330L,
        188L,
        68L,
        8_052_693_772_920L,
        8_052_720_052_500L,
        8_052_436_044_000L,
        57L,
        Instant.parse("2017-10-13T11:28:00Z"),
        Instant.parse("2017-12-20T09:38:00Z"));
    // Three of its eleven trips repeat: range(start_time, end_time, headway_secs)
    trips(
        "beatty",
        9596L,
        11L,
        68L,
        11_529_727_899_600L,
        11_529_742_387_920L,
        11_529_508_982_400L,
        0L,
        Instant.parse("2007-12-25T14:00:00Z"),
        Instant.parse("2008-03-02T05:56:00Z"));
  }

  private static void trips(String city, Object... expected) {
    figures(
        """
        select count(*), count(distinct trip_id), count(distinct service_date),
          sum(unix_seconds(departure_at)), sum(unix_seconds(arrival_at)),
          sum(unix_seconds(offsets_from_at)), count_if(departure_date <> service_date),
          min(departure_at), max(arrival_at)
        from mobility.transit_trip_times where city = '%s'
        """
            .formatted(city),
        expected);
  }

  @Test
  void a_public_holiday_runs_as_a_sunday() {
    // Counter(d for ... in near): a Sunday, a Monday, the Queen's birthday, a Friday, a Saturday
    Map<String, Long> days = new TreeMap<>();
    spark
        .sql(
            """
            select service_date, count(*) from mobility.transit_trip_times
            where city = 'cairns' and day(service_date) in (1, 2, 6, 7, 9)
              and month(service_date) = 6
            group by 1
            """)
        .collectAsList()
        .forEach(row -> days.put(row.get(0).toString(), row.getLong(1)));
    assertThat(days)
        .containsExactly(
            Map.entry("2014-06-01", 266L),
            Map.entry("2014-06-02", 622L),
            Map.entry("2014-06-06", 636L),
            Map.entry("2014-06-07", 437L),
            Map.entry("2014-06-09", 266L));
  }

  @Test
  void calls_are_right_on_days_on_which_clocks_change() {
    // For each stop time of the trips of the services on d: zero(d) + seconds of departure_time
    calls("2017-11-04", 656L, 990_453_786_660L, 1_509_804_000L, 1_509_871_380L);
    calls("2017-11-05", 560L, 845_558_536_860L, 1_509_898_020L, 1_509_954_720L);
    calls("2017-11-06", 1481L, 2_236_318_084_800L, 1_509_971_280L, 1_510_047_480L);
    calls("2018-03-10", 656L, 997_597_626_660L, 1_520_694_000L, 1_520_761_380L);
    calls("2018-03-11", 560L, 851_652_904_860L, 1_520_780_820L, 1_520_837_520L);
    calls("2018-03-12", 1481L, 2_252_435_511_600L, 1_520_854_080L, 1_520_930_280L);
  }

  private static void calls(String day, Object... expected) {
    figures(
        """
        select count(*), sum(at), min(at), max(at) from (
          select unix_seconds(d.offsets_from_at) + c.departure_offset_s as at
          from mobility.transit_stop_times as c
          join mobility.transit_trips as t using (city, feed_id, trip_id)
          join mobility.transit_service_days as d using (city, feed_id, service_id)
          where city = 'peninsula' and d.service_date = date '%s')
        """
            .formatted(day),
        expected);
  }

  @Test
  void paths_are_as_long_as_they_are() {
    Row row =
        spark
            .sql(
                """
                select count(*), sum(points), sum(length_m)
                from mobility.transit_shapes where city = 'cairns'
                """)
            .first();
    assertThat(row.getLong(0)).isEqualTo(54); // len({shape_id})
    assertThat(row.getLong(1)).isEqualTo(22_784); // len(shapes)
    // sum(LineString of the points in order, in EPSG:7855 .length): 1252253.28, each to 0.1 m
    assertThat(row.getDouble(2)).isCloseTo(1_252_253.28, within(54 * 0.05));
  }

  @Test
  void checks_find_what_there_is_to_find() throws IOException {
    Map<String, Long> found = new TreeMap<>();
    for (Dataset dataset : transit(catalog)) {
      for (var check : SqlChecks.of(dataset).entrySet()) {
        long rows = spark.sql(check.getValue()).count();
        if (rows > 0) {
          found.put(dataset.name().table() + " " + check.getKey(), rows);
        }
      }
    }
    // len({(shape_id, stop_id) of stop times if line.distance(stop) > 100}), in the metric CRS of
    // each city: 5 in Cairns, as the canonical validator finds too, and 2 of Caltrain, 102.7 and
    // 102.8 m away, which it measures as nearer.
    assertThat(found).containsExactly(Map.entry("transit_shapes STOP_TOO_FAR_FROM_SHAPE", 7L));
  }

  private static void figures(String sql, Object... expected) {
    Row row = spark.sql(sql).first();
    for (int i = 0; i < expected.length; i++) {
      assertThat(row.get(i)).as(row.schema().fieldNames()[i]).isEqualTo(expected[i]);
    }
  }
}
