package plaza.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import plaza.catalog.Catalog;
import plaza.check.FindingCode;
import plaza.contract.DatasetName;
import plaza.lake.Shelf;

/**
 * Bikes by the General Bikeshare Feed Specification: Oslo's as recorded, the specification's own
 * examples, and a conversion by a third party whose numbers do not hold. Figures are of Python's
 * csv and json over the same files.
 */
class RealGbfsTest {
  private static final Path FEEDS = Checkout.ROOT.resolve("../shared/feeds/gbfs").normalize();
  private static final String[] BIKES = {"mobility.bike_stations", "mobility.bike_availability"};

  @TempDir Path folder;

  @BeforeEach
  void without_the_folder_of_real_feeds_tests_are_skipped() {
    Assumptions.assumeTrue(Files.isDirectory(FEEDS), "no folder of real feeds at hand");
  }

  @Test
  void oslo_is_a_city_like_another() {
    House house = new House(folder, Catalog.read(List.of(Checkout.SCHEMAS)));
    Path oslo = FEEDS.resolve("Kalli__bysykkel-data");
    house.land("no_oslo_stations", oslo.resolve("station_information.csv"), "2025-04-01T00:12:10Z");
    house.land("no_oslo_gbfs_status", oslo.resolve("station_status.json"), "2025-04-01T00:12:10Z");
    house.build(BIKES);
    assertThat(house.log.findings).isEmpty();
    house.spark.sql("use " + Shelf.PUBLISHED.tables());
    figures(
        house,
        """
        select count(*), sum(capacity), min(xmin), max(xmax), min(ymin), max(ymax)
        from mobility.bike_stations where city = 'oslo'
        """,
        STATIONS);
    figures(
        house,
        """
        select count(*), sum(bikes_available), sum(docks_available), count_if(is_active),
          min(observed_at), max(observed_at), max(observed_date)
        from mobility.bike_availability where city = 'oslo'
        """,
        REPORTS);
    // len({station_id of status} - {station_id of information}): 15 are new since
    figures(
        house,
        """
        select count(*) from mobility.bike_availability as a
        left anti join mobility.bike_stations as s using (city, station_id)
        """,
        15L);
    assertThat(offenders(house, "MORE_THAN_CAPACITY"))
        .isEqualTo(2); // sum(bikes + docks > capacity)
    assertThat(offenders(house, "CAPACITY_OF_SOMETHING_ELSE")).isZero();
  }

  private static final Object[] STATIONS = {
    260L, // len(information)
    5783L, // sum(capacity)
    10.651118,
    10.81431433498766,
    59.89843428245928,
    59.9534114
  };

  private static final Object[] REPORTS = {
    256L, // len(stations)
    1335L, // sum(num_bikes_available)
    4158L, // sum(num_docks_available)
    247L, // sum(is_installed and is_renting)
    Instant.parse("2025-04-01T00:12:06Z"), // last_reported is the same of all
    Instant.parse("2025-04-01T00:12:06Z"),
    LocalDate.parse("2025-04-01")
  };

  @Test
  void the_specification_s_examples_of_2_3_and_3_0_fill_the_same_tables() throws IOException {
    Path tree = folder.resolve("tree");
    // They lie in Paris, and at 12.34, 45.67.
    write(
        tree.resolve("cities/anywhere.yaml"),
        """
        name: Anywhere
        country: FR
        time_zone: Europe/Paris
        metric_crs: EPSG:2154
        bounds: [-10, 0, 60, 60]
        languages: [fr]
        """);
    for (String form : List.of("gbfs", "gbfs3")) {
      like(tree, form, "information", BIKES[0], "anywhere");
      like(tree, form, "status", BIKES[1], "anywhere");
    }
    House house = new House(folder, Catalog.read(List.of(Checkout.SCHEMAS, tree)));
    assertThat(house.catalog.problems()).isEmpty();
    Path examples = FEEDS.resolve("MobilityData__gbfs-json-schema");
    land(house, "anywhere_gbfs_information", examples.resolve("v2.3/station_information.json"));
    land(house, "anywhere_gbfs_status", examples.resolve("v2.3/station_status.json"));
    land(house, "anywhere_gbfs3_information", examples.resolve("v3.0/station_information.json"));
    land(house, "anywhere_gbfs3_status", examples.resolve("v3.0/station_status.json"));
    house.build(BIKES);
    assertThat(house.log.findings).isEmpty();
    // len(stations): 2 and 23, and the first of each by name
    assertThat(house.published(BIKES[0]))
        .hasSize(25)
        .anyMatch(row -> row.contains("\"station_name\":\"Cool bikes\""))
        .anyMatch(row -> row.contains("\"station_name\":\"2 ROUES\""));
    house.spark.sql("use " + Shelf.PUBLISHED.tables());
    figures(
        house,
        """
        select count(*), sum(bikes_available), sum(docks_available), min(observed_at),
          max(observed_at)
        from mobility.bike_availability
        """,
        3L,
        7L, // 1 + 6 of 2.3, 0 of 3.0
        11L, // 3 + 8, and none is told in 3.0
        Instant.parse("2019-07-04T13:33:03.969Z"),
        Instant.parse("2025-07-02T06:21:03Z")); // 1751437263
  }

  @Test
  void a_conversion_with_fractional_times_and_too_many_docks_is_caught_twice() throws IOException {
    Path conversion = FEEDS.resolve("johnsonafool__share_bike_api/taipei");
    Path tree = folder.resolve("tree");
    like(tree, "gbfs", "information", BIKES[0], "taipei");
    Path status = like(tree, "gbfs", "status", BIKES[1], "taipei");
    House house = new House(folder, Catalog.read(List.of(Checkout.SCHEMAS, tree)));
    land(house, "taipei_gbfs_information", conversion.resolve("station_information.json"));
    land(house, "taipei_gbfs_status", conversion.resolve("station_status.json"));

    house.build(BIKES);

    assertThat(house.log.findings)
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.code()).isEqualTo(FindingCode.TOO_MANY_REFUSED);
          assertThat(finding.message())
              .startsWith("found 1339 of 1339 rows refused (1339 impossible_time)");
        });

    // Whoever lets the fractions pass meets the numbers.
    Files.writeString(
        status,
        Files.readString(status)
            .replace(
                "cast(last_reported as bigint)", "cast(cast(last_reported as double) as bigint)"));
    House lenient =
        new House(folder.resolve("lenient"), Catalog.read(List.of(Checkout.SCHEMAS, tree)));
    land(lenient, "taipei_gbfs_information", conversion.resolve("station_information.json"));
    land(lenient, "taipei_gbfs_status", conversion.resolve("station_status.json"));
    lenient.build(BIKES);
    assertThat(lenient.log.findings)
        .filteredOn(finding -> finding.dataset().equals(BIKES[1]))
        .anySatisfy(finding -> {
          assertThat(finding.code()).isEqualTo(FindingCode.CHECK_FAILED);
          assertThat(finding.address()).isEqualTo("CAPACITY_OF_SOMETHING_ELSE");
        })
        .anySatisfy(finding -> {
          // sum(bikes + docks > capacity): all
          assertThat(finding.code()).isEqualTo(FindingCode.CHECK_WARNED);
          assertThat(finding.address()).isEqualTo("MORE_THAN_CAPACITY");
          assertThat(finding.message()).contains("found 1339 rows");
        });
  }

  /** Declares a feed like one of Oslo's for another city, and gives its source. */
  private static Path like(Path tree, String form, String part, String dataset, String city)
      throws IOException {
    String feed = city + "_" + form + "_" + part;
    String like = "no_oslo_" + form + "_" + part;
    write(
        tree.resolve("feeds/" + feed + ".yaml"),
        Files.readString(Checkout.SCHEMAS.resolve("feeds/" + like + ".yaml")));
    String folder = dataset.replace('.', '/') + "/sources/";
    String source = form.equals("gbfs") ? "oslo.yaml" : "oslo_gbfs3.yaml";
    Path file = tree.resolve(folder + feed + ".yaml");
    write(
        file,
        Files.readString(Checkout.SCHEMAS.resolve(folder + source))
            .replace("feed: " + like, "feed: " + feed)
            .replace("city: oslo", "city: " + city));
    return file;
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private static void land(House house, String feed, Path file) {
    house.land(feed, file, "2025-07-02T06:30:00Z");
  }

  private static long offenders(House house, String code) {
    var dataset = house.catalog.findDataset(DatasetName.parse(BIKES[1])).orElseThrow();
    try {
      return house.spark.sql(String.valueOf(SqlChecks.of(dataset).get(code))).count();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void figures(House house, String sql, Object... expected) {
    Row row = house.spark.sql(sql).first();
    for (int i = 0; i < expected.length; i++) {
      assertThat(row.get(i)).as(row.schema().fieldNames()[i]).isEqualTo(expected[i]);
    }
  }
}
