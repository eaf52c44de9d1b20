package plaza.jobs.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.LocalInputFile;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import plaza.catalog.Catalog;
import plaza.contract.DatasetName;
import plaza.contract.Tier;
import plaza.jobs.Declarations;
import plaza.jobs.House;
import plaza.jobs.worker.Releasing;
import plaza.jobs.worker.Releasing.Report;
import plaza.jobs.worker.Releasing.State;
import plaza.jobs.worker.Withdrawal;
import plaza.lake.Releases;
import plaza.release.Difference.Kind;
import plaza.release.Manifest;
import plaza.release.Verification;
import plaza.release.leak.Attack;
import plaza.release.leak.Target;

/** A table's way out: what waits, what is published, what is refused, and what stays of each. */
class ReleasingTest {
  private static final DatasetName WELLS = DatasetName.parse("environment.wells");
  private static final Instant MARCH_3 = Instant.parse("2026-03-03T00:00:00Z");
  private static final Instant MARCH_4 = Instant.parse("2026-03-04T00:00:00Z");

  private static final String COLUMNS =
      """
      - {name: city, physicalType: varchar, description: Which., primaryKey: true, primaryKeyPosition: 1}
      - {name: well_id, physicalType: varchar, description: Which., primaryKey: true, primaryKeyPosition: 2}
      - {name: observed_at, physicalType: timestamp(6) with time zone, description: When., primaryKey: true, primaryKeyPosition: 3}
      - {name: level, physicalType: double, description: How high.}
      - name: position
        physicalType: varbinary
        description: Where.
        customProperties:
          - {property: geometry, value: {type: Point, crs: EPSG:4326}}
      """;

  private static final String RELEASE =
      """
      - property: release
        value:
          at: observed_at
          tiers:
            open:
              position: {grid_m: 1000}
              values: {level: {step: 10}}
              delay: P1D
              license: CC0-1.0
            subscriber:
              license: LicenseRef-Wells-1.0
              price: {amount: 5, currency: EUR, per: P1M}
      """;

  private static final String SOURCE =
      """
      columns:
        well_id: id
        observed_at: cast(at as timestamp)
        level: cast(level as double)
        position: ST_Point(cast(lon as double), cast(lat as double))
      """;

  @TempDir Path folder;

  private House house;
  private Path contract;

  @BeforeEach
  void build_a_table_of_three_rows() throws Exception {
    Declarations declarations = new Declarations(folder.resolve("tree"), "[2, -1, 4, 1]");
    contract = declarations.dataset("wells", COLUMNS, RELEASE);
    declarations.source("wells", "wells", SOURCE);
    house = new House(folder, catalog());
    land(
        "2026-03-02T12:00:00Z",
        "a,2026-03-01T10:14:00Z,27,3.001,0.001",
        "b,2026-03-01T10:20:00Z,31,3.201,0.401");
    land("2026-03-02T13:00:00Z", "a,2026-03-02T10:14:00Z,28,3.001,0.001");
    house.build();
  }

  private Catalog catalog() {
    Catalog catalog = Catalog.read(List.of(folder.resolve("tree")));
    assertThat(catalog.problems()).isEmpty();
    return catalog;
  }

  private void land(String at, String... rows) throws IOException {
    Path file = Files.createTempFile(folder, "wells", ".csv");
    house.land(
        "wells", Files.writeString(file, "id,at,level,lon,lat\n" + String.join("\n", rows)), at);
  }

  private static class Told implements Releasing.Progress {
    final List<String> steps = new ArrayList<>();

    @Override
    public void waiting() {}

    @Override
    public void releasing(String tier, String what) {}

    @Override
    public void step(String name) {
      steps.add(name);
    }
  }

  private Report release(Instant asOf, Releasing.Progress progress, Attack... attacks)
      throws Exception {
    return releasing(house.catalog, progress, attacks)
        .release(house.catalog.findDataset(WELLS).orElseThrow(), Set.of(), asOf, false);
  }

  private Releasing releasing(Catalog catalog, Releasing.Progress progress, Attack... attacks) {
    return new Releasing(
        house.spark(), catalog, house.home, house.database, List.of(attacks), progress);
  }

  private Report release(Instant asOf, Attack... attacks) throws Exception {
    return release(asOf, new Told(), attacks);
  }

  private Releases releases() {
    return new Releases(house.database);
  }

  private void approve(String version) throws SQLException {
    releases()
        .approve(
            WELLS,
            version,
            releases().findPublished(WELLS).map(Releases.Version::version).orElse(null),
            "a steward");
  }

  /** What readers of a tier see: well and level; nothing where there is no table. */
  private List<String> seen(Tier tier) {
    String table = tier.id() + "." + WELLS;
    if (!house.spark().catalog().tableExists(table)) {
      return List.of("no table");
    }
    house.spark().catalog().refreshTable(table);
    return house
        .spark()
        .sql("SELECT concat(well_id, ' ', level) FROM " + table + " ORDER BY 1")
        .collectAsList()
        .stream()
        .map((Row row) -> row.getString(0))
        .toList();
  }

  private Path files(Tier tier, String version) {
    return house.home.releases(tier).resolve("environment/wells").resolve(version);
  }

  private static List<String> bad(Path folder) {
    return Verification.of(folder).stream()
        .filter(line -> !line.isGood())
        .map(Verification.Line::what)
        .toList();
  }

  @Test
  void the_first_version_waits_for_a_word_and_then_all_tiers_are_there_at_once() throws Exception {
    Report report = release(MARCH_3);
    assertThat(report.state()).isEqualTo(State.WAITING);
    assertThat(report.version()).isEqualTo("1.0.0");
    assertThat(report.why()).containsExactly("the first version");
    assertThat(seen(Tier.OPEN)).containsExactly("no table");
    assertThat(seen(Tier.SUBSCRIBER)).containsExactly("no table");
    approve("1.0.0");
    // A day late and by tens: the row of the second of March is 14 hours old.
    assertThat(seen(Tier.OPEN)).containsExactly("a 20.0", "b 30.0");
    assertThat(seen(Tier.SUBSCRIBER)).containsExactly("a 27.0", "a 28.0", "b 31.0");
    assertThat(seen(Tier.GOVERNMENT)).containsExactly("no table");
  }

  @Test
  void other_rows_alone_publish_themselves_as_a_patch_and_say_what_became_of_them()
      throws Exception {
    // A large table's release runs generated code; in all other tests here nothing is compiled.
    house.asLarge();
    release(MARCH_3);
    approve("1.0.0");
    // b was corrected and moved; a row has come.
    land(
        "2026-03-03T12:00:00Z",
        "b,2026-03-01T10:20:00Z,39,3.301,0.401",
        "c,2026-03-01T11:00:00Z,5,3.5,0.5");
    house.build();
    Report report = release(MARCH_4);
    assertThat(report.state()).isEqualTo(State.PUBLISHED);
    assertThat(report.version()).isEqualTo("1.0.1");
    assertThat(seen(Tier.OPEN)).containsExactly("a 20.0", "a 20.0", "b 30.0", "c 0.0");
    assertThat(report.tiers()).hasSize(2);
    // In the open tier the second of March has come of age too.
    assertThat(report.tiers().getFirst().tier()).isEqualTo("open");
    assertThat(report.tiers().getFirst().difference().rows())
        .containsOnly(
            org.assertj.core.api.Assertions.entry(Kind.ADDED, 2L),
            org.assertj.core.api.Assertions.entry(Kind.MOVED, 1L));
    assertThat(report.tiers().getLast().difference().rows())
        .containsOnly(
            org.assertj.core.api.Assertions.entry(Kind.ADDED, 1L),
            org.assertj.core.api.Assertions.entry(Kind.MOVED, 1L));
    assertThat(report.tiers().getLast().difference().map().stream().mapToLong(c -> c.rows()).sum())
        .isEqualTo(2);
    assertThat(releases().list(WELLS))
        .extracting(Releases.Version::state)
        .containsExactly(Releases.State.PUBLISHED, Releases.State.REPLACED);
  }

  @Test
  void a_newer_version_takes_the_place_of_one_that_waits() throws Exception {
    release(MARCH_3);
    Report report = release(MARCH_4);
    assertThat(report.version()).isEqualTo("1.0.1");
    assertThatThrownBy(() -> approve("1.0.0"))
        .hasMessage("1.0.0 of environment.wells is no longer waiting; look again");
    approve("1.0.1");
    assertThat(seen(Tier.OPEN)).containsExactly("a 20.0", "a 20.0", "b 30.0");
  }

  @Test
  void what_breaks_a_consumer_waits_and_is_a_major_version() throws Exception {
    release(MARCH_3);
    approve("1.0.0");
    Files.writeString(contract, Files.readString(contract).replace("{step: 10}", "{step: 20}"));
    Catalog changed = catalog();
    Report report =
        releasing(changed, new Told())
            .release(changed.findDataset(WELLS).orElseThrow(), Set.of(), MARCH_3, false);
    assertThat(report.state()).isEqualTo(State.WAITING);
    assertThat(report.version()).isEqualTo("2.0.0");
    assertThat(report.why())
        .containsExactly("open: level: down to a multiple of 20, before down to a multiple of 10");
    assertThat(seen(Tier.OPEN)).containsExactly("a 20.0", "b 30.0");
    approve("2.0.0");
    assertThat(seen(Tier.OPEN)).containsExactly("a 20.0", "b 20.0");
  }

  @Test
  void its_geoparquet_says_where_its_rows_lie_and_that_its_instants_are_instants()
      throws Exception {
    release(MARCH_3);
    Path file = files(Tier.OPEN, "1.0.0").resolve("wells.parquet");
    try (ParquetFileReader reader = ParquetFileReader.open(new LocalInputFile(file))) {
      var schema = reader.getFileMetaData().getSchema();
      assertThat(schema.getFields())
          .extracting(org.apache.parquet.schema.Type::getName)
          .containsExactly("city", "well_id", "observed_at", "level", "position", "bbox");
      assertThat(schema.getType("observed_at").getLogicalTypeAnnotation())
          .hasToString("TIMESTAMP(MICROS,true)");
      assertThat(reader.getFileMetaData().getKeyValueMetaData().get("geo"))
          .contains("\"version\":\"1.1.0\"", "\"covering\"", "CRS84");
    }
  }

  @Test
  void its_files_are_as_signed_until_one_byte_is_another() throws Exception {
    release(MARCH_3);
    Path open = files(Tier.OPEN, "1.0.0");
    assertThat(bad(open)).isEmpty();
    assertThat(Files.readString(open.resolve("wells.csv")))
        .startsWith(
            "city,well_id,observed_at,level,position\nhere,a,2026-03-01T10:14:00.000000Z,20.0,POINT (3.00");
    Manifest manifest = Manifest.read(open);
    assertThat(manifest.rows()).isEqualTo(2);
    assertThat(manifest.origins()).extracting(Manifest.Origin::receipts).containsExactly(2L);
    assertThat(manifest.limits()).containsEntry("delay", "PT24H");
    byte[] bytes = Files.readAllBytes(open.resolve("wells.parquet"));
    bytes[bytes.length / 2] ^= 1;
    Files.write(open.resolve("wells.parquet"), bytes);
    assertThat(bad(open)).containsExactly("wells.parquet");
    Files.writeString(
        open.resolve("manifest.json"),
        Files.readString(open.resolve("manifest.json")).replace("\"rows\" : 2", "\"rows\" : 3"));
    assertThat(bad(open)).containsExactly("manifest.json", "wells.parquet");
  }

  /** Always wins, or never. */
  private record Certain(boolean isWon) implements Attack {
    @Override
    public String name() {
      return "certain";
    }

    @Override
    public String description() {
      return "Wins without looking.";
    }

    @Override
    public Optional<Outcome> on(Target target) {
      return Optional.of(new Outcome(1, 0, isWon, "won without looking"));
    }
  }

  @Test
  void an_attack_that_wins_leaves_the_current_version_as_it_was() throws Exception {
    release(MARCH_3, new Certain(false));
    approve("1.0.0");
    Report report = release(MARCH_4, new Certain(true));
    assertThat(report.state()).isEqualTo(State.REFUSED);
    assertThat(report.why())
        .containsExactly(
            "open: certain: won without looking", "subscriber: certain: won without looking");
    assertThat(seen(Tier.OPEN)).containsExactly("a 20.0", "b 30.0");
    assertThat(releases().list(WELLS)).hasSize(1);
    assertThat(folders()).isEqualTo(4);
  }

  @Test
  void a_table_whose_last_build_failed_is_not_released() throws Exception {
    release(MARCH_3);
    approve("1.0.0");
    land("2026-03-03T12:00:00Z", "d,2026-03-03T10:20:00Z,39,77.0,0.401");
    Files.writeString(contract, Files.readString(contract).replace("max_share: 1", "max_share: 0"));
    House strict = house.with(catalog());
    assertThat(strict.build().failed()).isEqualTo(1);
    Report report = release(MARCH_4);
    assertThat(report.state()).isEqualTo(State.REFUSED);
    assertThat(report.why()).first().asString().startsWith("its last build failed its checks");
    assertThat(seen(Tier.OPEN)).containsExactly("a 20.0", "b 30.0");
  }

  @Test
  void what_only_warns_is_not_signed_as_passed() throws Exception {
    Files.writeString(
        contract.resolveSibling("checks.sql"),
        """
        -- #warn HIGH_WATER: water seldom stands as high
        select city, well_id from environment.wells where level > 30

        -- #fail ABOVE_GROUND: no water stands above the ground
        select city, well_id from environment.wells where level > 100
        """);
    String rows = "dataGranularityDescription: one row per key\n";
    Files.writeString(
        contract,
        Files.readString(contract)
            .replace(
                rows,
                rows
                    + """
                        quality:
                          - {type: sql, description: Wells are few., query: "select count(*) from ${object}", mustBeLessThan: 2, severity: warning}
                          - {type: sql, description: Wells there are., query: "select count(*) from ${object}", mustBeGreaterThan: 0}
                    """));
    House checked = house.with(catalog());
    checked.build();
    Report report =
        releasing(checked.catalog, new Told())
            .release(checked.catalog.findDataset(WELLS).orElseThrow(), Set.of(), MARCH_3, false);
    assertThat(report.state()).isEqualTo(State.WAITING);
    approve("1.0.0");
    assertThat(Manifest.read(files(Tier.OPEN, "1.0.0")).checks())
        .extracting(Manifest.Check::name, Manifest.Check::isPassed, Manifest.Check::seen)
        .containsExactly(
            tuple("schema", true, "types, required columns, ranges and the key of the contract"),
            tuple("quality", true, "Wells there are."),
            tuple("ABOVE_GROUND", true, "no water stands above the ground"));
  }

  @Test
  void a_release_that_dies_at_any_step_leaves_the_current_version_and_the_next_one_is_whole()
      throws Exception {
    release(MARCH_3);
    approve("1.0.0");
    Told told = new Told();
    release(MARCH_3, told);
    assertThat(told.steps)
        .containsExactly(
            "locked",
            "table_written",
            "files_written",
            "attacked",
            "drafted",
            "table_written",
            "files_written",
            "attacked",
            "drafted",
            "placed",
            "committed");
    for (int last = 1; last < told.steps.size(); last++) {
      int at = last;
      Told dying =
          new Told() {
            @Override
            public void step(String name) {
              super.step(name);
              if (steps.size() == at) {
                throw new StackOverflowError(name);
              }
            }
          };
      assertThatThrownBy(() -> release(MARCH_4, dying)).isInstanceOf(StackOverflowError.class);
      assertThat(seen(Tier.OPEN)).as(told.steps.get(at - 1)).containsExactly("a 20.0", "b 30.0");
      assertThat(bad(files(Tier.OPEN, "1.0.1"))).isEmpty();
    }
    assertThat(release(MARCH_4).version()).isEqualTo("1.0.2");
    assertThat(seen(Tier.OPEN)).containsExactly("a 20.0", "a 20.0", "b 30.0");
    // Of two tiers: three versions' files, and tables, of which the first's go with the next.
    assertThat(folders()).isEqualTo(6 + 6);
    release(MARCH_4);
    assertThat(folders()).isEqualTo(8 + 6);
  }

  @Test
  void a_dry_run_leaves_nothing() throws Exception {
    Report report =
        releasing(house.catalog, new Told())
            .release(house.catalog.findDataset(WELLS).orElseThrow(), Set.of(), MARCH_3, true);
    assertThat(report.state()).isEqualTo(State.DRY);
    assertThat(report.tiers()).extracting(Releasing.TierReport::rows).containsExactly(2L, 3L);
    assertThat(releases().list(WELLS)).isEmpty();
    assertThat(folders()).isZero();
  }

  @Test
  void one_tier_alone_is_renewed_and_the_others_stay_what_they_were() throws Exception {
    release(MARCH_3);
    approve("1.0.0");
    land("2026-03-03T12:00:00Z", "c,2026-03-01T11:00:00Z,5,3.5,0.5");
    house.build();
    Report report =
        releasing(house.catalog, new Told())
            .release(
                house.catalog.findDataset(WELLS).orElseThrow(), Set.of(Tier.OPEN), MARCH_3, false);
    assertThat(report.state()).isEqualTo(State.PUBLISHED);
    assertThat(seen(Tier.OPEN)).containsExactly("a 20.0", "b 30.0", "c 0.0");
    assertThat(seen(Tier.SUBSCRIBER)).containsExactly("a 27.0", "a 28.0", "b 31.0");
    // Its subscribers' edition is the newer version's too.
    Releases.Version first = releases().list(WELLS).getLast();
    assertThatThrownBy(() -> new Withdrawal(house.home, releases()).of(first, "a steward", "no"))
        .hasMessage("1.0.1 still gives an edition of 1.0.0; withdraw 1.0.1 first");
    assertThat(seen(Tier.SUBSCRIBER)).containsExactly("a 27.0", "a 28.0", "b 31.0");
    assertThat(bad(files(Tier.SUBSCRIBER, "1.0.0"))).isEmpty();
  }

  @Test
  void what_is_withdrawn_is_gone_from_every_channel_and_it_is_known_who_had_it() throws Exception {
    release(MARCH_3);
    approve("1.0.0");
    releases().fetched(WELLS, "1.0.0", Tier.OPEN, "someone");
    List<Releases.Fetch> had =
        new Withdrawal(house.home, releases())
            .of(releases().findPublished(WELLS).orElseThrow(), "a steward", "a name was in it");
    assertThat(had).extracting(Releases.Fetch::who).containsExactly("someone");
    assertThat(seen(Tier.OPEN)).containsExactly("no table");
    assertThat(seen(Tier.SUBSCRIBER)).containsExactly("no table");
    try (Stream<Path> left = Files.list(files(Tier.OPEN, "1.0.0"))) {
      assertThat(left)
          .extracting(p -> p.getFileName().toString())
          .containsExactly("withdrawn.json");
    }
    assertThat(Files.readString(files(Tier.OPEN, "1.0.0").resolve("withdrawn.json")))
        .contains("a name was in it")
        .doesNotContain("someone");
    assertThat(releases().list(WELLS))
        .extracting(Releases.Version::state)
        .containsExactly(Releases.State.WITHDRAWN);
    Report again = release(MARCH_4);
    assertThat(again.version()).isEqualTo("2.0.0");
    assertThat(again.state()).isEqualTo(State.WAITING);
  }

  /** How many tables and editions lie under the home, drafts included. */
  private long folders() throws IOException {
    long count = 0;
    for (Tier tier : Tier.values()) {
      for (Path root : List.of(house.home.tables(tier), house.home.releases(tier))) {
        Path all = root.resolve("environment/wells");
        if (Files.isDirectory(all)) {
          try (Stream<Path> folders = Files.list(all)) {
            count += folders.count();
          }
        }
      }
    }
    return count;
  }
}
