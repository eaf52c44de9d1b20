package plaza.jobs.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import plaza.catalog.Catalog;

/** What a scheduler is told of a small tree. */
class ScheduleCatalogTest {
  private static final String RELEASE =
      """
      customProperties:
        - property: release
          value: {tiers: {open: {license: CC0-1.0}}}
      """;

  @TempDir Path root;

  @BeforeEach
  void declare() throws IOException {
    write("licences.yaml", "CC0-1.0: []\n");
    city("ys", "Europe/Paris");
    feed("bikes", "url: https://API.example.org/bikes, every: PT10M", "");
    feed("trees", "files: '{home}/inbox/trees/*', every: P1Y", "");
    filled("mobility/bikes", "bikes", "ys", "");
    filled("environment/trees", "trees", "ys", RELEASE);
    derived("mobility/shade", "select city, sno from environment.trees", "");
  }

  private void city(String id, String zone) throws IOException {
    write(
        "cities/" + id + ".yaml",
        """
        name: %s
        country: FR
        time_zone: %s
        metric_crs: EPSG:2154
        bounds: [-5, 48, -4, 49]
        languages: [br]
        """
            .formatted(id, zone));
  }

  private void feed(String id, String fetch, String more) throws IOException {
    write(
        "feeds/" + id + ".yaml",
        """
        title: All %s
        publisher: Harbour board
        fetch: {%s}
        format: {name: csv}
        license: CC0-1.0
        attribution: Harbour board
        %s\
        """
            .formatted(id, fetch, more));
  }

  private void contract(String path, String more) throws IOException {
    write(
        path + "/contract.yaml",
        """
        apiVersion: v3.1.0
        kind: DataContract
        id: %1$s
        version: 1.0.0
        domain: %2$s
        schema:
          - name: %3$s
            description: What there is.
            dataGranularityDescription: one row per number
            properties:
              - {name: city, physicalType: varchar, description: City., primaryKey: true, primaryKeyPosition: 1}
              - {name: sno, physicalType: varchar, description: Number., primaryKey: true, primaryKeyPosition: 2}
              - {name: at, physicalType: timestamp(6) with time zone, description: When.}
        %4$s\
        """
            .formatted(
                path.replace('/', '.'),
                Path.of(path).getParent(),
                Path.of(path).getFileName(),
                more));
  }

  private void filled(String path, String feed, String city, String more) throws IOException {
    contract(path, more);
    write(
        path + "/sources/" + city + ".yaml",
        "feed: %s\ncity: %s\ncolumns: {sno: sno, at: at}\n".formatted(feed, city));
  }

  private void derived(String path, String sql, String more) throws IOException {
    contract(path, more);
    write(path + "/query.sql", sql.replace("sno", "sno, cast(null as timestamp) as at"));
  }

  private void write(String path, String text) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.resolveSibling(""));
    Files.writeString(file, text);
  }

  private ScheduleCatalog catalog() {
    return ScheduleCatalog.of(Catalog.read(List.of(root)), List.of(root), null, null);
  }

  private ScheduleCatalog.Feed feed(String id) {
    return catalog().feeds().stream().filter(f -> f.id().equals(id)).findFirst().orElseThrow();
  }

  private ScheduleCatalog.Dataset dataset(String name) {
    return catalog().datasets().stream()
        .filter(d -> d.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private ScheduleCatalog.Release release(String name) {
    return Objects.requireNonNull(dataset(name).release());
  }

  private static List<String> keys(JsonNode object) {
    List<String> keys = new ArrayList<>();
    object.fieldNames().forEachRemaining(keys::add);
    return keys;
  }

  @Test
  void it_is_one_text_for_one_tree() throws IOException {
    assertThat(catalog().json()).isEqualTo(catalog().json());
    JsonNode json = new ObjectMapper().readTree(catalog().json());
    assertThat(keys(json)).containsExactly("version", "feeds", "datasets", "pools", "start", "end");
    assertThat(keys(json.at("/feeds/0")))
        .containsExactly(
            "id",
            "title",
            "publisher",
            "license",
            "owner",
            "every",
            "cron",
            "is_polled",
            "time_zone",
            "city",
            "cities",
            "pool",
            "problem");
    assertThat(keys(json.at("/datasets/0")))
        .containsExactly(
            "name",
            "title",
            "description",
            "domain",
            "owner",
            "feeds",
            "inputs",
            "cities",
            "settle",
            "deadline",
            "release",
            "problem");
    assertThat(keys(json.at("/datasets/0/release")))
        .containsExactly("at", "cron", "time_zone", "tiers", "problem");
    assertThat(keys(json.at("/pools/0")))
        .containsExactly("name", "slots", "description", "include_deferred");
    assertThat(json.at("/start").isNull()).isTrue();
    LocalDate start = LocalDate.of(2026, 3, 1);
    assertThat(ScheduleCatalog.of(Catalog.read(List.of(root)), List.of(root), start, null).start())
        .isEqualTo("2026-03-01");
  }

  @Test
  void it_is_written_over_what_was_there() throws IOException {
    Path file = root.resolve("catalog.json");
    Files.writeString(file, "former");
    catalog().write(file);
    assertThat(file).hasContent(catalog().json());
    try (var files = Files.list(root)) {
      assertThat(files.filter(f -> f.toString().contains("catalog.json"))).containsExactly(file);
    }
  }

  @Test
  void a_url_is_polled_at_its_pace_within_its_publishers_pool() {
    ScheduleCatalog.Feed bikes = feed("bikes");
    assertThat(bikes.isPolled()).isTrue();
    assertThat(bikes.cron()).isEqualTo("*/10 * * * *");
    assertThat(bikes.every()).isEqualTo("PT10M");
    assertThat(bikes.timeZone()).isEqualTo("Europe/Paris");
    assertThat(bikes.city()).isEqualTo("ys");
    assertThat(bikes.pool()).isEqualTo("publisher_api_example_org");
    assertThat(catalog().pools())
        .extracting(ScheduleCatalog.Pool::name)
        .containsExactly("files", "publisher_api_example_org");
    assertThat(catalog().pools()).allMatch(ScheduleCatalog.Pool::includeDeferred);
  }

  @Test
  void files_are_looked_for_each_day_however_seldom_they_are_renewed() {
    ScheduleCatalog.Feed trees = feed("trees");
    assertThat(trees.isPolled()).isFalse();
    assertThat(trees.cron()).isEqualTo("0 0 * * *");
    assertThat(trees.pool()).isEqualTo("files");
  }

  @Test
  void recorded_files_that_are_caught_up_with_are_landed_by_day() throws IOException {
    feed("bikes", "files: '{home}/inbox/bikes/*', every: PT10M", "");
    assertThat(feed("bikes").cron()).isEqualTo("*/10 * * * *");
    LocalDate start = LocalDate.of(2026, 3, 1);
    assertThat(ScheduleCatalog.of(Catalog.read(List.of(root)), List.of(root), start, null).feeds())
        .allMatch(feed -> "0 0 * * *".equals(feed.cron()));
  }

  @Test
  void a_pace_that_no_clock_shows_has_no_cron() throws IOException {
    feed("odd", "url: https://example.org, every: PT7M", "time_zone: UTC+08:00\n");
    assertThat(feed("odd").cron()).isNull();
    assertThat(feed("odd").every()).isEqualTo("PT7M");
    assertThat(feed("odd").timeZone()).isEqualTo(8 * 3600);
    assertThat(feed("odd").city()).isNull();
  }

  @Test
  void a_dataset_names_what_it_is_made_of_and_where() {
    ScheduleCatalog.Dataset bikes = dataset("mobility.bikes");
    assertThat(bikes.feeds()).containsExactly("bikes");
    assertThat(bikes.cities()).containsExactly("ys");
    assertThat(bikes.settle()).isNull();
    assertThat(bikes.release()).isNull();
    ScheduleCatalog.Dataset shade = dataset("mobility.shade");
    assertThat(shade.inputs()).containsExactly("environment.trees");
    assertThat(shade.cities()).containsExactly("ys");
    assertThat(shade.settle()).isEqualTo("PT30S");
    assertThat(catalog().datasets()).allMatch(each -> each.problem() == null);
  }

  @Test
  void a_release_is_at_the_contracts_hour_by_the_clock_of_its_cities() throws IOException {
    assertThat(release("environment.trees"))
        .isEqualTo(
            new ScheduleCatalog.Release(
                "06:00", "0 6 * * *", "Europe/Paris", List.of("open"), null));
    String hour =
        """
        slaProperties:
          - {property: timeOfAvailability, value: "07:30"}
          - {property: frequency, value: 7, unit: d}
          - {property: latency, value: 3, unit: h, element: trees.at}
        team: {name: Gardeners}
        """;
    filled("environment/trees", "trees", "ys", RELEASE + hour);
    assertThat(release("environment.trees").cron()).isEqualTo("30 7 * * 1");
    assertThat(dataset("environment.trees").deadline()).isEqualTo("PT3H");
    assertThat(dataset("environment.trees").owner()).isEqualTo("Gardeners");
    filled("environment/trees", "trees", "ys", RELEASE + hour.replace("07:30", "07:30-08:00"));
    assertThat(release("environment.trees").timeZone()).isEqualTo(-8 * 3600);
    city("away", "Asia/Tokyo");
    filled("environment/trees", "trees", "away", RELEASE + hour);
    assertThat(release("environment.trees").timeZone()).isEqualTo("UTC");
  }

  @Test
  void what_is_broken_says_where_and_all_else_is_there() throws IOException {
    write("feeds/bikes.yaml", "title: [\n");
    write("mobility/shade/query.sql", "selec 1");
    contract("home/rents", "slaProperties: [{property: timeOfAvailability, value: noon}]\n");
    filled("environment/trees", "trees", "ys", RELEASE.replace("license", "licence"));
    assertThat(feed("bikes").problem()).startsWith(root.resolve("feeds/bikes.yaml") + ":");
    assertThat(dataset("mobility.bikes").problem())
        .startsWith(root.resolve("mobility/bikes/sources/ys.yaml") + ":1: found the feed 'bikes'");
    assertThat(dataset("mobility.shade").problem())
        .startsWith(root.resolve("mobility/shade/query.sql") + ":1: found");
    assertThat(dataset("home.rents").problem())
        .startsWith(root.resolve("home/rents/contract.yaml") + ":14: found 'noon', expected");
    ScheduleCatalog.Dataset trees = dataset("environment.trees");
    assertThat(trees.problem()).isNull();
    assertThat(release("environment.trees").problem())
        .contains("contract.yaml:16: found the key 'licence'");
    assertThat(feed("trees").problem()).isNull();
    assertThat(catalog().feeds()).extracting(ScheduleCatalog.Feed::id).isSorted().hasSize(2);
    assertThat(catalog().datasets()).extracting(ScheduleCatalog.Dataset::name).isSorted();
  }
}
