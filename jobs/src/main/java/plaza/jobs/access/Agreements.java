package plaza.jobs.access;

import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import plaza.contract.DatasetName;
import plaza.contract.Tier;

/** What organisations have agreed: entered once, never edited, revoked by a word. */
public final class Agreements {
  private final Access access;

  /** Those that are kept there. */
  public Agreements(Access access) {
    this.access = access;
  }

  /** What is to be agreed; the parties by their ids. */
  public record Proposal(
      Agreement.Form form,
      String giver,
      String receiver,
      Target target,
      Tier tier,
      Term term,
      String purpose,
      Map<String, Long> quota,
      List<String> duties) {}

  /**
   * Enters an agreement, and returns it with its number.
   *
   * @param offered what is given away: nothing else can be granted
   */
  public Agreement agree(
      Proposal proposed, Map<DatasetName, Offered> offered, String by, Instant at)
      throws SQLException {
    String who = Words.text("name of who decides", by);
    String purpose = Words.text("purpose", proposed.purpose());
    Term term = proposed.term();
    if (!at.isBefore(term.ends())) {
      throw new Refused(
          "an agreement until %s has ended already".formatted(term.to()),
          "Give it a later last day: --to");
    }
    int id =
        access.change(sql -> {
          Register register = Registers.read(sql);
          Organisation receiver = register.organisation(proposed.receiver());
          proposed.form().check(register.organisation(proposed.giver()), receiver);
          checkGrantable(proposed.target(), proposed.tier(), receiver, offered);
          return sql.list(
                  "INSERT INTO access.agreement (form, giver, receiver, target, tier, first_day,"
                      + " last_day, zone, starts_at, ends_at, purpose, quota, duties, agreed_at,"
                      + " agreed_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                      + " RETURNING id",
                  row -> row.getInt(1),
                  proposed.form().name(),
                  proposed.giver(),
                  proposed.receiver(),
                  proposed.target().toString(),
                  proposed.tier().id(),
                  term.from(),
                  term.to(),
                  term.zone().getId(),
                  term.starts(),
                  term.ends(),
                  purpose,
                  proposed.quota().entrySet().stream()
                      .map(each -> each.getKey() + "=" + each.getValue())
                      .sorted()
                      .toList(),
                  proposed.duties(),
                  at,
                  who)
              .getFirst();
        });
    return (Agreement) access.read().grant(id);
  }

  /** Ends an agreement or a break-glass before its time, and returns what it was. */
  public Grant revoke(int id, String why, String by, Instant at) throws SQLException {
    String who = Words.text("name of who decides", by);
    String reason = Words.text("reason", why);
    return access.change(sql -> {
      Grant grant = Registers.read(sql).grant(id);
      Grant.Revocation revoked = grant.revocation();
      if (revoked != null) {
        throw new Refused(
            "%s was revoked by %s on %s".formatted(grant.title(), revoked.by(), revoked.at()),
            "See ./plaza agreements --all");
      }
      if (grant.state(at) == Grant.State.ENDED) {
        throw new Refused(
            "%s ended on its own".formatted(grant.title()), "See ./plaza agreements --all");
      }
      sql.update("INSERT INTO access.revocation VALUES (?, ?, ?, ?)", id, at, who, reason);
      return grant;
    });
  }

  /** Refuses to grant what is everyone's, what nobody gives away, or what is for agencies only. */
  static void checkGrantable(
      Target target, Tier tier, Organisation receiver, Map<DatasetName, Offered> offered) {
    if (tier.compareTo(Tier.SUBSCRIBER) < 0) {
      throw new Refused(
          "%s needs no grant".formatted(tier.id()),
          tier == Tier.OPEN
              ? "It is everyone's."
              : "It is everyone's who has an account: ./plaza users add NAME --org ORG");
    }
    List<Offered> covered =
        offered.values().stream().filter(each -> target.covers(each.dataset())).toList();
    if (covered.isEmpty()) {
      throw new Refused(
          target instanceof Target.Domain
              ? "nothing of a domain " + target + " is given away"
              : target + " declares no release, so nothing of it can be granted",
          "Its contract would say so under customProperties: release.");
    }
    List<String> declared =
        covered.stream()
            .map(each -> each.tiers().keySet())
            .flatMap(Collection::stream)
            .distinct()
            .sorted()
            .map(Tier::id)
            .toList();
    if (!declared.contains(tier.id())) {
      throw new Refused(
          "%s is not given away as %s".formatted(target, tier.id()),
          "It is as " + String.join(", ", declared) + ".");
    }
    if (tier == Tier.GOVERNMENT && receiver.kind() != Organisation.Kind.AGENCY) {
      throw new Refused(
          "government is for agencies, and %s is of kind %s"
              .formatted(receiver.id(), receiver.kind().id()),
          "Grant subscriber.");
    }
  }
}
