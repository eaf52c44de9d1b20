package plaza.jobs.access;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import plaza.contract.Tier;

/**
 * Someone needs to see a tier at once: one asks, another approves, it lasts an hour, and a report
 * is due afterwards. It is the asker's alone, not their organisation's.
 *
 * @param approval null while it waits for one
 * @param report null until it is written
 */
public record BreakGlass(
    int id,
    String user,
    Target target,
    Tier tier,
    String why,
    Instant askedAt,
    @Nullable Approval approval,
    @Nullable Report report,
    @Nullable Revocation revocation)
    implements Grant {

  /** How long it lasts from its approval. */
  public static final Duration LASTS = Duration.ofHours(1);

  /** The second person said yes. */
  public record Approval(Instant at, String by) {}

  /** What was done with it. */
  public record Report(Instant at, String by, String text) {}

  @Override
  public Optional<Instant> findStart() {
    return Optional.ofNullable(approval).map(Approval::at);
  }

  @Override
  public Optional<Instant> findEnd() {
    return findStart().map(start -> start.plus(LASTS));
  }

  @Override
  public boolean isOf(User other) {
    return other.name().equals(user);
  }

  @Override
  public String title() {
    return "break-glass " + id;
  }

  /** Whether it is over and nobody has written what was done with it. */
  public boolean isReportDue(Instant at) {
    return approval != null
        && !at.isBefore(approval.at())
        && state(at) != State.IN_FORCE
        && (report == null || at.isBefore(report.at()));
  }
}
