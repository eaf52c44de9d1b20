package plaza.jobs.access;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import plaza.contract.DatasetName;
import plaza.contract.Tier;

/** What lets somebody see a tier of something for a time. */
public sealed interface Grant permits Agreement, BreakGlass {
  /** Agreements and broken glass are numbered together. */
  int id();

  /** What it is of. */
  Target target();

  /** The narrowest tier that it lets see; wider ones are within. */
  Tier tier();

  /** From when on it holds; empty where nobody has approved it. */
  Optional<Instant> findStart();

  /** Until when, not included. */
  Optional<Instant> findEnd();

  /** Who ended it before its time, or null. */
  @Nullable Revocation revocation();

  /** Whether it is this user's. */
  boolean isOf(User user);

  /** What it is called in a sentence. */
  String title();

  /** Someone ended it before its time. */
  record Revocation(Instant at, String by, String why) {}

  /** How it stands at an instant. */
  enum State {
    WAITING,
    AHEAD,
    IN_FORCE,
    ENDED,
    REVOKED;

    /** As people say it. */
    public String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }

  /** How it stands at an instant. */
  default State state(Instant at) {
    Revocation revoked = revocation();
    if (revoked != null && !at.isBefore(revoked.at())) {
      return State.REVOKED;
    }
    if (findStart().isEmpty()) {
      return State.WAITING;
    }
    if (at.isBefore(findStart().get())) {
      return State.AHEAD;
    }
    return findEnd().filter(at::isBefore).isPresent() ? State.IN_FORCE : State.ENDED;
  }

  /** Whether it lets see a tier of a dataset while it is in force. */
  default boolean grants(DatasetName dataset, Tier wanted) {
    return target().covers(dataset) && wanted.compareTo(tier()) <= 0;
  }
}
