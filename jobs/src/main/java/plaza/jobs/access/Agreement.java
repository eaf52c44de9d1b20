package plaza.jobs.access;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import plaza.contract.Tier;
import plaza.jobs.access.Organisation.Kind;

/**
 * Two organisations have agreed that one may see a tier; it is never edited, only revoked.
 *
 * @param quota upper limits by name, such as {@code rows_per_day}, in place of the tier's; none
 *     where the tier's hold
 * @param duties actions of ODRL 2.2 beside those of the tier
 * @param by who entered it
 */
public record Agreement(
    int id,
    Form form,
    Organisation giver,
    Organisation receiver,
    Target target,
    Tier tier,
    Term term,
    String purpose,
    Map<String, Long> quota,
    List<String> duties,
    String by,
    Instant agreedAt,
    @Nullable Revocation revocation)
    implements Grant {

  /** Between whom: government to government, government to business, business to business. */
  public enum Form {
    G2G(Kind.AGENCY, Kind.AGENCY),
    G2B(Kind.AGENCY, Kind.FIRM),
    B2B(Kind.FIRM, Kind.FIRM);

    private final Kind giver;
    private final Kind receiver;

    Form(Kind giver, Kind receiver) {
      this.giver = giver;
      this.receiver = receiver;
    }

    void check(Organisation from, Organisation to) {
      if (from.kind() != giver || to.kind() != receiver) {
        throw new Refused(
            "%s is from %s to %s; %s is of kind %s and %s of kind %s"
                .formatted(
                    this,
                    article(giver),
                    article(receiver),
                    from.id(),
                    from.kind().id(),
                    to.id(),
                    to.kind().id()),
            "G2G is between agencies, G2B from an agency to a firm, B2B between firms.");
      }
    }

    private static String article(Kind kind) {
      return (kind == Kind.AGENCY ? "an " : "a ") + kind.id();
    }
  }

  /** Copies what could be changed. */
  public Agreement {
    quota = Map.copyOf(quota);
    duties = List.copyOf(duties);
  }

  // Nobody could have used it before it was entered, whatever day it is dated.
  @Override
  public Optional<Instant> findStart() {
    return Optional.of(agreedAt.isAfter(term.starts()) ? agreedAt : term.starts());
  }

  @Override
  public Optional<Instant> findEnd() {
    return Optional.of(term.ends());
  }

  @Override
  public boolean isOf(User user) {
    return user.organisation().id().equals(receiver.id());
  }

  @Override
  public String title() {
    return "agreement " + id;
  }
}
