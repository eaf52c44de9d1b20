package plaza.jobs;

import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import plaza.catalog.Catalog;
import plaza.jobs.bench.SensorFile;
import plaza.jobs.bench.SensorTree;
import plaza.jobs.worker.Maintenance;
import plaza.lake.Build;
import plaza.lake.Orphans;
import plaza.lake.Receipt;
import plaza.lake.Shelf;

/** Maintenance of a home with a table of a few days, written in many small files. */
class MaintenanceTest {
  private static final String NAME = SensorTree.DATASET.toString();
  private static final Duration DAY = Duration.ofDays(1);

  @TempDir static Path folder;

  /** Built once; each test leaves it whole, in whatever files and versions. */
  private static House house;

  private final Said said = new Said();

  private static class Said implements Maintenance.Progress {
    final List<String> published = new ArrayList<>();
    final List<String> failed = new ArrayList<>();
    final CountDownLatch waits = new CountDownLatch(1);

    @Override
    public void waiting() {
      waits.countDown();
    }

    @Override
    public void maintaining(String dataset, int number, int total) {}

    @Override
    public void published(String dataset) {
      published.add(dataset);
    }

    @Override
    public void failed(String dataset, String why) {
      failed.add(dataset + " " + why);
    }
  }

  @BeforeAll
  static void build_three_days() throws Exception {
    house = new House(folder, Catalog.read(List.of(SensorTree.write(folder.resolve("tree")))));
    assertThat(house.catalog.problems()).isEmpty();
    Path file = folder.resolve("readings.csv");
    // 20 sensors, every five minutes: 16,000 rows are 800 times, 2.8 days.
    new SensorFile(16_000, 20, LocalDateTime.parse("2026-03-01T00:00:00")).write(file);
    house.land(SensorTree.FEED, file, "2026-03-04T00:00:00Z");
    house.build(NAME);
    assertThat(house.log.findings).isEmpty();
  }

  /** Writes the published table anew in many files, as a build that publishes. */
  private void scatter(int files) throws SQLException, InterruptedException {
    try (Build build = Build.begin(house.database, "scatter", () -> {})) {
      String table = Shelf.BUILD.tables() + "." + NAME;
      List<Row> rows = house.spark.table(table).collectAsList();
      try {
        house
            .spark
            .createDataFrame(rows, house.spark.table(table).schema())
            .repartition(files)
            .sortWithinPartitions("city", "observed_date")
            .writeTo(table)
            .overwrite(lit(true));
      } catch (org.apache.spark.sql.catalyst.analysis.NoSuchTableException e) {
        throw new AssertionError(e);
      }
      build.publishUpkeep(SensorTree.DATASET);
    }
  }

  private List<Maintenance.Done> maintain(Duration later) throws Exception {
    return maintain(later, DAY);
  }

  private List<Maintenance.Done> maintain(Duration later, Duration age) throws Exception {
    return maintenance(later, age, said).run(house.spark, List.of());
  }

  private Maintenance maintenance(Duration later, Duration age, Maintenance.Progress progress) {
    Instant now = Instant.now().plus(later);
    return new Maintenance(house.catalog, house.home, house.database, now, age, progress);
  }

  private Maintenance.Done only(List<Maintenance.Done> done) {
    assertThat(done).singleElement().extracting(Maintenance.Done::dataset).isEqualTo(NAME);
    return done.getFirst();
  }

  private List<Long> versions(String catalog) {
    return house
        .spark
        .sql("SELECT snapshot_id FROM " + catalog + "." + NAME + ".snapshots ORDER BY committed_at")
        .collectAsList()
        .stream()
        .map(row -> row.getLong(0))
        .toList();
  }

  private long files() {
    return files("plaza");
  }

  private long files(String catalog) {
    return house.spark.sql("SELECT * FROM " + catalog + "." + NAME + ".files").count();
  }

  private List<Path> warehouse() throws IOException {
    try (Stream<Path> all = Files.walk(house.home.root().resolve("warehouse"))) {
      return all.filter(Files::isRegularFile)
          .filter(file -> !file.getFileName().toString().endsWith(".crc"))
          .sorted()
          .toList();
    }
  }

  @Test
  void many_small_files_become_few_in_the_contracts_order_with_the_same_content() throws Exception {
    List<String> before = house.published(NAME);
    // In one file a day, as a build writes them.
    List<String> order = addresses();
    scatter(6);
    assertThat(files()).isEqualTo(18);

    long fates = files("plaza_fates");

    Maintenance.Done done = only(maintain(Duration.ZERO));

    // Three days, a file each, and one of the fates.
    assertThat(done.before().files()).isEqualTo(18 + fates);
    assertThat(done.after().files()).isEqualTo(4);
    assertThat(files()).isEqualTo(3);
    assertThat(house.published(NAME)).isEqualTo(before);
    assertThat(addresses()).isEqualTo(order);

    said.published.clear();
    Maintenance.Done again = only(maintain(Duration.ZERO));
    assertThat(again.after().files()).isEqualTo(4);
    assertThat(said.published).as("nothing was left to do").isEmpty();
  }

  /** The rows by their address in the landed file, file by file, in the order that they lie in. */
  private List<String> addresses() {
    return house
        .spark
        .sql(
            "SELECT observed_date, collect_list(_row) FROM (SELECT observed_date, _row, _pos FROM"
                + " plaza."
                + NAME
                + " ORDER BY observed_date, _pos) GROUP BY observed_date ORDER BY observed_date")
        .collectAsList()
        .stream()
        .map(Row::toString)
        .toList();
  }

  @Test
  void what_a_killed_landing_left_goes_when_it_is_old_enough() throws Exception {
    List<Receipt> whole = house.home.landed().list(SensorTree.FEED);
    Path feed = house.home.root().resolve("landing").resolve(SensorTree.FEED);
    Path left = Files.createDirectory(feed.resolve(".landing-1"));
    Files.writeString(left.resolve("readings.csv"), "sens");

    maintain(Duration.ZERO);
    assertThat(left).isDirectory();

    Duration later = Duration.ofDays(2);
    for (var done : List.of(maintenance(later, DAY, said).plan(List.of()), maintain(later))) {
      assertThat(done)
          .filteredOn(each -> each.dataset().equals("landing " + SensorTree.FEED))
          .singleElement()
          .extracting(Maintenance.Done::orphans, Maintenance.Done::orphanBytes)
          .containsExactly(1L, 4L);
    }
    assertThat(left).doesNotExist();
    assertThat(house.home.landed().list(SensorTree.FEED)).isEqualTo(whole).isNotEmpty();
  }

  @Test
  void a_version_can_be_read_until_its_time_is_over() throws Exception {
    long first = versions("plaza").getLast();
    scatter(6);
    scatter(5);
    String old = "SELECT count(*) FROM plaza." + NAME + " VERSION AS OF " + first;

    maintain(Duration.ofDays(6));
    assertThat(house.spark.sql(old).first().getLong(0)).isEqualTo(15_994);

    List<Path> before = warehouse();
    int all = versions("plaza").size() + versions("plaza_fates").size();
    Maintenance.Done done = only(maintain(Duration.ofDays(8)));
    assertThat(done.versions()).as("all but the current ones").isEqualTo(all - 2);
    assertThat(done.orphans()).isGreaterThan(20);
    assertThat(warehouse()).hasSizeLessThan(before.size() - 20);
    assertThat(versions("plaza")).hasSize(1);
    assertThatThrownBy(() -> house.spark.sql(old).first());
    assertThat(house.published(NAME)).hasSize(15_994);
    assertThat(
            new Orphans(house.database, house.home.warehouse())
                .list(Instant.now().plus(Duration.ofDays(900))))
        .as("all that is left is led to, but for metadata replaced just now")
        .allMatch(orphan -> orphan.location().contains("/metadata/"));
  }

  @Test
  void a_reader_that_began_on_a_version_replaced_just_now_finishes() throws Exception {
    scatter(6);
    // Planned, and not yet read.
    var rows = house.spark.table(Shelf.PUBLISHED.tables() + "." + NAME).toLocalIterator();
    rows.next();
    // Ten days later: the version is old, but stays current until this very run replaces it.
    maintain(Duration.ofDays(10));
    long read = 1;
    while (rows.hasNext()) {
      rows.next();
      read++;
    }
    assertThat(read).isEqualTo(15_994);
  }

  @Test
  void a_build_waits_for_maintenance_and_maintenance_for_a_build() throws Exception {
    scatter(6);
    AtomicBoolean isBuilt = new AtomicBoolean();
    Build build = Build.begin(house.database, "slow", () -> {});
    Thread maintenance =
        Thread.ofPlatform()
            .start(() -> {
              try {
                maintenance(Duration.ZERO, DAY, said).run(house.spark, List.of());
              } catch (Exception e) {
                said.failed.add(e.toString());
              }
              assertThat(isBuilt).isTrue();
            });
    assertThat(said.waits.await(60, TimeUnit.SECONDS)).isTrue();
    assertThat(said.published).isEmpty();
    isBuilt.set(true);
    build.close();
    maintenance.join();
    assertThat(said.failed).isEmpty();
    assertThat(said.published).containsExactly(NAME);
  }

  @Test
  void killed_between_publishing_and_deleting_the_next_run_deletes() throws Exception {
    scatter(6);
    Said killer =
        new Said() {
          @Override
          public void published(String dataset) {
            throw new StackOverflowError("killed here");
          }
        };
    List<String> before = house.published(NAME);
    int files = warehouse().size();
    Duration later = Duration.ofDays(8);
    assertThatThrownBy(() -> maintenance(later, DAY, killer).run(house.spark, List.of()))
        .isInstanceOf(StackOverflowError.class);
    assertThat(warehouse()).hasSizeGreaterThan(files);
    assertThat(house.published(NAME)).isEqualTo(before);

    Maintenance.Done done = only(maintain(later.plus(later)));

    assertThat(done.orphans()).isGreaterThan(18);
    assertThat(files()).isEqualTo(3);
    assertThat(house.published(NAME)).isEqualTo(before);
  }

  @Test
  void what_a_killed_build_left_is_deleted_once_it_is_old_and_what_failed_can_be_looked_at()
      throws Exception {
    Path bad = folder.resolve("bad.csv");
    Files.writeString(
        bad,
        "sensor,time,lat,lon,pm25,temperature,humidity\n"
            + "S1,never,35.5,139.5,1,2,3\n".repeat(2)
            + "S2,2026-03-03 00:00:00,35.5,139.5,1,2,3\n");
    var receipts = house.home.landed().list(SensorTree.FEED);
    house.home.landed().setAside(receipts.getFirst(), "for this test");
    house.land(SensorTree.FEED, bad, "2026-03-05T00:00:00Z");
    house.build(NAME);
    assertThat(house.log.findings).hasSize(1);
    house.log.findings.clear();
    String failed = "SELECT count(*) FROM " + Shelf.FAILED.fates() + "." + NAME;
    assertThat(house.spark.sql(failed).first().getLong(0)).isEqualTo(2);
    Path left = folder("tables").resolve("data/left.parquet");
    Files.createDirectories(left.getParent());
    Files.writeString(left, "half a file of a build that was killed");

    maintain(Duration.ZERO);
    assertThat(left).as("it is young").exists();
    Files.setLastModifiedTime(left, FileTime.from(Instant.now().minus(Duration.ofDays(2))));
    maintain(Duration.ZERO);
    assertThat(left).doesNotExist();

    maintain(Duration.ofDays(30));
    assertThat(house.spark.sql(failed).first().getLong(0)).isEqualTo(2);
    assertThat(house.published(NAME)).hasSize(15_994);

    // Put right: what failed before is kept as long as a former version is.
    house.home.landed().setAside(house.home.landed().list(SensorTree.FEED).getLast(), "bad");
    Path good = folder.resolve("readings.csv");
    house.land(SensorTree.FEED, good, "2026-03-06T00:00:00Z");
    house.build(NAME);
    maintain(Duration.ofDays(6));
    assertThat(house.spark.sql(failed).first().getLong(0)).isEqualTo(2);
    maintain(Duration.ofDays(8));
    assertThatThrownBy(() -> house.spark.sql(failed).first());
    assertThat(house.published(NAME)).hasSize(15_994);
  }

  private Path folder(String kind) {
    return house
        .home
        .root()
        .resolve("warehouse")
        .resolve(kind)
        .resolve(SensorTree.DATASET.domain())
        .resolve(SensorTree.DATASET.table());
  }

  @Test
  void nothing_is_deleted_while_any_metadata_cannot_be_read() throws Exception {
    scatter(6);
    try (var connection = house.database.connect();
        var statement = connection.createStatement()) {
      statement.executeUpdate(
          "INSERT INTO iceberg_tables SELECT 'failed', table_namespace, 'lost',"
              + " metadata_location || '.gone', NULL, iceberg_type FROM iceberg_tables"
              + " WHERE catalog_name = 'plaza'");
    }
    List<Path> before = warehouse();
    try {
      assertThatThrownBy(() -> maintain(Duration.ofDays(8))).hasMessageContaining(".gone");
      assertThat(warehouse()).containsAll(before);
    } finally {
      try (var connection = house.database.connect();
          var statement = connection.createStatement()) {
        statement.executeUpdate("DELETE FROM iceberg_tables WHERE table_name = 'lost'");
      }
    }
  }

  @Test
  void a_dry_run_says_what_a_run_does_and_changes_nothing() throws Exception {
    scatter(6);
    scatter(5);
    List<Path> before = warehouse();
    Duration later = Duration.ofDays(8);
    Maintenance.Done planned = only(maintenance(later, DAY, said).plan(List.of()));
    assertThat(warehouse()).isEqualTo(before);
    Maintenance.Done done = only(maintain(later));
    assertThat(planned.before()).isEqualTo(done.before());
    assertThat(planned.after().files()).isEqualTo(done.after().files());
    assertThat(planned.versions()).isEqualTo(done.versions());
  }
}
