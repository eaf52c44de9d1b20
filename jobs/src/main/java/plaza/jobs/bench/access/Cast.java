package plaza.jobs.bench.access;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import plaza.catalog.Catalog;
import plaza.contract.DatasetName;
import plaza.contract.Tier;
import plaza.jobs.access.Access;
import plaza.jobs.access.Agreement;
import plaza.jobs.access.Agreements;
import plaza.jobs.access.BreakGlasses;
import plaza.jobs.access.Group;
import plaza.jobs.access.Keys;
import plaza.jobs.access.Offered;
import plaza.jobs.access.Organisation;
import plaza.jobs.access.People;
import plaza.jobs.access.Target;
import plaza.jobs.access.Term;

/**
 * One user of each kind, and what each may see, written down by hand and not asked of the policy.
 *
 * @param login the name to log in with
 * @param sees tables with their catalogues
 * @param isInternal they work for Plaza, and see {@code plaza} and its metadata
 * @param isSteward they see others' queries
 * @param isOut they are let in nowhere
 */
record Cast(String login, Set<String> sees, boolean isInternal, boolean isSteward, boolean isOut) {
  private static final String BY = "bench";
  private static final Set<String> OPEN = Set.of("open." + Quarter.WHOLE, "open." + Quarter.PAID);
  private static final String REGISTERED = "registered." + Quarter.WHOLE;

  /** What a user of the bench has to remember. */
  record Secrets(Map<String, String> passwords) {}

  boolean sees(String catalog, String table) {
    return !isOut && (isInternal ? isThere(catalog, table) : sees.contains(catalog + "." + table));
  }

  /** Whether a catalogue has a table. */
  static boolean isThere(String catalog, String table) {
    return catalog.equals("plaza") || Quarter.isIn(table, catalog);
  }

  /** Adds them to a home, and returns them by name. */
  static Map<String, Cast> add(Access access, List<Path> roots, Secrets secrets)
      throws SQLException {
    Instant now = Instant.now();
    Instant past = now.minus(Duration.ofDays(400));
    Map<DatasetName, Offered> offered = Offered.of(Catalog.read(roots));
    People people = new People(access);
    Agreements agreements = new Agreements(access);
    people.add(new Organisation("town", "The town", Organisation.Kind.AGENCY), BY, past);
    for (String firm : List.of("one", "two", "late", "early", "gone")) {
      people.add(new Organisation("firm-" + firm, firm, Organisation.Kind.FIRM), BY, past);
    }
    for (String agency : List.of("police", "glass")) {
      people.add(new Organisation(agency, agency, Organisation.Kind.AGENCY), BY, past);
    }
    people.add(new Organisation("public", "public", Organisation.Kind.CITIZEN), BY, past);

    LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
    Term inForce = Term.of(today.minusDays(10), today.plusDays(10), ZoneOffset.UTC);
    agree(agreements, "firm-one", Quarter.WHOLE, Tier.SUBSCRIBER, inForce, offered, past);
    agree(agreements, "firm-two", "trial", Tier.SUBSCRIBER, inForce, offered, past);
    agree(
        agreements,
        "firm-late",
        "bench",
        Tier.SUBSCRIBER,
        Term.of(today.minusDays(30), today.minusDays(2), ZoneOffset.UTC),
        offered,
        past);
    agree(
        agreements,
        "firm-early",
        "bench",
        Tier.SUBSCRIBER,
        Term.of(today.plusDays(2), today.plusDays(30), ZoneOffset.UTC),
        offered,
        past);
    int gone = agree(agreements, "firm-gone", "bench", Tier.SUBSCRIBER, inForce, offered, past);
    agreements.revoke(gone, "misused", BY, now.minusSeconds(60));
    agree(agreements, "police", "bench", Tier.GOVERNMENT, inForce, offered, past);

    Map<String, Cast> cast = new LinkedHashMap<>();
    cast.put("plaza", new Cast("plaza", Set.of(), true, true, false));
    cast.put("anyone", new Cast("anyone", OPEN, false, false, false));
    secrets.passwords.put("anyone", "anyone");
    person(cast, people, secrets, "citizen", "public", now, REGISTERED);
    person(
        cast,
        people,
        secrets,
        "reader",
        "firm-one",
        now,
        REGISTERED,
        "subscriber." + Quarter.WHOLE);
    person(
        cast, people, secrets, "trier", "firm-two", now, REGISTERED, "subscriber." + Quarter.PAID);
    person(cast, people, secrets, "latecomer", "firm-late", now, REGISTERED);
    person(cast, people, secrets, "early-bird", "firm-early", now, REGISTERED);
    person(cast, people, secrets, "outcast", "firm-gone", now, REGISTERED);
    person(
        cast,
        people,
        secrets,
        "officer",
        "police",
        now,
        REGISTERED,
        "subscriber." + Quarter.WHOLE,
        "government." + Quarter.WHOLE,
        "government." + Quarter.KEPT);
    person(
        cast, people, secrets, "breaker", "glass", now, REGISTERED, "government." + Quarter.KEPT);
    person(cast, people, secrets, "waiter", "glass", now, REGISTERED);
    person(cast, people, secrets, "closed", "police", now);
    person(cast, people, secrets, "analyst", "town", now);
    person(cast, people, secrets, "steward", "town", now);
    people.join("analyst", Group.ANALYSTS, BY, now);
    people.join("steward", Group.STEWARDS, BY, now);
    people.setDisabled("closed", true, BY, now);
    cast.put("closed", new Cast("closed", Set.of(), false, false, true));
    cast.put("analyst", new Cast("analyst", Set.of(), true, false, false));
    cast.put("steward", new Cast("steward", Set.of(), true, true, false));
    BreakGlasses glasses = new BreakGlasses(access);
    for (String asker : List.of("breaker", "waiter")) {
      int id =
          glasses.ask(asker, Target.parse(Quarter.KEPT), Tier.GOVERNMENT, "a flood", offered, now);
      if (asker.equals("breaker")) {
        glasses.approve(id, "steward", now);
      }
    }
    people.addService("robot", "firm-one", BY, now);
    String key = new Keys(access).issue("robot", today.plusDays(1), BY, now);
    String login = "robot." + key.replaceFirst("^plaza_(\\d+)_.*", "$1");
    secrets.passwords.put(login, key);
    cast.put(
        "robot",
        new Cast(login, Objects.requireNonNull(cast.get("reader")).sees(), false, false, false));
    return cast;
  }

  private static void person(
      Map<String, Cast> cast,
      People people,
      Secrets secrets,
      String name,
      String organisation,
      Instant now,
      String... more)
      throws SQLException {
    secrets.passwords.put(name, people.addPerson(name, organisation, null, BY, now));
    Set<String> sees = new java.util.TreeSet<>(OPEN);
    sees.addAll(List.of(more));
    cast.put(name, new Cast(name, sees, false, false, false));
  }

  static int agree(
      Agreements agreements,
      String receiver,
      String target,
      Tier tier,
      Term term,
      Map<DatasetName, Offered> offered,
      Instant at)
      throws SQLException {
    return agreements
        .agree(
            new Agreements.Proposal(
                tier == Tier.GOVERNMENT ? Agreement.Form.G2G : Agreement.Form.G2B,
                "town",
                receiver,
                Target.parse(target),
                tier,
                term,
                "to be tried",
                new TreeMap<>(),
                List.of()),
            offered,
            BY,
            at)
        .id();
  }
}
