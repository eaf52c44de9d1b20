package plaza.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import plaza.contract.DatasetName;
import plaza.contract.Offer;
import plaza.contract.Problem;
import plaza.contract.Tier;

class ReleaseLineageTest {
  private static final String COLUMNS =
      """
            - {name: city, physicalType: varchar, description: C., primaryKey: true, primaryKeyPosition: 1}
            - {name: seen_at, physicalType: timestamp(6) with time zone, description: T.}
            - name: position
              physicalType: varbinary
              description: P.
              customProperties:
                - {property: geometry, value: {type: Point, crs: EPSG:4326}}
      """;

  private static final String LIMITS =
      "{position: {grid_m: 500}, time: PT1H, renewal: P1D, delay: P1D, min_count: 5, license: CC-BY-4.0}";

  @TempDir Path folder = Path.of("");

  private static String contract(String table, String release) {
    return """
    apiVersion: v3.1.0
    kind: DataContract
    id: mobility.%1$s
    version: 1.0.0
    domain: mobility
    schema:
      - name: %1$s
        description: Rows.
        dataGranularityDescription: one row per key
        properties:
    %2$s%3$s\
    """
        .formatted(table, COLUMNS, release);
  }

  // Whoever stands behind a row is told by the column city here: any text column would do.
  private static String of(String limits) {
    return """
    customProperties:
      - property: release
        value:
          at: seen_at
          subject: city
          tiers:
            open: %s
    """
        .formatted(limits.replace("min_count", "pseudonyms: {city: P1D}, min_count"));
  }

  private Catalog rides(String release, String derived) {
    return Tree.withYs(folder)
        .file("mobility/rides/contract.yaml", contract("rides", release))
        .file(
            "mobility/rides/sources/ys.yaml",
            "feed: bikes\ncity: ys\ncolumns: {seen_at: a, position: b}\n")
        .file("mobility/flows/contract.yaml", contract("flows", derived))
        .file("mobility/flows/query.sql", "SELECT city, seen_at, position FROM mobility.rides\n")
        .read();
  }

  private static List<String> told(Catalog catalog) {
    return catalog.problems().stream().map(Problem::toString).toList();
  }

  @Test
  void a_derived_table_with_the_limits_of_what_it_reads_may_be_released() {
    Catalog catalog = rides(of(LIMITS), of(LIMITS));
    assertThat(told(catalog)).isEmpty();
    assertThat(dataset(catalog, "flows").findRelease()).isPresent();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          grid_m: 500 | grid_m: 250 | open: not the position of mobility.rides, a cell of 500 m
          time: PT1H | time: PT15M | open: not the time of mobility.rides, PT1H
          renewal: P1D | renewal: PT1H | open: not the renewal of mobility.rides, P1D
          delay: P1D | delay: PT12H | open: not the delay of mobility.rides, PT24H
          min_count: 5 | min_count: 4 | open: not the min_count of mobility.rides, 5
          """)
  void each_limit_is_carried_or_lifted_with_a_reason(String was, String is, String told) {
    String limit = told.replaceFirst(".*the (\\w+) of.*", "$1");
    assertThat(told(rides(of(LIMITS), of(LIMITS).replace(was, is))))
        .singleElement()
        .asString()
        .contains(
            "mobility/flows/contract.yaml:", "found " + told, "lifts: [" + limit + "] and why");

    String lifted =
        "derived:\n  - {of: mobility.rides, lifts: [" + limit + "], why: It is a mean of many.}\n";
    Catalog catalog = rides(of(LIMITS), of(LIMITS).replace(was, is) + lifted.indent(6));
    assertThat(told(catalog)).isEmpty();
    assertThat(dataset(catalog, "flows").findRelease()).isPresent();
  }

  @Test
  void what_reads_something_unreleased_is_not_released_and_still_built() {
    Catalog catalog = rides("", of(LIMITS));
    assertThat(told(catalog))
        .singleElement()
        .asString()
        .contains("open: made of mobility.rides, which is not released to it");
    assertThat(dataset(catalog, "flows").findRelease()).isEmpty();
    assertThat(dataset(catalog, "flows").isWhole()).isTrue();
  }

  @Test
  void what_leans_on_a_release_that_is_refused_is_refused() {
    String broken = of(LIMITS.replace("CC-BY-4.0", "CC0-1.0"));
    Catalog catalog =
        Tree.withYs(folder)
            .file(
                "feeds/bikes.yaml",
                """
                title: Bikes
                publisher: Harbour board
                fetch: {url: https://example.org/bikes, every: PT10M}
                format: {name: json}
                license: CC-BY-4.0
                attribution: Harbour board
                """)
            .file("mobility/rides/contract.yaml", contract("rides", broken))
            .file(
                "mobility/rides/sources/ys.yaml",
                "feed: bikes\ncity: ys\ncolumns: {seen_at: a, position: b}\n")
            .file("mobility/flows/contract.yaml", contract("flows", of(LIMITS)))
            .file(
                "mobility/flows/query.sql", "SELECT city, seen_at, position FROM mobility.rides\n")
            .read();
    assertThat(told(catalog))
        .hasSize(2)
        .anySatisfy(problem ->
            assertThat(problem)
                .contains("license CC0-1.0 over feed bikes: CC-BY-4.0 asks to name the publisher"))
        .anySatisfy(problem ->
            assertThat(problem).contains("made of mobility.rides, which is not released to it"));
  }

  @Test
  void a_limit_is_lifted_of_something_that_it_is_made_of() {
    String lifted = "derived:\n  - {of: mobility.trams, lifts: [delay], why: None.}\n".indent(6);
    assertThat(told(rides(of(LIMITS), of(LIMITS) + lifted)))
        .singleElement()
        .asString()
        .contains("found limits lifted of mobility.trams, expected one of [mobility.rides]");
  }

  @Test
  void without_tiers_of_its_own_a_contract_has_its_citys() {
    String own = "customProperties:\n  - {property: release, value: {at: seen_at}}\n";
    Catalog catalog =
        Tree.withYs(folder)
            .file(
                "cities/ys.yaml",
                """
                name: Ys
                country: FR
                time_zone: Europe/Paris
                metric_crs: EPSG:2154
                bounds: [-5, 48, -4, 49]
                languages: [br]
                tiers:
                  open: {position: {grid_m: 250}, delay: P1D, min_count: 5, license: CC-BY-4.0}
                """)
            .file("mobility/rides/contract.yaml", contract("rides", own))
            .file(
                "mobility/rides/sources/ys.yaml",
                "feed: bikes\ncity: ys\ncolumns: {seen_at: a, position: b}\n")
            .read();
    assertThat(told(catalog)).isEmpty();
    var tiers = dataset(catalog, "rides").findRelease().orElseThrow().tiers(catalog.city("ys"));
    assertThat(tiers).hasSize(1);
    // Nobody stands behind its rows, so nobody is counted.
    assertThat(tiers.firstEntry().getValue().minCount()).isEqualTo(1);
    assertThat(tiers.firstEntry().getValue().columns())
        .containsExactly("city", "seen_at", "position");
  }

  @Test
  void of_what_only_a_wider_tier_shows_a_narrower_one_carries_the_limits() {
    String both = of(LIMITS) + of(LIMITS).lines().toList().getLast().replace("open", "subscriber");
    assertThat(told(rides(of(LIMITS), both))).isEmpty();
    int last = both.lastIndexOf("500");
    assertThat(told(rides(of(LIMITS), both.substring(0, last) + "250" + both.substring(last + 3))))
        .singleElement()
        .asString()
        .contains("found subscriber: not the position of mobility.rides, a cell of 500 m");
  }

  private Catalog stops(String rides, String stops, String lifted) {
    String key =
        """
            relationships:
              - type: foreignKey
                from: [rides.city]
                to: [stops.city]
        """;
    String sources = "feed: bikes\ncity: ys\ncolumns: {seen_at: a, position: b}\n";
    String of = "tiers:\n  open: {license: CC-BY-4.0, %s}\n".indent(6);
    String head = "customProperties:\n  - property: release\n    value:\n";
    return Tree.withYs(folder)
        .file(
            "mobility/rides/contract.yaml",
            contract("rides", head + of.formatted(rides) + lifted)
                .replace("    properties:\n", key + "    properties:\n"))
        .file("mobility/rides/sources/ys.yaml", sources)
        .file("mobility/stops/contract.yaml", contract("stops", head + of.formatted(stops)))
        .file("mobility/stops/sources/ys.yaml", sources)
        .read();
  }

  @Test
  void a_key_leads_to_no_place_finer_than_the_rows_own() {
    String cell = "position: {grid_m: 500}";
    String exact = "position: exact";
    assertThat(told(stops(cell, exact, "")))
        .singleElement()
        .asString()
        .contains("open: the key [city], which leads to a place in mobility.stops (exact)");
    assertThat(told(stops(cell, "position: {grid_m: 1000}", ""))).isEmpty();
    assertThat(told(stops(exact, exact, ""))).isEmpty();

    // Without the key, the only stop of a cell is where its rides were.
    String hidden = cell + ", pseudonyms: {city: version}";
    assertThat(told(stops(hidden, exact, "")))
        .singleElement()
        .asString()
        .contains(
            "open: position a cell of 500 m, where its rows stand at the points of mobility.stops (exact)");
    String many =
        "derived:\n  - {of: mobility.stops, lifts: [position], why: A cell has hundreds.}\n";
    assertThat(told(stops(hidden, exact, many.indent(6)))).isEmpty();
    assertThat(told(stops("position: absent, pseudonyms: {city: version}", exact, ""))).isEmpty();
  }

  @Test
  void terms_that_a_contract_leaves_out_are_each_citys() {
    String own = of("{delay: P1D}") + "subscriber: {}\n".indent(8);
    Tree tree =
        Tree.withYs(folder)
            .file("cities/is.yaml", city("EUR") + "  subscriber: " + terms("EUR"))
            .file("cities/ys.yaml", city("TWD"))
            .file("mobility/rides/contract.yaml", contract("rides", own))
            .file(
                "mobility/rides/sources/ys.yaml",
                "feed: bikes\ncity: ys\ncolumns: {seen_at: a, position: b}\n");
    Catalog catalog = tree.read();
    assertThat(told(catalog)).isEmpty();
    var release = dataset(catalog, "rides").findRelease().orElseThrow();
    var there = release.tiers(catalog.city("is"));
    assertThat(there.navigableKeySet()).containsExactly(Tier.OPEN, Tier.SUBSCRIBER);
    assertThat(there.firstEntry().getValue().delay()).isEqualTo(Duration.ofDays(1));
    assertThat(there.lastEntry().getValue().offer().price())
        .extracting(Offer.Price::currency)
        .isEqualTo("EUR");
    // A city that says on which terms it gives nothing to subscribers gives nothing to them.
    assertThat(release.tiers(catalog.city("ys")).navigableKeySet()).containsExactly(Tier.OPEN);
  }

  @Test
  void a_tier_needs_the_terms_of_some_city_or_its_own() {
    assertThat(told(rides(of("{delay: P1D}"), "")))
        .singleElement()
        .asString()
        .contains(
            "mobility/rides/contract.yaml:",
            "found open: the terms of no city, expected license, or the tier in a city's tiers");
  }

  private static String city(String currency) {
    return """
    name: %s
    country: FR
    time_zone: Europe/Paris
    metric_crs: EPSG:2154
    bounds: [-5, 48, -4, 49]
    languages: [br]
    tiers:
      open: {license: CC-BY-4.0}
    """
        .formatted(currency);
  }

  private static String terms(String currency) {
    return "{license: LicenseRef-S, price: {amount: 5, currency: " + currency + ", per: P1M}}\n";
  }

  private static Dataset dataset(Catalog catalog, String table) {
    return catalog.findDataset(new DatasetName("mobility", table)).orElseThrow();
  }
}
