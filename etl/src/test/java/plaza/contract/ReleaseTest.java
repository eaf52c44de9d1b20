package plaza.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReleaseTest {
  private static final String RIDES =
      """
      apiVersion: v3.1.0
      kind: DataContract
      id: mobility.rides
      version: 1.0.0
      domain: mobility
      schema:
        - name: rides
          description: Rides.
          dataGranularityDescription: one row per ride
          properties:
            - {name: city, physicalType: varchar, description: Which., primaryKey: true, primaryKeyPosition: 1}
            - {name: ride_id, physicalType: varchar, description: Which., primaryKey: true, primaryKeyPosition: 2}
            - {name: rider_id, physicalType: varchar, description: Who.}
            - {name: started_at, physicalType: timestamp(6) with time zone, description: When.}
            - {name: distance_m, physicalType: integer, description: How far.}
            - name: position
              physicalType: varbinary
              description: Where.
              customProperties:
                - {property: geometry, value: {type: Point, crs: EPSG:4326}}
      customProperties:
        - property: release
          value:
            at: started_at
            subject: rider_id
            tiers:
              open:
                columns: [city, started_at, distance_m, position]
                position: {grid_m: 1000}
                time: PT1H
                renewal: P1M
                delay: P1D
                min_count: 5
                values: {distance_m: {classes: [0, 1000, 5000]}}
                license: CC-BY-4.0
              registered:
                columns: [city, rider_id, started_at, distance_m, position]
                position: {grid_m: 250}
                time: PT15M
                renewal: P1D
                delay: PT12H
                min_count: 3
                values: {distance_m: {step: 100}}
                pseudonyms: {rider_id: P1D}
                license: CC-BY-4.0
              subscriber:
                where: distance_m > 0
                license: LicenseRef-Plaza-Subscriber-1.0
                price: {amount: 500, currency: TWD, per: P1M}
                quota: {rows_per_day: 10000}
                duties: [attribute]
            opens: {after: P30D, to: subscriber, lifts: [time]}
      """;

  @TempDir Path folder = Path.of("");

  private Declared<Release> release(String text) {
    return Declared.read(
        folder.resolve("contract.yaml"),
        text,
        (file, problems) ->
            Contract.read(file, new DatasetName("mobility", "rides"), problems)
                .flatMap(contract -> Release.read(contract, problems)));
  }

  private static Limits shown(Release release, Tier tier) {
    return Objects.requireNonNull(release.tiers().get(tier));
  }

  @Test
  void a_release_is_what_its_contract_says_the_widest_tier_first() {
    Release release = release(RIDES).good();

    assertThat(release.tiers().navigableKeySet())
        .containsExactly(Tier.OPEN, Tier.REGISTERED, Tier.SUBSCRIBER);
    Limits open = shown(release, Tier.OPEN);
    assertThat(open.columns()).containsExactly("city", "started_at", "distance_m", "position");
    assertThat(open.position()).isEqualTo(new Place.Cell(1000));
    assertThat(open.time()).isEqualTo(new Cut(3600, 0));
    assertThat(open.renewal()).isEqualTo(new Cut(0, 1));
    assertThat(open.delay()).isEqualTo(Duration.ofDays(1));
    assertThat(open.minCount()).isEqualTo(5);
    assertThat(shown(release, Tier.REGISTERED).pseudonyms())
        .isEqualTo(Map.of("rider_id", new Rotation(new Cut(86_400, 0))));
    Limits subscriber = shown(release, Tier.SUBSCRIBER);
    assertThat(subscriber.columns()).hasSize(6);
    assertThat(subscriber.position()).isEqualTo(new Place.Exact());
    assertThat(subscriber.where()).isEqualTo("distance_m > 0");
    assertThat(subscriber.offer())
        .isEqualTo(
            new Offer(
                "LicenseRef-Plaza-Subscriber-1.0",
                new Offer.Price(new BigDecimal(500), "TWD", "P1M"),
                Map.of("rows_per_day", 10_000L),
                Map.of(),
                List.of("attribute")));
    assertThat(release.findOpening())
        .contains(new Opening(Duration.ofDays(30), Tier.SUBSCRIBER, List.of("time")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          [city, started_at, distance_m, position] | [city, ride_id, position] | found open: the columns [ride_id], which registered does not show
          grid_m: 1000 | grid_m: 600 | found open: position a cell of 600 m, expected one that can be told from registered's, a cell of 250 m
          position: {grid_m: 1000} | position: exact | found open: position exact, expected one that can be told from registered's, a cell of 250 m
          time: PT1H | time: PT20M | found open: time PT20M, expected a multiple of registered's PT15M
          renewal: P1M | renewal: PT1H | found open: renewal PT1H, expected a multiple of registered's P1D
          delay: P1D | delay: PT6H | found open: delay PT6H, expected at least registered's PT12H
          min_count: 5 | min_count: 2 | found open: min_count 2, expected at least registered's 3
          [0, 1000, 5000] | [0, 1050] | found open: distance_m down to one of [0, 1050], expected one that can be told from registered's, down to a multiple of 100
          {classes: [0, 1000, 5000]} | {step: 150} | found open: distance_m down to a multiple of 150, expected one that can be told
          columns: [city, started_at, distance_m, position] | columns: [city, rider_id, started_at, distance_m, position] | found open: rider_id as it is, expected a pseudonym for no longer than registered's, P1D
          pseudonyms: {rider_id: P1D} | pseudonyms: {rider_id: version} | found registered: pseudonyms for a version under min_count
          pseudonyms: {rider_id: P1D} | pseudonyms: {} | found registered: the subject 'rider_id' as it is
          subject: rider_id | subject: rider | found the column 'rider', expected one of [city, ride_id, rider_id]
          at: started_at | totals: [] | found open: a delay without at
          to: subscriber | to: everyone | found 'everyone', expected a tier
          to: subscriber | to: registered | found registered: limits that age under min_count, expected one of both
          lifts: [time] | lifts: [min_count] | found lifts [min_count], expected some of [position, time, values]
          license: LicenseRef-Plaza-Subscriber-1.0 | license: my own | found 'my own', expected an SPDX identifier
          currency: TWD | currency: dollars | found 'dollars', expected an ISO 4217 code
          rows_per_day | rows_a_day | found 'rows_a_day', expected one of [bytes_per_day, queries_per_day, rows_per_day]
          duties: [attribute] | duties: [smile] | found the duties [smile]
          license: CC-BY-4.0 | price: {amount: 1, currency: TWD, per: P1M} | found a price on open
          subscriber: | friends: | found the tier 'friends'
          {step: 100} | {step: 0} | found '0', expected a number above 0
          time: PT1H | time: PT7H | found 'PT7H', expected a period that divides a day or a year
          distance_m: {step: 100} | rider_id: {step: 100} | found the column 'rider_id', expected a number that it shows: [distance_m]
          """)
  void what_does_not_nest_or_has_nothing_to_bear_on_is_refused_with_its_line(
      String was, String is, String told) {
    String text = RIDES.replace(was, is);
    assertThat(text).isNotEqualTo(RIDES);
    List<String> problems = release(text).told();
    assertThat(problems).anySatisfy(problem -> assertThat(problem).contains(told));
    assertThat(problems).allMatch(problem -> problem.matches("(?s)(2[4-9]|[3-5]\\d): .*"));
  }

  @Test
  void a_count_needs_someone_to_count() {
    assertThat(release(RIDES.replace("      subject: rider_id\n", "")).told())
        .contains(
            "27: found open: min_count 5 without subject, expected subject: the column of who stands"
                + " behind a row; or counted: the column that counts them");
  }

  @Test
  void a_period_is_told_from_one_that_divides_it() {
    assertThat(Cut.parse("PT1H").isMultipleOf(Cut.parse("PT15M"))).isTrue();
    assertThat(Cut.parse("PT15M").isMultipleOf(Cut.parse("PT1H"))).isFalse();
    assertThat(Cut.parse("P1D").isMultipleOf(Cut.parse("PT8H"))).isTrue();
    assertThat(Cut.parse("P1M").isMultipleOf(Cut.parse("P1D"))).isTrue();
    assertThat(Cut.parse("P1D").isMultipleOf(Cut.parse("P1M"))).isFalse();
    assertThat(Cut.parse("P1Y").isMultipleOf(Cut.parse("P3M"))).isTrue();
    assertThat(Cut.parse("P3M").isMultipleOf(Cut.parse("P2M"))).isFalse();
    assertThat(Cut.parse("PT1H").isMultipleOf(Cut.NONE)).isTrue();
    assertThat(Cut.NONE.isMultipleOf(Cut.parse("PT1H"))).isFalse();
    assertThat(Cut.parse("P1Y")).hasToString("P1Y");
    assertThat(Cut.parse("PT24H")).hasToString("P1D");
  }

  @ParameterizedTest
  @CsvSource({
    "CC0-1.0, CC-BY-4.0, ''",
    "CC-BY-4.0, CC-BY-4.0, ''",
    "CC-BY-4.0, CC0-1.0, 'CC-BY-4.0 asks to name the publisher, which CC0-1.0 does not'",
    "CC-BY-SA-4.0, CC-BY-4.0, CC-BY-SA-4.0 asks for the same licence",
    "CC-BY-NC-4.0, CC-BY-4.0, CC-BY-NC-4.0 forbids commercial use",
    "CC-BY-ND-4.0, CC-BY-4.0, CC-BY-ND-4.0 forbids to pass it on changed",
    "LicenseRef-Theirs, CC-BY-4.0, what LicenseRef-Theirs allows is not known"
  })
  void a_licence_forbids_what_it_forbids(String of, String license, String why) {
    Licences licences =
        new Licences(
            Stream.of(
                    new Licence("CC0-1.0", false, false, false, true),
                    new Licence("CC-BY-4.0", true, false, false, true),
                    new Licence("CC-BY-SA-4.0", true, true, false, true),
                    new Licence("CC-BY-NC-4.0", true, false, true, true),
                    new Licence("CC-BY-ND-4.0", true, false, false, false))
                .collect(Collectors.toMap(Licence::id, licence -> licence)));
    Offer offer = new Offer(license, null, Map.of(), Map.of(), List.of());
    assertThat(licences.findObstacle(of, offer).orElse("")).isEqualTo(why);
  }

  @Test
  void licences_are_a_table_in_a_tree_and_a_condition_that_is_none_is_a_problem()
      throws IOException {
    Files.writeString(
        folder.resolve("licences.yaml"), "CC0-1.0: []\nOurs-1.0: [share alike]\nOdd: [beer]\n");
    Problems problems = new Problems();
    Licences licences = Licences.read(List.of(folder), problems);
    assertThat(licences.find("Ours-1.0"))
        .contains(new Licence("Ours-1.0", false, true, false, true));
    assertThat(licences.find("CC-BY-4.0")).isEmpty();
    assertThat(problems.list()).hasSize(1);
    assertThat(problems.list().getFirst().toString())
        .contains("licences.yaml:3", "the conditions [beer]");
  }
}
