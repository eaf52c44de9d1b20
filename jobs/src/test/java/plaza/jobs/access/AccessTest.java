package plaza.jobs.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import plaza.contract.DatasetName;
import plaza.contract.Tier;
import plaza.jobs.stack.Home;
import plaza.jobs.stack.Postgres;
import plaza.lake.Database;

/** People and agreements in a real PostgreSQL, by two at once, and against hostile words. */
class AccessTest {
  private static final Instant NOON = Instant.parse("2026-05-01T12:00:00Z");
  private static final DatasetName RIDES = DatasetName.parse("mobility.rides");
  private static final Map<DatasetName, Offered> OFFERED =
      Map.of(
          RIDES,
          new Offered(
              RIDES,
              new TreeMap<>(
                  Map.of(
                      Tier.OPEN, new Offered.Line(Path.of("contract.yaml"), 1),
                      Tier.SUBSCRIBER, new Offered.Line(Path.of("contract.yaml"), 2),
                      Tier.GOVERNMENT, new Offered.Line(Path.of("contract.yaml"), 3)))));

  @TempDir static Path folder;

  private static Home home;
  private static Database database;
  private static Access access;
  private static People people;

  @BeforeAll
  static void some_people_are_there() throws Exception {
    home = new Home(folder);
    database = new Postgres(home).catalogue();
    // Whoever comes first makes the tables; here several do.
    List<Access> opened = atOnce(8, () -> Access.open(database));
    access = opened.getFirst();
    people = new People(access);
    organisation("city", Organisation.Kind.AGENCY);
    organisation("police", Organisation.Kind.AGENCY);
    organisation("acme", Organisation.Kind.FIRM);
    organisation("zed", Organisation.Kind.FIRM);
    organisation("jo", Organisation.Kind.CITIZEN);
    for (String name : List.of("sol", "sam")) {
      people.addPerson(name, "city", null, "test", NOON);
      people.join(name, Group.STEWARDS, "test", NOON);
    }
    people.addPerson("pat", "police", null, "test", NOON);
    people.addPerson("fay", "acme", null, "test", NOON);
    people.addService("robot", "acme", "test", NOON);
  }

  @AfterAll
  static void stop() throws Exception {
    new Postgres(new Home(folder)).stop();
  }

  private static void organisation(String id, Organisation.Kind kind) throws SQLException {
    people.add(new Organisation(id, "The " + id, kind), "test", NOON);
  }

  /** What several do at the same time; whatever one of them throws is thrown. */
  private static <T> List<T> atOnce(int n, Callable<T> what) throws Exception {
    try (var threads = Executors.newFixedThreadPool(n)) {
      List<T> done = new ArrayList<>();
      for (Future<T> each : threads.invokeAll(java.util.Collections.nCopies(n, what))) {
        done.add(each.get());
      }
      return done;
    }
  }

  /** How many of several that do the same at once are let through; the others are refused. */
  private static int winners(Callable<?> what) throws Exception {
    int won = 0;
    try (var threads = Executors.newFixedThreadPool(6)) {
      List<Callable<Object>> same = java.util.Collections.nCopies(6, what::call);
      for (Future<Object> each : threads.invokeAll(same)) {
        try {
          each.get();
          won++;
        } catch (ExecutionException e) {
          assertThat(e).hasCauseInstanceOf(Refused.class);
        }
      }
    }
    return won;
  }

  private static Agreements.Proposal proposal(
      Agreement.Form form, String giver, String receiver, String target, Tier tier, String to) {
    return new Agreements.Proposal(
        form,
        giver,
        receiver,
        Target.parse(target),
        tier,
        Term.of(LocalDate.parse("2026-01-01"), LocalDate.parse(to), ZoneId.of("Europe/Oslo")),
        "to see, and not to tell",
        Map.of("rows_per_day", 1000L, "queries_per_day", 7L),
        List.of("attribute", "delete"));
  }

  private static Agreement agree(Agreements.Proposal proposal) throws SQLException {
    return new Agreements(access).agree(proposal, OFFERED, "sol", NOON);
  }

  @Test
  void an_agreement_is_read_as_it_was_entered() throws Exception {
    Agreement agreed =
        agree(
            proposal(
                Agreement.Form.G2B,
                "city",
                "acme",
                "mobility.rides",
                Tier.SUBSCRIBER,
                "2026-12-31"));
    assertThat(agreed)
        .isEqualTo(
            new Agreement(
                agreed.id(),
                Agreement.Form.G2B,
                new Organisation("city", "The city", Organisation.Kind.AGENCY),
                new Organisation("acme", "The acme", Organisation.Kind.FIRM),
                new Target.Table(RIDES),
                Tier.SUBSCRIBER,
                new Term(
                    LocalDate.parse("2026-01-01"),
                    LocalDate.parse("2026-12-31"),
                    ZoneId.of("Europe/Oslo"),
                    Instant.parse("2025-12-31T23:00:00Z"),
                    Instant.parse("2026-12-31T23:00:00Z")),
                "to see, and not to tell",
                Map.of("rows_per_day", 1000L, "queries_per_day", 7L),
                List.of("attribute", "delete"),
                "sol",
                NOON,
                null));
  }

  @Test
  void an_agreement_is_between_the_kinds_that_its_form_names() throws Exception {
    assertThat(
            refusal(
                proposal(
                    Agreement.Form.G2G, "city", "acme", "mobility", Tier.SUBSCRIBER, "2026-12-31")))
        .isEqualTo(
            "G2G is from an agency to an agency; city is of kind agency and acme of kind firm");
    assertThat(
            refusal(
                proposal(
                    Agreement.Form.G2B,
                    "city",
                    "police",
                    "mobility",
                    Tier.SUBSCRIBER,
                    "2026-12-31")))
        .startsWith("G2B is from an agency to a firm");
    assertThat(
            refusal(
                proposal(
                    Agreement.Form.B2B, "city", "acme", "mobility", Tier.SUBSCRIBER, "2026-12-31")))
        .startsWith("B2B is from a firm to a firm");
    assertThat(
            refusal(
                proposal(
                    Agreement.Form.G2B, "city", "jo", "mobility", Tier.SUBSCRIBER, "2026-12-31")))
        .endsWith("jo of kind citizen");
    assertThat(
            agree(
                    proposal(
                        Agreement.Form.B2B,
                        "zed",
                        "acme",
                        "mobility",
                        Tier.SUBSCRIBER,
                        "2026-12-31"))
                .id())
        .isPositive();
  }

  @Test
  void what_cannot_be_granted_is_refused_in_words() {
    assertThat(
            refusal(
                proposal(
                    Agreement.Form.G2B,
                    "city",
                    "nobody",
                    "mobility",
                    Tier.SUBSCRIBER,
                    "2026-12-31")))
        .isEqualTo("no organisation nobody");
    assertThat(
            refusal(
                proposal(
                    Agreement.Form.G2B, "city", "acme", "mobility", Tier.GOVERNMENT, "2026-12-31")))
        .isEqualTo("government is for agencies, and acme is of kind firm");
    assertThat(
            refusal(
                proposal(Agreement.Form.G2B, "city", "acme", "mobility", Tier.OPEN, "2026-12-31")))
        .isEqualTo("open needs no grant");
    assertThat(
            refusal(
                proposal(
                    Agreement.Form.G2B, "city", "acme", "food", Tier.SUBSCRIBER, "2026-12-31")))
        .isEqualTo("nothing of a domain food is given away");
    assertThat(
            refusal(
                proposal(
                    Agreement.Form.G2B,
                    "city",
                    "acme",
                    "mobility.roads",
                    Tier.SUBSCRIBER,
                    "2026-12-31")))
        .isEqualTo("mobility.roads declares no release, so nothing of it can be granted");
    // In Oslo 30 April is over since 22:00 UTC.
    assertThat(
            refusal(
                proposal(
                    Agreement.Form.G2B, "city", "acme", "mobility", Tier.SUBSCRIBER, "2026-04-30")))
        .isEqualTo("an agreement until 2026-04-30 has ended already");
  }

  private static String refusal(Agreements.Proposal proposal) {
    try {
      agree(proposal);
    } catch (Refused e) {
      return String.valueOf(e.getMessage());
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
    throw new AssertionError("not refused");
  }

  @Test
  void a_tier_that_nothing_declares_cannot_be_granted() {
    Map<DatasetName, Offered> open =
        Map.of(
            RIDES,
            new Offered(
                RIDES,
                new TreeMap<>(Map.of(Tier.OPEN, new Offered.Line(Path.of("contract.yaml"), 1)))));
    assertThatThrownBy(() ->
            new Agreements(access)
                .agree(
                    proposal(
                        Agreement.Form.G2B,
                        "city",
                        "acme",
                        "mobility",
                        Tier.SUBSCRIBER,
                        "2026-12-31"),
                    open,
                    "sol",
                    NOON))
        .isInstanceOf(Refused.class)
        .hasMessage("mobility is not given away as subscriber");
  }

  @Test
  void an_agreement_is_revoked_once_with_who_when_and_why() throws Exception {
    Agreements agreements = new Agreements(access);
    int id =
        agree(
                proposal(
                    Agreement.Form.G2G,
                    "city",
                    "police",
                    "mobility",
                    Tier.GOVERNMENT,
                    "2026-12-31"))
            .id();
    Instant later = NOON.plusSeconds(60);
    assertThat(winners(() -> agreements.revoke(id, "misused", "sol", later))).isEqualTo(1);
    assertThat(access.read().grant(id).revocation())
        .isEqualTo(new Grant.Revocation(later, "sol", "misused"));
    assertThatThrownBy(() -> agreements.revoke(id, "again", "sam", later))
        .hasMessage("agreement %d was revoked by sol on 2026-05-01T12:01:00Z".formatted(id));
  }

  @Test
  void an_agreement_that_has_ended_is_not_revoked() throws Exception {
    int id =
        agree(
                proposal(
                    Agreement.Form.G2G,
                    "city",
                    "police",
                    "mobility",
                    Tier.GOVERNMENT,
                    "2026-05-31"))
            .id();
    Instant behind = Instant.parse("2026-05-31T22:00:00Z");
    assertThatThrownBy(() -> new Agreements(access).revoke(id, "late", "sol", behind))
        .hasMessage("agreement %d ended on its own".formatted(id));
  }

  @Test
  void what_was_agreed_is_neither_edited_nor_deleted() throws Exception {
    int id =
        agree(
                proposal(
                    Agreement.Form.G2B, "city", "acme", "mobility", Tier.SUBSCRIBER, "2026-12-31"))
            .id();
    for (String sql :
        List.of(
            "UPDATE access.agreement SET tier = 'government' WHERE id = " + id,
            "DELETE FROM access.agreement WHERE id = " + id,
            "TRUNCATE access.revocation",
            "DELETE FROM access.report",
            "UPDATE access.approval SET approved_by = 'fay'",
            "UPDATE access.break_glass SET tier = 'government'")) {
      assertThatThrownBy(() -> execute(database, sql))
          .hasMessageContaining("what was agreed stays as it was written");
    }
  }

  @Test
  void who_reads_table_pointers_reads_nothing_of_people() throws Exception {
    Database trino =
        new Database(database.url(), "trino", home.secret("postgres-trino", () -> "unknown"));
    execute(trino, "SELECT 1 FROM iceberg_tables");
    for (String table :
        List.of(
            "organisation",
            "account",
            "membership",
            "key",
            "agreement",
            "break_glass",
            "approval",
            "report",
            "revocation")) {
      assertThatThrownBy(() -> execute(trino, "SELECT 1 FROM access." + table))
          .hasMessageContaining("permission denied for schema access");
    }
    assertThatThrownBy(() -> execute(trino, "SELECT nextval('access.grant_id')"))
        .hasMessageContaining("permission denied");
    assertThatThrownBy(() -> execute(trino, "CREATE TABLE access.mine (a INT)"))
        .hasMessageContaining("permission denied");
  }

  private static void execute(Database as, String sql) throws SQLException {
    try (Connection connection = as.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a",
        "Ann",
        "ann li",
        "ann:li",
        "ann,li",
        "ann\nroot",
        "ann.*",
        "../ann",
        "ann'--",
        "-ann",
        "ann-",
        "änn",
        "аnn",
        "ann\u202e",
        "anyone",
        "plaza",
        "trino",
        "a234567890123456789012345678901234567890x"
      })
  void hostile_names_are_refused(String name) {
    assertThatThrownBy(() -> people.addPerson(name, "acme", null, "test", NOON))
        .isInstanceOfSatisfying(Refused.class, e -> assertThat(e.next()).startsWith("Take "));
    assertThatThrownBy(() -> new Organisation(name, "Name", Organisation.Kind.FIRM))
        .isInstanceOf(Refused.class);
  }

  @Test
  void of_several_who_take_a_name_one_gets_it() throws Exception {
    assertThat(winners(() -> people.addPerson("one", "acme", null, "test", NOON))).isEqualTo(1);
    assertThat(
            winners(() -> {
              organisation("only", Organisation.Kind.FIRM);
              return true;
            }))
        .isEqualTo(1);
  }

  @Test
  void a_user_of_an_unknown_organisation_is_refused() {
    assertThatThrownBy(() -> people.addPerson("ned", "nowhere", null, "test", NOON))
        .hasMessage("no organisation nowhere");
  }

  @Test
  void a_password_is_made_or_chosen_and_kept_as_a_hash() throws Exception {
    String made = people.addPerson("mia", "acme", null, "test", NOON);
    assertThat(people.addPerson("max", "acme", "a long sentence", "test", NOON))
        .isEqualTo("a long sentence");
    String mia = hash("mia");
    String max = hash("max");
    assertThat(mia).startsWith("$2y$08$");
    assertThat(max).startsWith("$2y$10$");
    assertThat(Hashes.matches(made, mia)).isTrue();
    assertThat(Hashes.matches("a long sentence", max)).isTrue();
    assertThat(Hashes.matches("a long sentencE", max)).isFalse();
    String other = people.setPassword("mia", null);
    assertThat(Hashes.matches(made, hash("mia"))).isFalse();
    assertThat(Hashes.matches(other, hash("mia"))).isTrue();
  }

  private String hash(String user) throws Exception {
    return Objects.requireNonNull(people.snapshot().passwords().get(user));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"elevenchars", "two lines\nof them", "žžžžžžžžžžžžžžžžžžžžžžžžžžžžžžžžžžžžž"})
  void short_and_long_passwords_are_refused(String password) {
    assertThatThrownBy(() -> people.setPassword("fay", password))
        .isInstanceOf(Refused.class)
        .hasMessage("this cannot be a password");
  }

  @Test
  void a_disabled_users_password_is_handed_to_no_engine_until_it_is_opened_again()
      throws Exception {
    people.addPerson("dan", "acme", null, "test", NOON);
    assertThat(people.setDisabled("dan", true, "sol", NOON)).isTrue();
    assertThat(people.setDisabled("dan", true, "sol", NOON)).isFalse();
    assertThat(people.snapshot().passwords()).doesNotContainKey("dan").containsKey("fay");
    assertThat(access.read().user("dan").isDisabled()).isTrue();
    people.setDisabled("dan", false, "sol", NOON);
    assertThat(people.snapshot().passwords()).containsKey("dan");
  }

  @Test
  void a_group_is_joined_and_left() throws Exception {
    assertThat(people.join("fay", Group.ANALYSTS, "sol", NOON)).isTrue();
    assertThat(people.join("fay", Group.ANALYSTS, "sol", NOON)).isFalse();
    assertThat(access.read().user("fay").groups()).containsExactly(Group.ANALYSTS);
    assertThat(people.leave("fay", Group.ANALYSTS)).isTrue();
    assertThat(people.leave("fay", Group.ANALYSTS)).isFalse();
    assertThat(access.read().user("fay").groups()).isEmpty();
  }

  @Test
  void a_key_opens_until_its_day_ends_or_it_is_revoked_and_only_as_it_is() throws Exception {
    Keys keys = new Keys(access);
    LocalDate day = LocalDate.parse("2026-05-31");
    String key = keys.issue("robot", day, "sol", NOON);
    String other = keys.issue("robot", day, "sol", NOON);
    assertThat(key).matches("plaza_\\d+_[0-9a-f]{48}").isNotEqualTo(other);
    assertThat(keys.findUser(key, NOON)).contains("robot");
    assertThat(keys.findUser(key, Instant.parse("2026-05-31T23:59:59.999Z"))).contains("robot");
    assertThat(keys.findUser(key, Instant.parse("2026-06-01T00:00:00Z"))).isEmpty();
    char last = key.charAt(key.length() - 1);
    String tampered = key.substring(0, key.length() - 1) + (last == '0' ? '1' : '0');
    assertThat(keys.findUser(tampered, NOON)).isEmpty();
    assertThat(keys.findUser("plaza_99999_" + key.split("_", -1)[2], NOON)).isEmpty();
    assertThat(keys.findUser("' OR true --", NOON)).isEmpty();

    keys.revoke(Integer.parseInt(key.split("_", -1)[1]), "sol", NOON.plusSeconds(1));
    assertThat(keys.findUser(key, NOON.plusSeconds(1))).isEmpty();
    assertThat(keys.findUser(other, NOON.plusSeconds(1))).contains("robot");
    people.setDisabled("robot", true, "sol", NOON);
    assertThat(keys.findUser(other, NOON)).isEmpty();
    people.setDisabled("robot", false, "sol", NOON);
  }

  @Test
  void keys_are_for_services_and_passwords_for_people() {
    Keys keys = new Keys(access);
    assertThatThrownBy(() -> keys.issue("fay", LocalDate.parse("2026-05-31"), "sol", NOON))
        .hasMessage("fay is a person and has a password");
    assertThatThrownBy(() -> keys.issue("robot", LocalDate.parse("2026-04-30"), "sol", NOON))
        .hasMessage("a key until 2026-04-30 is over");
    assertThatThrownBy(() -> people.setPassword("robot", null))
        .hasMessage("robot is a service and has no password");
  }

  @Test
  void broken_glass_takes_a_second_person_who_is_a_steward() throws Exception {
    BreakGlasses glasses = new BreakGlasses(access);
    int id =
        glasses.ask(
            "sol", new Target.Domain("mobility"), Tier.GOVERNMENT, "a flood", OFFERED, NOON);
    assertThatThrownBy(() -> glasses.approve(id, "sol", NOON))
        .hasMessage("sol has asked for it, and cannot approve it");
    assertThatThrownBy(() -> glasses.approve(id, "pat", NOON)).hasMessage("pat is no steward");
    assertThatThrownBy(() -> glasses.approve(id, "root", NOON)).hasMessage("no user root");
    assertThatThrownBy(() -> glasses.approve(id, "robot", NOON)).hasMessage("robot is a service");
    assertThat(winners(() -> glasses.approve(id, "sam", NOON.plusSeconds(60)))).isEqualTo(1);
    BreakGlass approved = (BreakGlass) access.read().grant(id);
    assertThat(approved.approval()).isEqualTo(new BreakGlass.Approval(NOON.plusSeconds(60), "sam"));
    assertThat(approved.findEnd()).contains(Instant.parse("2026-05-01T13:01:00Z"));
  }

  @Test
  void a_report_is_written_once_and_behind_the_hour() throws Exception {
    BreakGlasses glasses = new BreakGlasses(access);
    int id =
        glasses.ask("pat", new Target.Table(RIDES), Tier.GOVERNMENT, "a search", OFFERED, NOON);
    assertThatThrownBy(() -> glasses.report(id, "pat", "done", NOON))
        .hasMessage("no report of break-glass %d is due: it is waiting".formatted(id));
    glasses.approve(id, "sol", NOON);
    assertThatThrownBy(() -> glasses.report(id, "pat", "done", NOON.plusSeconds(3599)))
        .hasMessage("no report of break-glass %d is due: it is in force".formatted(id));
    Instant over = NOON.plusSeconds(3600);
    assertThat(((BreakGlass) access.read().grant(id)).isReportDue(over)).isTrue();
    glasses.report(id, "pat", "found them", over);
    BreakGlass reported = (BreakGlass) access.read().grant(id);
    assertThat(reported.isReportDue(over)).isFalse();
    assertThat(reported.report()).isEqualTo(new BreakGlass.Report(over, "pat", "found them"));
    assertThatThrownBy(() -> glasses.report(id, "pat", "more", over))
        .hasMessageEndingWith("it is written");
  }

  @Test
  void a_request_that_is_revoked_is_not_approved() throws Exception {
    BreakGlasses glasses = new BreakGlasses(access);
    int id = glasses.ask("fay", new Target.Table(RIDES), Tier.SUBSCRIBER, "a demo", OFFERED, NOON);
    new Agreements(access).revoke(id, "no emergency", "sol", NOON);
    assertThatThrownBy(() -> glasses.approve(id, "sam", NOON))
        .hasMessage("break-glass %d waits for nobody".formatted(id));
    assertThatThrownBy(() ->
            glasses.ask("fay", new Target.Table(RIDES), Tier.GOVERNMENT, "a demo", OFFERED, NOON))
        .hasMessage("government is for agencies, and acme is of kind firm");
  }

  @Test
  void words_that_forge_lines_or_say_nothing_are_refused() {
    Agreements agreements = new Agreements(access);
    assertThatThrownBy(() -> agreements.revoke(1, " ", "sol", NOON)).hasMessage("no reason");
    assertThatThrownBy(() -> agreements.revoke(1, "a\nb", "sol", NOON))
        .hasMessageStartingWith("the reason is too long, or has control characters");
    assertThatThrownBy(() -> agreements.revoke(1, "from \u202eright to left", "sol", NOON))
        .hasMessageStartingWith("the reason is too long, or has control characters");
    assertThatThrownBy(() -> agreements.revoke(1, "why", "", NOON))
        .hasMessage("no name of who decides");
    assertThatThrownBy(() -> agreements.revoke(9999, "why", "sol", NOON))
        .hasMessage("no agreement 9999");
  }
}
