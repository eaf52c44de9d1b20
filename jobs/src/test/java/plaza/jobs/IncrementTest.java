package plaza.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import plaza.catalog.Catalog;
import plaza.contract.DatasetName;
import plaza.jobs.sample.SampleCity;
import plaza.jobs.worker.Fingerprints;
import plaza.jobs.worker.Workload;
import plaza.lake.Load;
import plaza.lake.Loads;
import plaza.lake.Receipt;
import plaza.lake.Shelf;

/** What is new is added to what is there, and ends in what a build from nothing gives. */
class IncrementTest {
  private static final Catalog CATALOG = Catalog.read(List.of(Checkout.SCHEMAS));
  private static final LocalDate FIRST = SampleCity.standard().from();
  private static final String[] NAMES = {
    "place.villages",
    "mobility.bike_availability",
    "mobility.bike_stations",
    "mobility.bikes_by_village_hour",
    "place.population"
  };

  @TempDir static Path shared;
  @TempDir Path folder;

  private static House whole;
  private static final List<Receipt> RECEIPTS = new ArrayList<>();

  @BeforeAll
  static void build_all_at_once() {
    whole = new House(shared, CATALOG);
    try {
      new SampleCity(3, 16_000, FIRST, 3)
          .write(Files.createDirectories(whole.home.root().resolve("sample")), what -> {});
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    whole.land(SampleCity.CITY, FIRST, FIRST.plusDays(2));
    whole.build(NAMES);
    assertThat(whole.log.findings).isEmpty();
    Stream.of(NAMES)
        .map(name -> CATALOG.findDataset(DatasetName.parse(name)).orElseThrow())
        .flatMap(dataset -> dataset.feeds().stream())
        .distinct()
        .forEach(feed -> RECEIPTS.addAll(whole.home.landed().list(feed)));
  }

  @Test
  void files_in_any_order_and_in_many_builds_end_in_the_same_tables_fates_and_counts()
      throws Exception {
    House other = new House(folder, CATALOG);
    List<Receipt> shuffled = new ArrayList<>(RECEIPTS);
    Collections.shuffle(shuffled, new Random(11));
    int builds = 4;
    for (int i = 0; i < builds; i++) {
      int from = i * shuffled.size() / builds;
      int to = (i + 1) * shuffled.size() / builds;
      for (Receipt receipt : shuffled.subList(from, to)) {
        other.land(
            receipt.feed(), whole.home.landed().file(receipt), receipt.fetchedAt().toString());
      }
      other.build(NAMES);
      assertThat(other.log.findings).isEmpty();
    }

    for (String name : NAMES) {
      assertThat(other.published(name)).as(name).isEqualTo(whole.published(name)).isNotEmpty();
    }
    // The last build read only what was new of the tables that grow.
    assertThat(isWhole(other, "mobility.bike_availability")).isFalse();
    assertThat(isWhole(other, "mobility.bike_stations")).isFalse();
    assertThat(isWhole(other, "mobility.bikes_by_village_hour")).isFalse();
    for (String name : List.of("mobility.bike_availability", "mobility.bike_stations")) {
      assertThat(fates(other, name)).as(name).isEqualTo(fates(whole, name)).isNotEmpty();
      assertThat(counts(other, name)).as(name).isEqualTo(counts(whole, name)).isNotEmpty();
    }
  }

  @Test
  void what_is_derived_by_the_hour_is_the_same_day_by_day_and_at_once() throws Exception {
    String[] derived = {
      "mobility.toll_travel_time_by_hour",
      "mobility.parking_pressure",
      "environment.air_quality_by_district_hour"
    };
    String[] names =
        CATALOG.upstream(Stream.of(derived).map(DatasetName::parse).toList()).stream()
            .map(dataset -> dataset.name().toString())
            .toArray(String[]::new);
    whole.build(names);
    assertThat(whole.log.findings).isEmpty();

    House other = new House(folder, CATALOG);
    copySample(other);
    for (int day = 0; day < 3; day++) {
      other.land(SampleCity.CITY, FIRST.plusDays(day), FIRST.plusDays(day));
      other.build(names);
      assertThat(other.log.findings).isEmpty();
    }

    for (String name : derived) {
      // Registers that say what they said before, in a new file each day, cost nothing further on.
      assertThat(isWhole(other, name)).as(name).isFalse();
      assertThat(other.published(name)).as(name).isEqualTo(whole.published(name)).isNotEmpty();
    }
  }

  @Test
  void what_a_build_has_to_read_is_what_is_new_where_that_is_added() throws Exception {
    House other = new House(folder, CATALOG);
    copySample(other);
    other.land(SampleCity.CITY, FIRST, FIRST.plusDays(1));
    other.build("place.villages", "mobility.bike_availability");
    long before = landed(other, "mobility.bike_availability");
    other.land(SampleCity.CITY, FIRST.plusDays(2), FIRST.plusDays(2));

    assertThat(toRead(other, "mobility.bike_availability"))
        .isEqualTo(landed(other, "mobility.bike_availability") - before)
        .isPositive();
    assertThat(toRead(other, "place.villages")).isZero();
    // A register is its last version, and what was never built is made of all that has landed.
    Receipt register = RECEIPTS.stream().filter(r -> isOf("place.villages", r)).toList().getFirst();
    Path next = folder.resolve("next");
    Files.copy(other.home.landed().file(register), next);
    Files.writeString(next, "\n", java.nio.file.StandardOpenOption.APPEND);
    other.land(register.feed(), next, FIRST.plusDays(3) + "T00:00:00Z");
    assertThat(toRead(other, "place.villages"))
        .isEqualTo(landed(other, "place.villages"))
        .isEqualTo(2 * register.bytes() + 1);
    assertThat(toRead(other, "mobility.bike_stations"))
        .isEqualTo(landed(other, "mobility.bike_stations"));
    assertThat(toRead(other, "mobility.bikes_by_village_hour"))
        .isGreaterThan(landed(other, "mobility.bike_availability"));
  }

  private static long toRead(House house, String name) throws Exception {
    Loads loads = new Loads(house.database);
    return new Workload(
            CATALOG, new Fingerprints(CATALOG, house.home.landed()), loads, loads.standings())
        .bytes(List.of(CATALOG.findDataset(DatasetName.parse(name)).orElseThrow()));
  }

  private static boolean isOf(String name, Receipt receipt) {
    return CATALOG
        .findDataset(DatasetName.parse(name))
        .orElseThrow()
        .feeds()
        .contains(receipt.feed());
  }

  private static long landed(House house, String name) {
    return CATALOG.findDataset(DatasetName.parse(name)).orElseThrow().feeds().stream()
        .flatMap(feed -> house.home.landed().list(feed).stream())
        .mapToLong(Receipt::bytes)
        .sum();
  }

  @Test
  void a_day_that_did_not_change_keeps_its_files() {
    House other = new House(folder, CATALOG);
    copySample(other);
    other.land(SampleCity.CITY, FIRST, FIRST.plusDays(1));
    other.build("mobility.bike_availability");
    List<String> first =
        files(other, "mobility.bike_availability").stream()
            .filter(file -> file.contains("observed_date=" + FIRST))
            .toList();

    other.land(SampleCity.CITY, FIRST.plusDays(2), FIRST.plusDays(2));
    other.build("mobility.bike_availability");

    assertThat(files(other, "mobility.bike_availability")).containsAll(first);
    assertThat(first).isNotEmpty();
    assertThat(other.published("mobility.bike_availability"))
        .isEqualTo(whole.published("mobility.bike_availability"));
  }

  @Test
  void a_build_with_nothing_new_changes_nothing_and_what_is_derived_is_not_derived_again()
      throws Exception {
    House other = new House(folder, CATALOG);
    copySample(other);
    other.land(SampleCity.CITY, FIRST, FIRST);
    other.build(NAMES);
    List<String> before = files(other, "mobility.bikes_by_village_hour");

    other.build(NAMES);

    assertThat(files(other, "mobility.bikes_by_village_hour")).isEqualTo(before);
    assertThat(isWhole(other, "mobility.bikes_by_village_hour")).isFalse();
  }

  @Test
  void a_file_set_aside_takes_its_rows_with_it() throws Exception {
    House other = new House(folder, CATALOG);
    copySample(other);
    other.land(SampleCity.CITY, FIRST, FIRST);
    other.build("mobility.bike_availability");
    List<String> before = other.published("mobility.bike_availability");
    other.land(SampleCity.CITY, FIRST.plusDays(1), FIRST.plusDays(1));
    other.build("mobility.bike_availability");
    for (Receipt receipt : other.home.landed().list("atlantis_bikes")) {
      if (receipt.fetchedAt().toString().compareTo("2026-03-29T01:00:00Z") >= 0) {
        other.home.landed().setAside(receipt, "a test");
      }
    }

    other.build("mobility.bike_availability");

    assertThat(isWhole(other, "mobility.bike_availability")).isTrue();
    assertThat(other.published("mobility.bike_availability")).isEqualTo(before);
  }

  private static void copySample(House house) {
    try {
      Files.createDirectories(house.home.root());
      Files.createSymbolicLink(
          house.home.root().resolve("sample"), whole.home.root().resolve("sample"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isWhole(House house, String name) throws Exception {
    return new Loads(house.database)
        .findPublished(DatasetName.parse(name))
        .orElseThrow()
        .basis()
        .isWhole();
  }

  /** What became of rows, each with its address; which one took a place may differ on the way. */
  private static List<String> fates(House house, String name) {
    return house
        .spark
        .table(Shelf.PUBLISHED.fates() + "." + name)
        .selectExpr("concat_ws(' ', source, receipt, member, row, part, fate, code)")
        .collectAsList()
        .stream()
        .map(row -> row.getString(0))
        .sorted()
        .toList();
  }

  private static Map<String, Long> counts(House house, String name) throws Exception {
    Map<String, Long> counts = new TreeMap<>();
    for (Load.FateCount c : new Loads(house.database).fates(DatasetName.parse(name))) {
      counts.put(String.join(" ", c.source(), c.receipt(), c.fate(), c.code()), c.rows());
    }
    return counts;
  }

  private static List<String> files(House house, String name) {
    return house
        .spark
        .sql("select file_path from " + Shelf.PUBLISHED.tables() + "." + name + ".files")
        .collectAsList()
        .stream()
        .map((Row row) -> row.getString(0))
        .sorted()
        .toList();
  }
}
