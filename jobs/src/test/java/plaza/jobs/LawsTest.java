package plaza.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import plaza.catalog.Catalog;
import plaza.catalog.Dataset;
import plaza.check.Finding;
import plaza.check.FindingCode;
import plaza.contract.DatasetName;
import plaza.contract.Feed;
import plaza.contract.Source;
import plaza.jobs.sample.SampleCity;
import plaza.lake.Build;
import plaza.lake.Load;
import plaza.lake.Loads;
import plaza.lake.Receipt;
import plaza.lake.Shelf;

/** The laws of the design, over every dataset of the sample city. */
class LawsTest {
  private static final Catalog CATALOG = Catalog.read(List.of(Checkout.SCHEMAS));
  private static final LocalDate FIRST = SampleCity.standard().from();
  private static final LocalDate SECOND = FIRST.plusDays(1);
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path shared;
  @TempDir Path folder;

  /** A small city that all tests of this class read, landed and built once. */
  private static House whole;

  @BeforeAll
  static void build_the_sample_city() {
    whole = new House(shared, CATALOG);
    record(whole);
    whole.land(SampleCity.CITY, FIRST, SECOND);
    whole.build();
    assertThat(whole.log.findings).isEmpty();
    assertThat(whole.log.skipped).isEmpty();
  }

  private static void record(House house) {
    try {
      new SampleCity(1, 16_000, FIRST, 2)
          .write(Files.createDirectories(house.home.root().resolve("sample")), what -> {});
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void every_row_read_has_one_fate() throws Exception {
    for (Dataset dataset : CATALOG.datasets().values()) {
      if (dataset.findQuery().isPresent()) {
        continue;
      }
      Load load = new Loads(whole.database).findPublished(dataset.name()).orElseThrow();
      Map<String, Long> fates = new HashMap<>();
      load.fates().forEach(c -> fates.merge(c.source() + " " + c.receipt(), c.rows(), Long::sum));
      Map<String, Long> read = new HashMap<>();
      for (Source source : dataset.sources()) {
        Feed feed = CATALOG.feed(source.feed());
        for (Receipt receipt : whole.home.landed().inUse(feed.id())) {
          var zone =
              source.city() == null
                  ? java.time.ZoneOffset.UTC
                  : feed.zoneIn(CATALOG.city(source.city()));
          if (source.covers(receipt.fetchedAt().atZone(zone).toLocalDate())) {
            Path file = whole.home.landed().file(receipt);
            read.put(source.id() + " " + receipt.id(), rows(feed, source, file));
          }
        }
      }
      if (dataset.sources().stream().allMatch(s -> s.rows() == null)) {
        assertThat(fates).as(dataset.name().toString()).isEqualTo(read);
      } else {
        // A row in scope becomes several: all of them stand at its address.
        long all = read.values().stream().mapToLong(Long::longValue).sum();
        assertThat(addresses(dataset.name()) + sum(load, "out_of_scope"))
            .as(dataset.name().toString())
            .isEqualTo(all);
      }
      long kept = sum(load, "kept");
      assertThat(load.rows()).as(dataset.name().toString()).isEqualTo(kept);
    }
  }

  /** From how many rows those come that were kept, refused or superseded. */
  private static long addresses(DatasetName name) {
    return whole
        .spark
        .table(Shelf.PUBLISHED.tables() + "." + name)
        .selectExpr("_receipt as receipt", "_row as row")
        .union(
            whole
                .spark
                .table(Shelf.PUBLISHED.fates() + "." + name)
                .where("fate <> 'kept'")
                .select("receipt", "row"))
        .distinct()
        .count();
  }

  /** Rows of a landed file, counted without Plaza's readers. */
  private static long rows(Feed feed, Source source, Path file) throws IOException {
    return switch (feed.format()) {
      case "json" -> {
        Object records = feed.options().getOrDefault("records", "");
        var rows = JSON.readTree(file.toFile()).at(String.valueOf(records));
        yield feed.options().containsKey("single") ? 1 : rows.size();
      }
      case "geojson" -> JSON.readTree(file.toFile()).get("features").size();
      case "csv" ->
          Files.readAllLines(file, feed.encoding().charset()).size()
              - (feed.options().get("header") instanceof List ? 0 : 1);
      case "gtfs" -> {
        try (ZipFile zip = new ZipFile(file.toFile())) {
          byte[] bytes = zip.getInputStream(zip.getEntry(source.member() + ".txt")).readAllBytes();
          yield new String(bytes, StandardCharsets.UTF_8).lines().count() - 1;
        }
      }
      default -> 1;
    };
  }

  private static long sum(Load load, String fate) {
    return load.fates().stream()
        .filter(c -> c.fate().equals(fate))
        .mapToLong(Load.FateCount::rows)
        .sum();
  }

  @Test
  void tables_are_built_side_by_side_and_each_behind_what_it_looks_into() {
    List<String> steps = whole.log.steps;
    for (Dataset dataset : CATALOG.datasets().values()) {
      Stream.concat(dataset.inputs().stream(), dataset.consulted().stream())
          .forEach(other ->
              assertThat(steps)
                  .containsSubsequence("built " + other, "building " + dataset.name()));
    }
    long underway = 0;
    long most = 0;
    for (String step : steps) {
      underway += step.startsWith("building ") ? 1 : -1;
      most = Math.max(most, underway);
    }
    assertThat(most).isEqualTo(2);
  }

  @Test
  void a_superseded_row_names_its_winner() {
    var rows =
        whole
            .spark
            .table(Shelf.PUBLISHED.fates() + ".mobility.bike_availability")
            .where("fate = 'superseded'");
    assertThat(rows.count()).isPositive();
    assertThat(rows.where("winner is null or winner not like '2026%'").count()).isZero();
    // The winner is a kept row: each address is that of a row in the table.
    assertThat(
            rows.selectExpr("winner")
                .distinct()
                .join(
                    whole
                        .spark
                        .table(Shelf.PUBLISHED.tables() + ".mobility.bike_availability")
                        .selectExpr("concat_ws(' ', _receipt, _member, _row, _part) as winner"),
                    "winner")
                .count())
        .isEqualTo(rows.selectExpr("winner").distinct().count());
  }

  @Test
  void tables_are_a_function_of_what_has_landed_in_any_order_and_any_number_of_times()
      throws IOException {
    House other = new House(folder, CATALOG);
    List<Receipt> receipts = new ArrayList<>();
    for (String feed : CATALOG.feeds().keySet()) {
      receipts.addAll(whole.home.landed().list(feed));
    }
    Collections.shuffle(receipts, new Random(7));
    int half = receipts.size() / 2;
    landAgain(other, receipts.subList(half, receipts.size()));
    other.build();
    landAgain(other, receipts);
    other.build();
    for (DatasetName name : CATALOG.datasets().keySet()) {
      assertThat(other.published(name.toString()))
          .as(name.toString())
          .isEqualTo(whole.published(name.toString()))
          .isNotEmpty();
    }
  }

  private static void landAgain(House house, List<Receipt> receipts) {
    for (Receipt receipt : receipts) {
      house.land(receipt.feed(), whole.home.landed().file(receipt), receipt.fetchedAt().toString());
    }
  }

  @Test
  void days_run_one_by_one_as_large_ones_end_in_the_same_tables() {
    House other = new House(folder, CATALOG).asLarge();
    record(other);
    String[] names = {"mobility.bike_availability", "environment.air_quality", "place.population"};
    other.land(SampleCity.CITY, FIRST, FIRST);
    other.build(names);
    other.land(SampleCity.CITY, SECOND, SECOND);
    other.build(names);
    for (String name : names) {
      assertThat(other.published(name)).as(name).isEqualTo(whole.published(name));
    }
  }

  @Test
  void a_file_that_is_not_what_its_feed_says_fails_that_dataset_alone() throws Exception {
    House other = new House(folder, CATALOG);
    record(other);
    String[] names = {
      "mobility.bike_availability", "mobility.bike_stations", "environment.air_quality"
    };
    other.land(SampleCity.CITY, FIRST, FIRST);
    other.build(names);
    List<String> bikes = other.published("mobility.bike_availability");
    Path truncated = folder.resolve("youbike_immediate.json");
    Path good = landed("atlantis_bikes");
    byte[] bytes = Files.readAllBytes(good);
    Files.write(truncated, java.util.Arrays.copyOf(bytes, bytes.length / 2));
    other.land("atlantis_bikes", truncated, "2026-03-28T12:34:56Z");
    other.land(SampleCity.CITY, SECOND, SECOND);

    other.build(names);

    assertThat(other.log.findings)
        .extracting(Finding::code)
        .containsOnly(FindingCode.TRUNCATED_FILE);
    assertThat(other.log.findings)
        .extracting(Finding::dataset)
        .containsExactlyInAnyOrder("mobility.bike_availability", "mobility.bike_stations");
    assertThat(other.log.findings.getFirst().address()).startsWith("20260328T123456Z-");
    assertThat(other.published("mobility.bike_availability")).isEqualTo(bikes);
    assertThat(other.published("environment.air_quality"))
        .isEqualTo(whole.published("environment.air_quality"));

    Receipt bad =
        other.home.landed().list("atlantis_bikes").stream()
            .filter(r -> r.id().startsWith("20260328T123456Z-"))
            .findFirst()
            .orElseThrow();
    other.home.landed().setAside(bad, "half a file");
    other.build(names);
    assertThat(other.published("mobility.bike_availability"))
        .isEqualTo(whole.published("mobility.bike_availability"));
  }

  @Test
  void more_refused_than_allowed_fails_the_build_which_stays_inspectable_and_unpublished()
      throws Exception {
    House other = new House(folder, CATALOG);
    Path zip = landed("atlantis_gtfs");
    // Versions of a register pile up; they must not make room for a bad one.
    for (int minute = 0; minute < 60; minute++) {
      other.land("atlantis_gtfs", zip, "2026-03-28T01:%02d:00Z".formatted(minute));
    }
    other.build("mobility.transit_stops");
    List<String> stops = other.published("mobility.transit_stops");
    Path swapped = folder.resolve("swapped.zip");
    swapColumns(zip, swapped);
    other.land("atlantis_gtfs", swapped, "2026-03-29T01:00:00Z");

    other.build("mobility.transit_stops");

    assertThat(other.log.findings)
        .singleElement()
        .satisfies(f -> {
          assertThat(f.code()).isEqualTo(FindingCode.TOO_MANY_REFUSED);
          assertThat(f.message()).contains("swapped_coordinates").contains("expected at most");
        });
    assertThat(other.published("mobility.transit_stops")).isEqualTo(stops);
    assertThat(
            other
                .spark
                .table(Shelf.FAILED.fates() + ".mobility.transit_stops")
                .where("code = 'swapped_coordinates'")
                .count())
        .isGreaterThan(stops.size() / 2);
    Load last =
        new Loads(other.database).findLast(DatasetName.parse("mobility.transit_stops")).get();
    assertThat(last.isPublished()).isFalse();
  }

  /** The first file of a feed that landed for the sample city. */
  private static Path landed(String feed) {
    return whole.home.landed().file(whole.home.landed().list(feed).getFirst());
  }

  private static void swapColumns(Path zip, Path target) throws IOException {
    try (ZipFile in = new ZipFile(zip.toFile());
        var out = new java.util.zip.ZipOutputStream(Files.newOutputStream(target))) {
      out.putNextEntry(new java.util.zip.ZipEntry("stops.txt"));
      String text =
          new String(
              in.getInputStream(in.getEntry("stops.txt")).readAllBytes(), StandardCharsets.UTF_8);
      out.write(
          text.replace("stop_lat", "x")
              .replace("stop_lon", "stop_lat")
              .replace(",x", ",stop_lon")
              .getBytes(StandardCharsets.UTF_8));
    }
  }

  @Test
  void tables_of_a_build_are_published_all_or_none() throws Exception {
    House other = new House(folder, CATALOG);
    record(other);
    other.land(SampleCity.CITY, FIRST, SECOND);
    other.build("place.districts", "place.villages");
    try (Build build = Build.begin(other.database, "conflict", () -> {})) {
      // Another publishes one of the two while this build runs.
      try (var connection = other.database.connect();
          var statement = connection.createStatement()) {
        statement.executeUpdate(
            "UPDATE iceberg_tables SET metadata_location = metadata_location || '?'"
                + " WHERE catalog_name = 'plaza' AND table_name = 'villages'");
      }
      String before = pointer(other, "plaza", "districts");
      try (var connection = other.database.connect();
          var statement = connection.createStatement()) {
        statement.executeUpdate(
            "UPDATE iceberg_tables SET metadata_location = 'new'"
                + " WHERE catalog_name = 'build' AND table_name = 'districts'");
      }
      assertThatThrownBy(
              () -> build.publish(List.of(load("place.districts"), load("place.villages"))))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("place.villages was published by another");
      assertThat(pointer(other, "plaza", "districts")).isEqualTo(before);
      assertThat(
              new Loads(other.database).findLast(DatasetName.parse("place.districts")).get().id())
          .isNotEqualTo("conflict");
    }
  }

  private static Load load(String dataset) {
    return new Load(
        "conflict",
        DatasetName.parse(dataset),
        true,
        "x",
        1,
        java.time.Instant.EPOCH,
        List.of(),
        List.of(),
        Load.Basis.whole("x"));
  }

  private static String pointer(House house, String catalog, String table) throws SQLException {
    try (var connection = house.database.connect();
        var statement = connection.createStatement();
        var row =
            statement.executeQuery(
                "SELECT metadata_location FROM iceberg_tables WHERE catalog_name = '"
                    + catalog
                    + "' AND table_name = '"
                    + table
                    + "'")) {
      row.next();
      return row.getString(1);
    }
  }

  @Test
  void a_spatial_join_of_a_build_uses_the_indexed_join() {
    whole.spark.sql("USE " + Shelf.PUBLISHED.tables());
    Map<String, String> plans =
        CATALOG.datasets().values().stream()
            .filter(d ->
                d.findQuery()
                    .filter(q -> q.sql().matches("(?is).*st_(intersects|contains|dwithin)\\(.*"))
                    .isPresent())
            .collect(
                Collectors.toMap(
                    d -> d.name().toString(),
                    d ->
                        whole
                            .spark
                            .sql(d.findQuery().get().sql())
                            .queryExecution()
                            .executedPlan()
                            .toString()));
    assertThat(plans).isNotEmpty();
    plans.forEach((name, plan) ->
        assertThat(plan).as(name).containsPattern("(BroadcastIndexJoin|RangeJoin|DistanceJoin)"));
  }

  @Test
  void tables_and_columns_carry_the_contracts_descriptions() {
    for (Dataset dataset : CATALOG.datasets().values()) {
      var schema = whole.spark.table(Shelf.PUBLISHED.tables() + "." + dataset.name()).schema();
      dataset
          .contract()
          .descriptions()
          .forEach((column, description) ->
              assertThat(schema.apply(column).getComment().get())
                  .as(dataset.name() + "." + column)
                  .isEqualTo(description)
                  .isNotBlank());
    }
  }
}
