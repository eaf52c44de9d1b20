package plaza.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import plaza.catalog.Catalog;

/**
 * Builds the tables of safety, care, energy and tourism from what real publishers sent, and holds
 * them against figures that other tools made of the same files, given beside them: SQL is of DuckDB
 * 1.5.5 over columns read as text, the rest is Python with shapely 2.2 (GEOS).
 *
 * <p>There, {@code raw} are the five lists of the police after {@code iconv -f CP950}, {@code t}
 * their rows with a 編號, a 發生日期 of seven characters before 1160000 and a second hour of at most 24,
 * with d their date (year + 1911), h1 and h2 their hours, and where 發生地點 begins with the city, once
 * or twice, ds the three characters behind it if the third is 區, and vl what follows up to the
 * fourth character if it ends in 里. {@code e} is the list of the utility, {@code tpe} its rows of
 * 台北市. {@code last} are the facilities by sha256 of kind, name and address (台 as 臺, digits of half
 * width, no blanks), the last of each; {@code r} are the attractions, {@code pics} of each of them
 * file split before each 'http', without those that end in .mp3 or .flv. {@code cells} are the rows
 * of t and the crashes of 臺北市 by place and month: by the least CPTVID of the villages (after
 * make_valid) that intersect, or whose TNAME and VNAME are ds and vl; else by ds; else the city.
 */
class RealPeopleFeedsTest {
  private static RealFeeds real;

  @BeforeAll
  static void build(@TempDir Path folder) throws SQLException {
    if (!RealFeeds.areAtHand()) {
      return;
    }
    real = new RealFeeds(folder, Catalog.read(List.of(Checkout.SCHEMAS)));
    land();
    real.build(
        "safety.incidents_by_village_month",
        "care.facilities",
        "energy.consumption",
        "tourism.attractions");
  }

  @BeforeEach
  void without_the_folder_of_real_feeds_tests_are_skipped() {
    RealFeeds.orSkip();
  }

  // Each a little after the last thing that it tells of; registers when their publisher had them.
  private static void land() {
    real.land("tw_villages", "boundaries/*/taipei_village.geojson", "2024-01-01T00:00:00Z");
    real.land("tw_districts", "boundaries/*/taipei_town.geojson", "2024-01-01T00:00:00Z");
    for (String list : List.of("bicycle", "motorcycle", "car", "snatching", "robbery")) {
      real.land("tw_thefts", "crime/*/" + list + ".csv", "2026-04-30T00:00:00Z");
    }
    real.land("tw_crashes", "accidents/*/history/*.csv", "2019-10-30T00:00:00Z");
    real.land("tw_crashes", "accidents/*/data/2025/NPA_TMA2_12.csv", "2025-12-16T00:00:00Z");
    real.land("tw_crashes", "accidents/*/data/2025/a1.csv", "2025-12-29T00:00:00Z");
    real.land("tw_care_facilities", "facilities/*/socl_*.geojson", "2024-01-01T00:00:00Z");
    real.land("tw_electricity", "energy/*/*統計資料.csv", "2019-09-15T00:00:00Z");
    real.land("tw_attractions", "poi/Padax*/taipei-attractions.json", "2016-11-01T00:00:00Z");
  }

  @Test
  void every_table_passes_its_checks_and_all_are_published_together() {
    assertThat(real.house.log.findings).isEmpty();
    assertThat(real.house.log.skipped).isEmpty();
    assertThat(real.house.log.published).containsExactly("8");
  }

  @Test
  void every_raw_row_has_a_fate() throws SQLException {
    // count(*) of raw: 3856 + 3342 + 2580 + 25 + 54; count(*) of t; 2705 rows are all commas
    real.fates("safety.thefts", 9857, Map.of("kept", 7148L, "refused", 4L, "out_of_scope", 2705L));
    // len(features), len(last)
    real.fates("care.facilities", 578, Map.of("kept", 543L, "superseded", 35L));
    // count(*) of e, count(*) filter (縣市 = '台北市'): 2116, 92 of which each makes four rows
    real.fates("energy.consumption", 2116, Map.of("out_of_scope", 2024L, "kept", 368L));
    // len(r)
    real.fates("tourism.attractions", 319, Map.of("kept", 319L));
  }

  @Test
  void four_records_of_thefts_are_impossible() {
    // grep -n: 1550222 (which is 2066) of robbery, 110420 of motorcycle, the last row of car,
    // which is ,,1101231,, and 04~60 of snatching
    assertThat(
            real.spark
                .sql(
                    """
                    select code, row, message from plaza_fates.safety.thefts
                    where fate = 'refused' order by code, row
                    """)
                .collectAsList())
        .extracting(row -> row.getString(0) + " " + row.getLong(1))
        .containsExactly(
            "impossible_time 26", "impossible_time 1802", "missing_key 3343", "out_of_range 33");
  }

  @Test
  void thefts_are_as_recorded() {
    real.figures(
        """
        select count(*), count(distinct offence, record_number), min(occurred_date),
          max(occurred_date), sum(record_number), sum(from_hour), sum(until_hour),
          sum(from_hour * until_hour), count(*) filter (where until_hour < from_hour),
          count(district), count(distinct district), count(village),
          count(distinct district, village), sum(length(address)), sum(unix_date(occurred_date))
        from safety.thefts
        """,
        RealFeeds.SUM,
        7148L, // count(*) of t
        7148L, // count(distinct (案類, 編號))
        LocalDate.parse("2015-01-01"), // min(d)
        LocalDate.parse("2026-04-19"), // max(d)
        10_968_304L, // sum(編號)
        85_530L, // sum(h1)
        92_389L, // sum(h2)
        1_324_142L, // sum(h1 * h2)
        310L, // count(*) filter (h2 < h1)
        7099L, // count(ds)
        12L, // count(distinct ds)
        2772L, // count(vl)
        337L, // count(distinct (ds, vl)) filter (vl is not null)
        138_990L, // sum(length(發生地點))
        131_941_609L); // sum(datediff('day', date '1970-01-01', d))
    real.figures(
        """
        select count(*) filter (where offence = 'bicycle_theft'),
          count(*) filter (where offence = 'motorcycle_theft'),
          count(*) filter (where offence = 'car_theft'),
          count(*) filter (where offence = 'snatching'),
          count(*) filter (where offence = 'robbery'),
          sum(unix_date(occurred_date)) filter (where offence = 'car_theft')
        from safety.thefts
        """,
        RealFeeds.SUM,
        3856L, // count(*) group by 案類
        2579L,
        636L,
        53L,
        24L,
        11_326_475L); // sum(epoch(d) / 86400) of 汽車竊盜
  }

  @Test
  void facilities_listed_twice_are_kept_once() {
    real.figures(
        """
        select count(*), count(distinct facility_id), min(facility_id), max(facility_id),
          count(distinct service_group), count(distinct service_type),
          count(*) filter (where service_group = '銀髮族服務'), sum(length(facility_name)),
          sum(length(address)), count(district_name), count(distinct district_name), sum(xmin),
          sum(ymin), sum(xmin * ymin)
        from care.facilities
        """,
        RealFeeds.SUM,
        543L, // len(last)
        543L,
        "000ba790b64de8ff", // min(last), hashlib
        "fffda54c37a7b026",
        7L, // len({main_type})
        46L, // len({sub_type})
        170L, // sum(main_type == '銀髮族服務')
        8498L, // sum(len(name.strip()))
        10_154L, // sum(len(address.strip()))
        541L, // sum(re.match('[臺台]北市..區', address))
        12L,
        65995.56539999996, // sum(x)
        13606.132600000003, // sum(y)
        1653672.7524349003); // sum(x * y)
  }

  @Test
  void electricity_is_counted_without_the_totals_of_the_country() {
    real.figures(
        """
        select count(*), count(distinct month_date), min(month_date), max(month_date),
          sum(sold_kwh), sum(sold_kwh) filter (where sector = 'residential'),
          sum(sold_kwh) filter (where sector = 'services'),
          sum(sold_kwh) filter (where sector = 'government'),
          sum(sold_kwh) filter (where sector = 'agriculture'),
          sum(sold_kwh) filter (where sector = 'residential' and month_date = date '2019-08-01'),
          sum(sold_kwh * year(month_date)) filter (where sector = 'residential'),
          min(sold_kwh), max(sold_kwh)
        from energy.consumption
        """,
        RealFeeds.SUM,
        368L, // 4 * count(*) of tpe
        92L, // count(distinct 日期)
        LocalDate.parse("2012-01-01"), // min(日期)
        LocalDate.parse("2019-08-01"), // max(日期)
        114_794_197_726L, // sum("合計售電量(度)") of tpe, a column that Plaza does not read
        40_874_028_012L, // sum("住宅部門售電量(度)")
        61_867_089_973L, // sum("服務業部門售電量(度)")
        11_913_763_984L, // sum("機關用電售電量(度)")
        139_315_757L, // sum("農林漁牧售電量(度)")
        564_756_678L, // sum(…) filter (日期 = '2019年08月')
        82_374_934_080_872L, // sum("住宅部門售電量(度)" * substr(日期, 1, 4))
        466_348L, // min("農林漁牧售電量(度)")
        843_435_292L); // max("服務業部門售電量(度)")
  }

  @Test
  void attractions_keep_their_pictures_apart() {
    real.figures(
        """
        select count(*), count(distinct attraction_id), count(distinct category),
          count(nearest_station), count(opening_hours), sum(image_count),
          sum(image_count * image_count), min(image_count), sum(length(image_urls)),
          sum(size(split(image_urls, ' '))), min(published_date), max(published_date),
          sum(unix_date(published_date)), sum(length(attraction_name)), sum(length(description)),
          sum(length(address)), sum(length(opening_hours)), sum(length(nearest_station)),
          sum(xmin), sum(ymin), sum(xmin * ymin)
        from tourism.attractions
        """,
        RealFeeds.SUM,
        319L, // len(r)
        319L, // len({SERIAL_NO})
        11L, // len({CAT2 without ideographic blanks})
        293L, // sum(MRT is not None)
        263L, // sum(MEMO_TIME is not None)
        1575L, // sum(len(pics)): 1624 files less 32 mp3 and 17 flv
        10_753L, // sum(len(pics) ** 2)
        1, // min(len(pics))
        167_651L, // sum(len(' '.join(pics))), none of which holds a blank
        1575L,
        LocalDate.parse("2011-11-13"), // min(xpostDate)
        LocalDate.parse("2016-10-28"), // max(xpostDate)
        5_282_941L, // sum((date(xpostDate) - date(1970, 1, 1)).days)
        2290L, // sum(len(stitle))
        132_468L, // sum(len(xbody))
        5120L, // sum(len(address.replace(' ', '')))
        8431L, // sum(len(MEMO_TIME))
        852L, // sum(len(MRT))
        38770.31093899999, // sum(float(longitude))
        7995.048346000006, // sum(float(latitude))
        971694.2961705077); // sum(float(longitude) * float(latitude))
  }

  @Test
  void incidents_are_placed_no_more_finely_than_their_records_allow() {
    real.figures(
        """
        select count(*), count(*) filter (where area_level = 'village'),
          count(*) filter (where area_level = 'district'),
          count(*) filter (where area_level = 'city'),
          count(distinct area_id) filter (where area_level = 'village'),
          sum(try_cast(area_id as bigint)) filter (where area_level = 'village'),
          count(distinct month_date), min(month_date), max(month_date), count(district_name),
          count(village_name)
        from safety.incidents_by_village_month
        """,
        RealFeeds.SUM,
        3984L, // len(cells)
        2741L,
        1208L,
        35L,
        389L, // len({cell.place}) of villages
        17_270_193_456_643L, // sum(int(CPTVID))
        136L,
        LocalDate.parse("2015-01-01"),
        LocalDate.parse("2026-04-01"),
        3949L, // 2741 + 1208
        2741L);
    real.figures(
        """
        select sum(bicycle_thefts), sum(motorcycle_thefts), sum(car_thefts), sum(snatchings),
          sum(robberies), sum(fatal_crashes), sum(injury_crashes),
          sum(bicycle_thefts * bicycle_thefts), sum(motorcycle_thefts * motorcycle_thefts),
          sum(car_thefts * car_thefts), sum(fatal_crashes * fatal_crashes),
          sum(injury_crashes * injury_crashes)
        from safety.incidents_by_village_month
        """,
        RealFeeds.SUM,
        3856L, // as in safety.thefts: nothing is lost and nothing counted twice
        2579L,
        636L,
        53L,
        24L,
        129L, // crashes of 臺北市 with 事故類別名稱 A1, or 死亡 above 0 in 107年
        146L, // those with A2
        8252L, // sum(n ** 2) over cells
        11_097L,
        882L,
        137L,
        258L);
    // Cells whose month lies between min(month) and max(month) of the offence; of crashes, is one
    // of the 24 months with an A1, the one with an A2.
    real.figures(
        """
        select count(bicycle_thefts), count(motorcycle_thefts), count(car_thefts),
          count(snatchings), count(robberies), count(fatal_crashes), count(injury_crashes)
        from safety.incidents_by_village_month
        """,
        RealFeeds.SUM,
        3983L,
        2922L,
        3983L,
        2883L,
        2875L,
        944L,
        130L);
  }

  @Test
  void incidents_stand_at_the_level_of_what_is_known() {
    real.figures(
        """
        with i as (
          select area_level, coalesce(bicycle_thefts, 0) + coalesce(motorcycle_thefts, 0)
            + coalesce(car_thefts, 0) + coalesce(snatchings, 0) + coalesce(robberies, 0)
            + coalesce(fatal_crashes, 0) + coalesce(injury_crashes, 0) as n
          from safety.incidents_by_village_month)
        select sum(n) filter (where area_level = 'village'),
          sum(n) filter (where area_level = 'district'), sum(n) filter (where area_level = 'city')
        from i
        """,
        RealFeeds.SUM,
        3041L, // 2768 thefts, as 4 of the 2772 vl are no VNAME of their district; 273 crashes
        4331L,
        51L); // 49 thefts without ds, 2 crashes in no village
  }
}
