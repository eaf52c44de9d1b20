package plaza.jobs.access;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** All people and all that was agreed with them, as they stood together. */
public record Register(List<Organisation> organisations, List<User> users, List<Grant> grants) {
  /** Copies what could be changed. */
  public Register {
    organisations = List.copyOf(organisations);
    users = List.copyOf(users);
    grants = List.copyOf(grants);
  }

  /** An organisation by id. */
  public Optional<Organisation> findOrganisation(String id) {
    return organisations.stream().filter(each -> each.id().equals(id)).findFirst();
  }

  /** A user by name. */
  public Optional<User> findUser(String name) {
    return users.stream().filter(each -> each.name().equals(name)).findFirst();
  }

  /** A grant by number. */
  public Optional<Grant> findGrant(int id) {
    return grants.stream().filter(each -> each.id() == id).findFirst();
  }

  /** An organisation that is known; told is how it would become so. */
  public Organisation organisation(String id) {
    return known(
        findOrganisation(id).orElse(null),
        "no organisation " + id,
        "See ./plaza orgs; ./plaza orgs add ID --name NAME --kind agency makes one.");
  }

  /** A user that is known. */
  public User user(String name) {
    return known(
        findUser(name).orElse(null),
        "no user " + name,
        "See ./plaza users; ./plaza users add NAME --org ORG makes one.");
  }

  /** A grant that is known. */
  public Grant grant(int id) {
    return known(findGrant(id).orElse(null), "no agreement " + id, "See ./plaza agreements --all");
  }

  private static <T> T known(@Nullable T value, String message, String next) {
    if (value == null) {
      throw new Refused(message, next);
    }
    return value;
  }
}
