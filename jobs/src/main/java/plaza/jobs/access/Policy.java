package plaza.jobs.access;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import plaza.contract.DatasetName;
import plaza.contract.Tier;
import plaza.jobs.access.Decision.Reason;

/**
 * What each user may see at one instant. It follows from people, grants and declarations alone, and
 * whatever none of them gives is denied. Every way out is compiled from this.
 */
public final class Policy {
  /** Stands for whoever has no account. */
  public static final String ANYONE = "anyone";

  // The narrowest first, and what lasts longest; an agreement says more than broken glass.
  private static final Comparator<Grant> BEST =
      Comparator.comparing(Grant::tier)
          .reversed()
          .thenComparing(grant -> grant instanceof BreakGlass)
          .thenComparing(
              grant -> grant.findEnd().orElse(Instant.MIN), Comparator.<Instant>reverseOrder())
          .thenComparingInt(Grant::id);

  private final Map<String, User> users = new HashMap<>();
  private final List<Grant> grants;
  private final Map<DatasetName, Offered> offered;
  private final Instant at;

  /** The policy of an instant; people are as they are in the register. */
  public Policy(Register register, Map<DatasetName, Offered> offered, Instant at) {
    register.users().forEach(user -> users.put(user.name(), user));
    this.grants = List.copyOf(register.grants());
    this.offered = Map.copyOf(offered);
    this.at = at;
  }

  /** Whether a user, known or not, may see a tier of a dataset. */
  public boolean may(String user, DatasetName dataset, Tier tier) {
    return decide(user, dataset).stream().anyMatch(each -> each.tier() == tier && each.may());
  }

  /** Each tier that a dataset is given away in, the widest first; none where it is not. */
  public List<Decision> decide(String user, DatasetName dataset) {
    Offered tiers = offered.get(dataset);
    if (tiers == null) {
      return List.of();
    }
    List<Decision> decisions = new ArrayList<>();
    tiers
        .tiers()
        .forEach((tier, line) -> decisions.add(decide(users.get(user), dataset, tier, line)));
    return List.copyOf(decisions);
  }

  private Decision decide(@Nullable User user, DatasetName dataset, Tier tier, Offered.Line line) {
    if (tier == Tier.OPEN) {
      return new Decision(tier, true, new Reason.Declared(line));
    }
    if (user == null) {
      return new Decision(tier, false, new Reason.NoAccount());
    }
    if (user.isDisabled()) {
      return new Decision(tier, false, new Reason.Disabled());
    }
    if (tier == Tier.REGISTERED) {
      return new Decision(tier, true, new Reason.Declared(line));
    }
    Optional<Group> group = findInternal(user.name());
    if (group.isPresent()) {
      return new Decision(tier, true, new Reason.Internal(group.get()));
    }
    List<Grant> fitting =
        grants.stream().filter(each -> each.isOf(user) && each.grants(dataset, tier)).toList();
    return best(fitting)
        .map(grant -> new Decision(tier, true, new Reason.Granted(grant)))
        .orElseGet(() ->
            new Decision(
                tier,
                false,
                new Reason.NotGranted(
                    fitting.stream()
                        .sorted(Comparator.comparingInt(Grant::id).reversed())
                        .toList())));
  }

  private Optional<Grant> best(Collection<Grant> fitting) {
    return fitting.stream().filter(each -> each.state(at) == Grant.State.IN_FORCE).min(BEST);
  }

  /** By which group a user may read Plaza's own catalogue, where nothing is withheld. */
  public Optional<Group> findInternal(String user) {
    return Optional.ofNullable(users.get(user))
        .filter(known -> !known.isDisabled())
        .flatMap(known -> known.groups().stream().min(Comparator.naturalOrder()));
  }

  /** The break-glasses that are over and whose reports nobody has written. */
  public List<BreakGlass> reportsDue() {
    return grants.stream()
        .filter(BreakGlass.class::isInstance)
        .map(BreakGlass.class::cast)
        .filter(each -> each.isReportDue(at))
        .toList();
  }
}
