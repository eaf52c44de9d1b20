package plaza.jobs.cli;

import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import plaza.catalog.Catalog;
import plaza.contract.DatasetName;
import plaza.contract.Tier;
import plaza.jobs.access.Access;
import plaza.jobs.access.Agreement;
import plaza.jobs.access.Agreements;
import plaza.jobs.access.Group;
import plaza.jobs.access.Offered;
import plaza.jobs.access.Organisation;
import plaza.jobs.access.People;
import plaza.jobs.access.Target;
import plaza.jobs.access.Term;

/** One user of each kind, so that the same question can be asked as each of them. */
final class DemoPeople {
  private static final String BY = "demo";

  private DemoPeople() {}

  /** Adds them to a home that has no users; told are their passwords, which are kept nowhere. */
  static List<String> add(Access access, Catalog catalog, ZoneId zone) throws SQLException {
    if (!access.read().users().isEmpty()) {
      return List.of();
    }
    Instant now = Instant.now();
    People people = new People(access);
    people.add(new Organisation("city", "The simulated city", Organisation.Kind.AGENCY), BY, now);
    people.add(
        new Organisation("fire-brigade", "Its fire brigade", Organisation.Kind.AGENCY), BY, now);
    people.add(new Organisation("acme", "Acme Maps", Organisation.Kind.FIRM), BY, now);
    people.add(new Organisation("public", "The public", Organisation.Kind.CITIZEN), BY, now);
    List<String> lines = new ArrayList<>();
    lines.add(person(people, "steward", "city", "decides what is given away, and sees all", now));
    lines.add(person(people, "analyst", "city", "sees all", now));
    people.join("steward", Group.STEWARDS, BY, now);
    people.join("analyst", Group.ANALYSTS, BY, now);
    lines.add(person(people, "officer", "fire-brigade", "an agency under an agreement", now));
    lines.add(person(people, "subscriber", "acme", "a firm that pays", now));
    lines.add(person(people, "citizen", "public", "has signed up", now));
    Map<DatasetName, Offered> offered = Offered.of(catalog);
    Term term =
        Term.of(LocalDate.ofInstant(now, zone), LocalDate.ofInstant(now, zone).plusYears(1), zone);
    Agreements agreements = new Agreements(access);
    for (String domain : domains(offered, Tier.GOVERNMENT)) {
      agreements.agree(
          proposal(Agreement.Form.G2G, "fire-brigade", domain, Tier.GOVERNMENT, term),
          offered,
          BY,
          now);
    }
    for (String domain : domains(offered, Tier.SUBSCRIBER)) {
      agreements.agree(
          proposal(Agreement.Form.G2B, "acme", domain, Tier.SUBSCRIBER, term), offered, BY, now);
    }
    return lines;
  }

  private static String person(
      People people, String name, String organisation, String what, Instant now)
      throws SQLException {
    return "  %-12s%s  %s"
        .formatted(name, people.addPerson(name, organisation, null, BY, now), what);
  }

  private static List<String> domains(Map<DatasetName, Offered> offered, Tier tier) {
    SortedMap<String, Boolean> domains = new TreeMap<>();
    offered.forEach((dataset, each) -> {
      if (each.tiers().containsKey(tier)) {
        domains.put(dataset.domain(), true);
      }
    });
    return List.copyOf(domains.keySet());
  }

  private static Agreements.Proposal proposal(
      Agreement.Form form, String receiver, String domain, Tier tier, Term term) {
    return new Agreements.Proposal(
        form,
        "city",
        receiver,
        new Target.Domain(domain),
        tier,
        term,
        "to try Plaza with simulated data",
        Map.of(),
        List.of());
  }
}
