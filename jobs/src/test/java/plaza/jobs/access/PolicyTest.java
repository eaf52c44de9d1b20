package plaza.jobs.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import plaza.contract.DatasetName;
import plaza.contract.Tier;

/** Who may see what, of people and grants made up here. */
class PolicyTest {
  private static final DatasetName RIDES = DatasetName.parse("mobility.rides");
  private static final DatasetName ROADS = DatasetName.parse("mobility.roads");
  private static final DatasetName TREES = DatasetName.parse("environment.trees");
  private static final Path CONTRACT = Path.of("contract.yaml");

  private static final Organisation CITY =
      new Organisation("city", "The City", Organisation.Kind.AGENCY);
  private static final Organisation POLICE =
      new Organisation("police", "The Police", Organisation.Kind.AGENCY);
  private static final Organisation FIRM = new Organisation("acme", "Acme", Organisation.Kind.FIRM);

  private static final User FIRMS = new User("fay", FIRM, false, false, Set.of());
  private static final User POLICES = new User("pat", POLICE, false, false, Set.of());
  private static final User STEWARD = new User("sol", CITY, false, false, Set.of(Group.STEWARDS));
  private static final User CLOSED =
      new User("cal", FIRM, false, true, Set.of(Group.ANALYSTS, Group.STEWARDS));

  private static final Map<DatasetName, Offered> OFFERED =
      Map.of(
          RIDES, offered(RIDES, Tier.OPEN, Tier.REGISTERED, Tier.SUBSCRIBER, Tier.GOVERNMENT),
          ROADS, offered(ROADS, Tier.OPEN, Tier.SUBSCRIBER));

  private final List<Grant> grants = new ArrayList<>();

  // Each tier is said on the line of its number, from 1.
  private static Offered offered(DatasetName name, Tier... tiers) {
    var lines = new TreeMap<Tier, Offered.Line>();
    for (Tier tier : tiers) {
      lines.put(tier, new Offered.Line(CONTRACT, List.of(Tier.values()).indexOf(tier) + 1));
    }
    return new Offered(name, lines);
  }

  private Policy at(String instant) {
    return new Policy(
        new Register(List.of(CITY, POLICE, FIRM), List.of(FIRMS, POLICES, STEWARD, CLOSED), grants),
        OFFERED,
        Instant.parse(instant));
  }

  private void agreed(Organisation with, String target, Tier tier, String from, String to) {
    agreed(with, target, tier, from, to, "2000-01-01T00:00:00Z", null);
  }

  private void agreed(
      Organisation with,
      String target,
      Tier tier,
      String from,
      String to,
      String entered,
      @Nullable String revoked) {
    grants.add(
        new Agreement(
            grants.size() + 1,
            with.kind() == Organisation.Kind.FIRM ? Agreement.Form.G2B : Agreement.Form.G2G,
            CITY,
            with,
            Target.parse(target),
            tier,
            Term.of(LocalDate.parse(from), LocalDate.parse(to), ZoneId.of("Asia/Taipei")),
            "a purpose",
            Map.of(),
            List.of(),
            "sol",
            Instant.parse(entered),
            revoked == null
                ? null
                : new Grant.Revocation(Instant.parse(revoked), "sol", "misused")));
  }

  private void broken(User user, String target, Tier tier, @Nullable String approved) {
    grants.add(
        new BreakGlass(
            grants.size() + 1,
            user.name(),
            Target.parse(target),
            tier,
            "a flood",
            Instant.parse("2026-05-01T00:00:00Z"),
            approved == null ? null : new BreakGlass.Approval(Instant.parse(approved), "sol"),
            null,
            null));
  }

  /** The tiers that somebody may see, by whom or what: open by a line, others by their grants. */
  private static List<String> seen(Policy policy, String user, DatasetName dataset) {
    return policy.decide(user, dataset).stream()
        .filter(Decision::may)
        .map(each -> each.tier().id() + " " + by(each.reason()))
        .toList();
  }

  private static String by(Decision.Reason reason) {
    return switch (reason) {
      case Decision.Reason.Declared declared -> declared.line().toString();
      case Decision.Reason.Granted granted -> granted.grant().title();
      default -> reason.toString();
    };
  }

  @Test
  void without_a_grant_anyone_sees_what_is_open_and_whoever_has_an_account_what_is_registered() {
    Policy policy = at("2026-05-01T00:00:00Z");
    assertThat(seen(policy, "anyone", RIDES)).containsExactly("open contract.yaml:1");
    assertThat(seen(policy, "fay", RIDES))
        .containsExactly("open contract.yaml:1", "registered contract.yaml:2");
    // From those who work for Plaza nothing is withheld.
    assertThat(seen(policy, "sol", RIDES))
        .containsExactly(
            "open contract.yaml:1",
            "registered contract.yaml:2",
            "subscriber Internal[group=STEWARDS]",
            "government Internal[group=STEWARDS]");
    assertThat(policy.decide("anyone", RIDES))
        .extracting(Decision::reason)
        .filteredOn(Decision.Reason.NoAccount.class::isInstance)
        .hasSize(3);
  }

  @Test
  void what_declares_no_release_is_nobodys() {
    agreed(POLICE, "environment", Tier.GOVERNMENT, "2026-01-01", "2026-12-31");
    Policy policy = at("2026-05-01T00:00:00Z");
    assertThat(policy.decide("pat", TREES)).isEmpty();
    assertThat(policy.may("pat", TREES, Tier.OPEN)).isFalse();
  }

  @Test
  void a_tier_that_a_dataset_does_not_declare_is_nobodys_and_those_within_it_are_the_grants() {
    agreed(POLICE, "mobility", Tier.GOVERNMENT, "2026-01-01", "2026-12-31");
    Policy policy = at("2026-05-01T00:00:00Z");
    assertThat(seen(policy, "pat", ROADS))
        .containsExactly("open contract.yaml:1", "subscriber agreement 1");
    assertThat(policy.may("pat", ROADS, Tier.GOVERNMENT)).isFalse();
    assertThat(policy.may("pat", ROADS, Tier.REGISTERED)).isFalse();
    assertThat(seen(policy, "pat", RIDES))
        .containsExactly(
            "open contract.yaml:1",
            "registered contract.yaml:2",
            "subscriber agreement 1",
            "government agreement 1");
  }

  @Test
  void a_grant_is_of_its_receiver_its_dataset_and_its_tier_alone() {
    agreed(FIRM, "mobility.rides", Tier.SUBSCRIBER, "2026-01-01", "2026-12-31");
    Policy policy = at("2026-05-01T00:00:00Z");
    assertThat(policy.may("fay", RIDES, Tier.SUBSCRIBER)).isTrue();
    assertThat(policy.may("fay", RIDES, Tier.GOVERNMENT)).isFalse();
    assertThat(policy.may("fay", ROADS, Tier.SUBSCRIBER)).isFalse();
    assertThat(policy.may("pat", RIDES, Tier.SUBSCRIBER)).isFalse();
    assertThat(policy.may("anyone", RIDES, Tier.SUBSCRIBER)).isFalse();
  }

  @Test
  void days_are_the_citys_and_both_are_within() {
    agreed(FIRM, "mobility.rides", Tier.SUBSCRIBER, "2026-02-01", "2026-02-28");
    // Taipei is eight hours ahead.
    assertThat(at("2026-01-31T15:59:59.999Z").may("fay", RIDES, Tier.SUBSCRIBER)).isFalse();
    assertThat(at("2026-01-31T16:00:00Z").may("fay", RIDES, Tier.SUBSCRIBER)).isTrue();
    assertThat(at("2026-02-28T15:59:59.999Z").may("fay", RIDES, Tier.SUBSCRIBER)).isTrue();
    assertThat(at("2026-02-28T16:00:00Z").may("fay", RIDES, Tier.SUBSCRIBER)).isFalse();
  }

  @Test
  void a_day_without_midnight_begins_when_its_clock_does() {
    // On the Azores 00:00 of 29 March 2026, which is 01:00 UTC, is 01:00.
    Term term =
        Term.of(
            LocalDate.parse("2026-03-28"),
            LocalDate.parse("2026-03-28"),
            ZoneId.of("Atlantic/Azores"));
    assertThat(term.starts()).isEqualTo("2026-03-28T01:00:00Z");
    assertThat(term.ends()).isEqualTo("2026-03-29T01:00:00Z");
    Term next =
        Term.of(
            LocalDate.parse("2026-03-29"),
            LocalDate.parse("2026-03-29"),
            ZoneId.of("Atlantic/Azores"));
    assertThat(next.starts()).isEqualTo("2026-03-29T01:00:00Z");
    assertThat(next.ends()).isEqualTo("2026-03-30T00:00:00Z");
  }

  @Test
  void an_end_before_the_beginning_is_refused() {
    assertThatThrownBy(() ->
            Term.of(LocalDate.parse("2026-02-02"), LocalDate.parse("2026-02-01"), ZoneId.of("UTC")))
        .isInstanceOf(Refused.class)
        .hasMessageContaining("2026-02-01, before it begins on 2026-02-02");
  }

  @Test
  void a_revoked_agreement_held_until_it_was_revoked() {
    agreed(
        FIRM,
        "mobility.rides",
        Tier.SUBSCRIBER,
        "2026-01-01",
        "2026-12-31",
        "2025-12-01T00:00:00Z",
        "2026-06-01T12:00:00Z");
    assertThat(at("2026-06-01T11:59:59Z").may("fay", RIDES, Tier.SUBSCRIBER)).isTrue();
    assertThat(at("2026-06-01T12:00:00Z").may("fay", RIDES, Tier.SUBSCRIBER)).isFalse();
  }

  @Test
  void a_backdated_agreement_held_from_when_it_was_entered() {
    agreed(
        FIRM,
        "mobility.rides",
        Tier.SUBSCRIBER,
        "2026-01-01",
        "2026-12-31",
        "2026-03-01T09:00:00Z",
        null);
    assertThat(at("2026-03-01T08:59:59Z").may("fay", RIDES, Tier.SUBSCRIBER)).isFalse();
    assertThat(at("2026-03-01T09:00:00Z").may("fay", RIDES, Tier.SUBSCRIBER)).isTrue();
  }

  @Test
  void of_several_the_best_counts_and_what_is_over_takes_nothing_away() {
    agreed(POLICE, "mobility", Tier.SUBSCRIBER, "2026-01-01", "2027-12-31"); // 1
    agreed(POLICE, "mobility.rides", Tier.GOVERNMENT, "2026-01-01", "2026-06-30"); // 2
    agreed(POLICE, "mobility.rides", Tier.GOVERNMENT, "2026-01-01", "2026-09-30"); // 3
    broken(POLICES, "mobility.rides", Tier.GOVERNMENT, "2026-05-01T00:00:00Z"); // 4
    agreed(POLICE, "mobility.rides", Tier.GOVERNMENT, "2025-01-01", "2025-12-31"); // 5
    String government = "government agreement 3";
    assertThat(seen(at("2026-05-01T00:10:00Z"), "pat", RIDES))
        .contains("subscriber agreement 3", government);
    assertThat(seen(at("2026-08-01T00:00:00Z"), "pat", RIDES)).contains(government);
    assertThat(seen(at("2026-10-15T00:00:00Z"), "pat", RIDES))
        .containsExactly(
            "open contract.yaml:1", "registered contract.yaml:2", "subscriber agreement 1");
  }

  @Test
  void what_is_denied_says_which_grants_did_not_help_the_newest_first() {
    agreed(FIRM, "mobility", Tier.SUBSCRIBER, "2025-01-01", "2025-12-31");
    agreed(FIRM, "mobility.roads", Tier.SUBSCRIBER, "2025-01-01", "2025-12-31");
    agreed(FIRM, "mobility.rides", Tier.SUBSCRIBER, "2027-01-01", "2027-12-31");
    Decision denied =
        at("2026-05-01T00:00:00Z").decide("fay", RIDES).stream()
            .filter(each -> each.tier() == Tier.SUBSCRIBER)
            .findFirst()
            .orElseThrow();
    assertThat(denied.may()).isFalse();
    assertThat(denied.reason())
        .isInstanceOfSatisfying(
            Decision.Reason.NotGranted.class,
            reason -> assertThat(reason.others()).extracting(Grant::id).containsExactly(3, 1));
  }

  @Test
  void broken_glass_lasts_an_hour_from_its_approval_and_is_the_askers_alone() {
    broken(POLICES, "mobility.rides", Tier.GOVERNMENT, "2026-05-01T08:30:00Z");
    assertThat(at("2026-05-01T08:29:59Z").may("pat", RIDES, Tier.GOVERNMENT)).isFalse();
    assertThat(at("2026-05-01T08:30:00Z").may("pat", RIDES, Tier.GOVERNMENT)).isTrue();
    assertThat(at("2026-05-01T09:29:59Z").may("pat", RIDES, Tier.GOVERNMENT)).isTrue();
    assertThat(at("2026-05-01T09:30:00Z").may("pat", RIDES, Tier.GOVERNMENT)).isFalse();
    assertThat(at("2026-05-01T09:00:00Z").may("fay", RIDES, Tier.GOVERNMENT)).isFalse();
  }

  @Test
  void broken_glass_that_nobody_has_approved_opens_nothing_and_owes_nothing() {
    broken(POLICES, "mobility.rides", Tier.GOVERNMENT, null);
    Policy policy = at("2026-05-01T08:30:00Z");
    assertThat(policy.may("pat", RIDES, Tier.SUBSCRIBER)).isFalse();
    assertThat(policy.reportsDue()).isEmpty();
  }

  @Test
  void a_report_is_due_once_the_hour_is_over() {
    broken(POLICES, "mobility.rides", Tier.GOVERNMENT, "2026-05-01T08:30:00Z");
    assertThat(at("2026-05-01T08:00:00Z").reportsDue()).isEmpty();
    assertThat(at("2026-05-01T09:29:59Z").reportsDue()).isEmpty();
    assertThat(at("2026-05-01T09:30:00Z").reportsDue())
        .extracting(BreakGlass::id)
        .containsExactly(1);
  }

  @Test
  void a_disabled_user_sees_what_anyone_sees() {
    agreed(FIRM, "mobility.rides", Tier.SUBSCRIBER, "2026-01-01", "2026-12-31");
    broken(CLOSED, "mobility.rides", Tier.SUBSCRIBER, "2026-05-01T00:00:00Z");
    Policy policy = at("2026-05-01T00:00:01Z");
    assertThat(seen(policy, "cal", RIDES)).containsExactly("open contract.yaml:1");
    assertThat(policy.findInternal("cal")).isEmpty();
  }

  @Test
  void only_stewards_and_analysts_read_what_is_plazas_own() {
    agreed(POLICE, "mobility", Tier.GOVERNMENT, "2026-01-01", "2026-12-31");
    Policy policy = at("2026-05-01T00:00:00Z");
    assertThat(policy.findInternal("sol")).contains(Group.STEWARDS);
    assertThat(policy.findInternal("pat")).isEmpty();
    assertThat(policy.findInternal("fay")).isEmpty();
    assertThat(policy.findInternal("anyone")).isEmpty();
  }
}
