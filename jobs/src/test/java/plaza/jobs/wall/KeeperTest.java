package plaza.jobs.wall;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import plaza.catalog.Catalog;
import plaza.contract.DatasetName;
import plaza.contract.Tier;
import plaza.jobs.Checkout;
import plaza.jobs.access.Access;
import plaza.jobs.access.Agreement;
import plaza.jobs.access.Agreements;
import plaza.jobs.access.Keys;
import plaza.jobs.access.Offered;
import plaza.jobs.access.Organisation;
import plaza.jobs.access.People;
import plaza.jobs.access.Target;
import plaza.jobs.access.Term;
import plaza.jobs.stack.Home;
import plaza.jobs.stack.Postgres;
import plaza.jobs.stack.Trino;

/** The keeper beside a real database, at instants that are set here. */
class KeeperTest {
  private static final Instant NOON = Instant.parse("2026-05-01T12:00:00Z");
  private static final String GROUP = "subscriber.hazard.flood_depth:";

  @TempDir Path folder;

  private Home home;
  private Postgres postgres;
  private Access access;
  private Keeper keeper;
  private Instant now = NOON;
  private long nanos;

  @BeforeEach
  void a_firm_with_an_agreement_until_the_end_of_the_day() throws Exception {
    home = new Home(folder.resolve("home"));
    postgres = new Postgres(home);
    access = Access.open(postgres.catalogue());
    People people = new People(access);
    people.add(new Organisation("city", "The City", Organisation.Kind.AGENCY), "sol", NOON);
    people.add(new Organisation("acme", "Acme", Organisation.Kind.FIRM), "sol", NOON);
    people.addPerson("fay", "acme", null, "sol", NOON);
    // Who may not: or those who may were all, and had no group of their own.
    people.addPerson("gus", "city", null, "sol", NOON);
    agree("2026-05-01");
    keeper = new Keeper(home, List.of(Checkout.SCHEMAS), () -> now, () -> nanos);
    keeper.look();
  }

  @AfterEach
  void stop() throws Exception {
    postgres.stop();
  }

  private int agree(String lastDay) throws Exception {
    Map<DatasetName, Offered> offered = Offered.of(Catalog.read(List.of(Checkout.SCHEMAS)));
    return new Agreements(access)
        .agree(
            new Agreements.Proposal(
                Agreement.Form.G2B,
                "city",
                "acme",
                Target.parse("hazard.flood_depth"),
                Tier.SUBSCRIBER,
                Term.of(LocalDate.parse("2026-05-01"), LocalDate.parse(lastDay), ZoneOffset.UTC),
                "a purpose",
                new TreeMap<>(),
                List.of()),
            offered,
            "sol",
            now)
        .id();
  }

  private void pass(Duration time) {
    now = now.plus(time);
    nanos += time.toNanos();
  }

  private String text(String file) throws Exception {
    return Files.readString(Trino.rules(home).resolve(file));
  }

  private boolean sees() throws Exception {
    return text("groups").lines().anyMatch(line -> line.startsWith(GROUP) && line.contains("fay"));
  }

  private WallState state() throws Exception {
    return WallState.find(home).orElseThrow();
  }

  @Test
  void what_is_granted_ends_by_itself_and_what_is_revoked_at_once() throws Exception {
    assertThat(sees()).isTrue();
    assertThat(state().grants()).isEqualTo(1);
    pass(Duration.ofHours(12).minusNanos(1));
    keeper.look();
    assertThat(sees()).isTrue();
    pass(Duration.ofNanos(1));
    keeper.look();
    assertThat(sees()).isFalse();
    int another = agree("2026-05-09");
    keeper.look();
    assertThat(sees()).isTrue();
    new Agreements(access).revoke(another, "misused", "sol", now);
    keeper.look();
    assertThat(sees()).isFalse();
  }

  @Test
  void keys_and_passwords_come_and_go() throws Exception {
    People people = new People(access);
    people.addService("robot", "acme", "sol", now);
    new Keys(access).issue("robot", LocalDate.parse("2026-05-01"), "sol", now);
    keeper.look();
    assertThat(text("passwords")).contains("fay:$2y$", "robot.1:$2y$");
    assertThat(text("groups")).containsPattern(GROUP + ".*,robot,robot.1");
    pass(Duration.ofHours(12));
    people.setDisabled("fay", true, "sol", now);
    keeper.look();
    assertThat(text("passwords")).doesNotContain("robot", "fay");
    assertThat(text("groups")).doesNotContain("fay");
  }

  @Test
  void a_file_that_somebody_changed_is_put_right_and_told() throws Exception {
    String rules = text("rules.json");
    Files.writeString(
        Trino.rules(home).resolve("rules.json"), "{\"catalogs\": [{\"allow\": \"all\"}]}");
    pass(Duration.ofSeconds(1));
    keeper.look();
    assertThat(text("rules.json")).isEqualTo(rules);
    assertThat(state().restored()).isEqualTo("rules.json");
    assertThat(state().restoredAt()).isEqualTo("2026-05-01T12:00:01Z");
    Files.delete(Trino.rules(home).resolve("passwords"));
    keeper.look();
    assertThat(text("passwords")).contains("fay:");
    assertThat(state().restored()).isEqualTo("passwords");
  }

  @Test
  void while_the_database_is_away_grants_end_and_none_begins() throws Exception {
    postgres.stop();
    pass(Duration.ofHours(1));
    keeper.look();
    assertThat(sees()).isTrue();
    assertThat(state().awaySince()).isEqualTo("2026-05-01T13:00:00Z");
    pass(Duration.ofHours(11));
    keeper.look();
    assertThat(sees()).isFalse();
    // One that begins now has never read who there is: it lets in nobody.
    new Keeper(home, List.of(Checkout.SCHEMAS), () -> now, () -> nanos).look();
    assertThat(text("passwords")).isEmpty();
    assertThat(text("groups")).doesNotContain("fay").doesNotContain("anyone");
    postgres.catalogue();
    keeper.look();
    assertThat(state().awaySince()).isNull();
    assertThat(text("passwords")).contains("fay:");
  }

  @Test
  void a_clock_that_jumps_opens_nothing() throws Exception {
    now = now.plus(Duration.ofDays(2));
    keeper.look();
    assertThat(sees()).as("over by one clock").isFalse();
    assertThat(state().jump()).isEqualTo("PT48H");
    now = NOON;
    keeper.look();
    assertThat(sees()).isTrue();
    // A day back, its last day is not over; by the clock that runs it is.
    pass(Duration.ofHours(13));
    keeper.look();
    assertThat(sees()).isFalse();
    now = now.minus(Duration.ofDays(1));
    keeper.look();
    assertThat(sees()).isFalse();
  }
}
