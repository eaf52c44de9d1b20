package plaza.jobs.wall;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import plaza.contract.DatasetName;
import plaza.contract.Tier;
import plaza.jobs.access.Agreement;
import plaza.jobs.access.Grant;
import plaza.jobs.access.Group;
import plaza.jobs.access.Offered;
import plaza.jobs.access.Organisation;
import plaza.jobs.access.Policy;
import plaza.jobs.access.Register;
import plaza.jobs.access.Target;
import plaza.jobs.access.Term;
import plaza.jobs.access.User;

/** What Trino is told, of people and grants made up here; what it makes of it is AccessIT's. */
class RulesTest {
  private static final DatasetName RIDES = DatasetName.parse("mobility.rides");
  private static final DatasetName ROADS = DatasetName.parse("mobility.roads");
  private static final Organisation CITY =
      new Organisation("city", "The City", Organisation.Kind.AGENCY);
  private static final Organisation FIRM = new Organisation("acme", "Acme", Organisation.Kind.FIRM);
  private static final List<User> USERS =
      List.of(
          new User("fay", FIRM, false, false, Set.of()),
          new User("robot", FIRM, true, false, Set.of()),
          new User("cal", FIRM, false, true, Set.of(Group.STEWARDS)),
          new User("ana", CITY, false, false, Set.of(Group.ANALYSTS)),
          new User("sol", CITY, false, false, Set.of(Group.STEWARDS)));
  private static final SortedMap<String, String> HASHES =
      new TreeMap<>(Map.of("fay", "F", "robot.7", "R7", "robot.12", "R12", "ana", "A", "sol", "S"));
  private static final Map<DatasetName, Offered> OFFERED =
      Map.of(
          RIDES, offered(RIDES, Tier.OPEN, Tier.REGISTERED, Tier.SUBSCRIBER),
          ROADS, offered(ROADS, Tier.GOVERNMENT));

  private static Offered offered(DatasetName name, Tier... tiers) {
    var lines = new TreeMap<Tier, Offered.Line>();
    for (Tier tier : tiers) {
      lines.put(tier, new Offered.Line(Path.of("contract.yaml"), 1));
    }
    return new Offered(name, lines);
  }

  /** Acme has an agreement on rides for May, in UTC. */
  private static Rules rules(String... instants) {
    Grant may =
        new Agreement(
            1,
            Agreement.Form.G2B,
            CITY,
            FIRM,
            Target.parse("mobility.rides"),
            Tier.SUBSCRIBER,
            Term.of(LocalDate.parse("2026-05-01"), LocalDate.parse("2026-05-31"), ZoneOffset.UTC),
            "a purpose",
            Map.of(),
            List.of(),
            "sol",
            Instant.parse("2026-01-01T00:00:00Z"),
            null);
    Register register = new Register(List.of(CITY, FIRM), USERS, List.of(may));
    List<Policy> policies = new ArrayList<>();
    for (String instant : instants) {
      policies.add(new Policy(register, OFFERED, Instant.parse(instant)));
    }
    return Rules.of(register, HASHES, OFFERED, policies);
  }

  private static List<String> lines(Rules rules, String file) {
    return Objects.requireNonNull(rules.files().get(file)).lines().toList();
  }

  @Test
  void groups_are_whom_the_policy_lets_see_by_every_name_that_they_log_in_with() {
    assertThat(lines(rules("2026-05-10T00:00:00Z"), "groups"))
        .containsExactlyInAnyOrder(
            "analysts:ana",
            "everyone:ana,anyone,fay,plaza,robot,robot.12,robot.7,sol",
            "internal:ana,plaza,sol",
            "operators:plaza",
            "registered:ana,fay,plaza,robot,robot.12,robot.7,sol",
            "stewards:plaza,sol",
            // Of subscriber all but anyone: the same as those who have signed up.
            "government.mobility.roads:ana,plaza,sol");
  }

  @Test
  void who_has_no_grant_in_force_is_in_no_group_of_the_tier() {
    assertThat(lines(rules("2026-06-01T00:00:00Z"), "groups"))
        .contains("subscriber.mobility.rides:ana,plaza,sol")
        .noneMatch(line -> line.startsWith("subscriber") && line.contains("fay"));
  }

  @Test
  void where_two_clocks_disagree_both_have_to_let_in() {
    assertThat(rules("2026-05-31T23:59:59Z", "2026-06-01T00:00:00Z"))
        .isEqualTo(rules("2026-06-01T00:00:00Z"))
        .isNotEqualTo(rules("2026-05-31T23:59:59Z"));
  }

  @Test
  void passwords_are_the_hashes_and_one_that_is_no_secret() {
    assertThat(lines(rules("2026-05-10T00:00:00Z"), "passwords"))
        .contains("ana:A", "fay:F", "robot.12:R12", "robot.7:R7", "sol:S")
        .hasSize(6)
        .first()
        .asString()
        .startsWith("anyone:$2y$08$");
  }

  @Test
  void whoever_owns_the_machine_and_nobody_else_is_let_in_while_nothing_is_known() {
    assertThat(lines(Rules.closed(), "passwords")).isEmpty();
    assertThat(lines(Rules.closed(), "groups"))
        .containsExactlyInAnyOrder(
            "everyone:plaza",
            "internal:plaza",
            "operators:plaza",
            "registered:plaza",
            "stewards:plaza");
  }

  @Test
  void tables_are_given_by_exact_name_without_what_lies_beside_them() throws IOException {
    JsonNode rules =
        new ObjectMapper().readTree(rules("2026-06-01T00:00:00Z").files().get("rules.json"));
    List<String> given = new ArrayList<>();
    for (JsonNode rule : rules.get("tables")) {
      given.add(
          "%s %s.%s to %s"
              .formatted(
                  rule.get("catalog").asText(),
                  rule.get("schema").asText(),
                  rule.get("table").asText(),
                  rule.get("group").asText()));
      String catalog = rule.get("catalog").asText();
      assertThat(rule.get("privileges")).singleElement().hasToString("\"SELECT\"");
      if (!catalog.equals("plaza") && !catalog.equals("system")) {
        assertThat(rule.get("columns"))
            .extracting(column -> column.get("name").asText() + column.get("allow").asBoolean())
            .containsExactly("$pathfalse", "$file_modified_timefalse", "$partitionfalse");
      }
    }
    assertThat(given)
        .containsExactlyInAnyOrder(
            "system jdbc..* to \\Qeveryone\\E",
            "system .*..* to \\Qstewards\\E",
            "plaza .*..* to \\Qinternal\\E",
            "open \\Qmobility\\E.\\Qrides\\E to \\Qeveryone\\E",
            "registered \\Qmobility\\E.\\Qrides\\E to \\Qregistered\\E",
            "subscriber \\Qmobility\\E.\\Qrides\\E to \\Qsubscriber.mobility.rides\\E",
            "government \\Qmobility\\E.\\Qroads\\E to \\Qgovernment.mobility.roads\\E");
    for (JsonNode rule : rules.get("catalogs")) {
      assertThat(rule.get("allow").asText()).isEqualTo("read-only");
    }
    for (String none :
        List.of("catalog_session_properties", "functions", "procedures", "authorization")) {
      assertThat(rules.get(none)).as(none).isEmpty();
    }
  }
}
