package plaza.jobs.access;

import java.util.Set;

/**
 * A person with a password, or a service with keys.
 *
 * @param groups what Plaza trusts them with itself
 */
public record User(
    String name,
    Organisation organisation,
    boolean isService,
    boolean isDisabled,
    Set<Group> groups) {

  /** Refuses a name that is none. */
  public User {
    Words.name("a user", name);
    groups = Set.copyOf(groups);
  }
}
