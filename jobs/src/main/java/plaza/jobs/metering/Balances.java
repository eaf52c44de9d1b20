package plaza.jobs.metering;

import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import plaza.contract.DatasetName;
import plaza.contract.Tier;
import plaza.jobs.access.Agreement;
import plaza.jobs.access.Decision;
import plaza.jobs.access.Policy;
import plaza.jobs.access.Register;
import plaza.jobs.access.User;
import plaza.jobs.stack.Trino;

/**
 * What is left of quotas at one instant. By an agreement all of an organisation use up one quota,
 * whichever tier of the dataset they read; without one each user has that of the tier. Broken glass
 * has none.
 */
final class Balances {
  private static final long LONGEST_DAY = 93_600;

  private final Sums log;
  private final Register register;
  private final Terms terms;
  private final Policy policy;
  private final Instant at;
  private final Map<ZoneId, List<Sum>> days = new HashMap<>();

  Balances(Sums log, Register register, Terms terms, Instant at) {
    this.log = log;
    this.register = register;
    this.terms = terms;
    this.policy = new Policy(register, terms.offered(), at);
    this.at = at;
  }

  /** Where use is summed up. */
  interface Sums {
    List<Sum> sums(String from, String to) throws SQLException;
  }

  /** A tier of a dataset that a user reads. */
  record Reading(String user, DatasetName dataset, Tier tier) {}

  /** Those that hold for a user who reads a tier of a dataset; none where there is no limit. */
  List<Balance> of(Reading reading) throws SQLException {
    for (Decision decision : policy.decide(reading.user(), reading.dataset())) {
      if (decision.tier() == reading.tier() && decision.may()) {
        return of(reading, decision.reason());
      }
    }
    return List.of(); // whoever may not read it needs no quota to be refused
  }

  private List<Balance> of(Reading reading, Decision.Reason reason) throws SQLException {
    Terms.Quotas quotas = terms.quotas(reading.dataset());
    Map<String, Long> limits =
        new TreeMap<>(quotas.limits().getOrDefault(reading.tier(), Map.of()));
    return switch (reason) {
      case Decision.Reason.Declared declared ->
          balances(
              reading,
              reading.user(),
              reading.tier().id(),
              quotas.zone(),
              limits,
              sum ->
                  sum.user().equals(reading.user())
                      && sum.tier().equals(reading.tier().id())
                      && sum.by().equals(reading.tier().id()));
      case Decision.Reason.Granted(Agreement agreement) -> {
        limits.putAll(agreement.quota());
        String organisation = agreement.receiver().id();
        yield balances(
            reading,
            organisation,
            agreement.title(),
            agreement.term().zone(),
            limits,
            sum -> sum.organisation().equals(organisation) && sum.by().startsWith("agreement "));
      }
      default -> List.of();
    };
  }

  private interface Counts {
    boolean counts(Sum sum);
  }

  private List<Balance> balances(
      Reading reading,
      String holder,
      String by,
      ZoneId zone,
      Map<String, Long> limits,
      Counts counts)
      throws SQLException {
    if (limits.isEmpty()) {
      return List.of();
    }
    LocalDate day = LocalDate.ofInstant(at, zone);
    long rows = 0;
    long bytes = 0;
    long queries = 0;
    for (Sum sum : day(zone)) {
      if (sum.dataset().equals(reading.dataset().toString()) && counts.counts(sum)) {
        rows += sum.rows();
        bytes += sum.bytes();
        queries += sum.uses();
      }
    }
    List<Balance> balances = new ArrayList<>();
    for (Map.Entry<String, Long> limit : limits.entrySet()) {
      long used =
          switch (limit.getKey()) {
            case "rows_per_day" -> rows;
            case "bytes_per_day" -> bytes;
            case "queries_per_day" -> queries;
            default -> throw new IllegalStateException("no measure of " + limit.getKey());
          };
      balances.add(
          new Balance(
              holder,
              reading.dataset(),
              reading.tier(),
              by,
              limit.getKey(),
              limit.getValue(),
              used,
              day,
              zone,
              day.plusDays(1).atStartOfDay(zone).toInstant()));
    }
    return balances;
  }

  private List<Sum> day(ZoneId zone) throws SQLException {
    List<Sum> known = days.get(zone);
    if (known == null) {
      LocalDate day = LocalDate.ofInstant(at, zone);
      known =
          log.sums(
              Use.text(day.atStartOfDay(zone).toInstant()),
              Use.text(day.plusDays(1).atStartOfDay(zone).toInstant()));
      days.put(zone, known);
    }
    return known;
  }

  /** Of everyone who has used something of late: what each may read, with what is left of it. */
  Map<Reading, List<Balance>> all() throws SQLException {
    Map<Reading, List<Balance>> all =
        new TreeMap<>(
            Comparator.comparing(Reading::user)
                .thenComparing(Reading::dataset)
                .thenComparing(Reading::tier));
    // The day of whatever zone began within these; one on which a clock goes back has an hour more.
    List<Sum> late =
        log.sums(Use.text(at.minusSeconds(LONGEST_DAY)), Use.text(at.plusSeconds(LONGEST_DAY)));
    for (Sum sum : late) {
      if (sum.dataset().isEmpty()) {
        continue;
      }
      DatasetName dataset = DatasetName.parse(sum.dataset());
      // What one of an organisation has used up the others have not either.
      List<String> users = new ArrayList<>(List.of(sum.user()));
      if (!sum.organisation().isEmpty()) {
        register.users().stream()
            .filter(user -> user.organisation().id().equals(sum.organisation()))
            .map(User::name)
            .filter(name -> !name.equals(sum.user()))
            .forEach(users::add);
      }
      var offered = terms.offered().get(dataset);
      if (offered == null) {
        continue;
      }
      for (String user : users) {
        for (Tier tier : offered.tiers().keySet()) {
          Reading reading = new Reading(user, dataset, tier);
          if (!all.containsKey(reading)) {
            all.put(reading, of(reading));
          }
        }
      }
    }
    all.values().removeIf(List::isEmpty);
    return all;
  }

  /** What lets a user read a catalogue's table, for the log. */
  static String by(Policy policy, String user, String catalog, DatasetName dataset) {
    if (user.equals(Trino.OPERATOR)) {
      return "operator";
    }
    if (catalog.equals(Meter.INTERNAL)) {
      return policy.findInternal(user).map(group -> "group " + group.id()).orElse(Use.NOTHING);
    }
    Tier tier = Tier.of(catalog);
    for (Decision each : policy.decide(user, dataset)) {
      if (each.tier() == tier && each.may()) {
        return each.reason() instanceof Decision.Reason.Granted granted
            ? granted.grant().title()
            : tier.id();
      }
    }
    return Use.NOTHING;
  }

  static String organisation(Register register, String user) {
    return register.findUser(user).map(known -> known.organisation().id()).orElse("");
  }
}
