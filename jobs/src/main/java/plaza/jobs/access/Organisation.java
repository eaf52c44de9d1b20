package plaza.jobs.access;

import java.util.Locale;
import java.util.Set;

/**
 * Who agreements are made with.
 *
 * @param id its short name
 * @param name what it is called
 */
public record Organisation(String id, String name, Kind kind) {
  // Where an organisation is asked for, these are commands.
  private static final Set<String> COMMANDS = Set.of("ask", "approve", "report");

  /** Whom it stands for. */
  public enum Kind {
    CITIZEN,
    FIRM,
    AGENCY;

    /** Its name in the database and for people. */
    public String id() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Refuses an id that is no name and a name that says nothing. */
  public Organisation {
    Words.name("an organisation", id);
    if (COMMANDS.contains(id)) {
      throw new Refused("the name " + id + " is Plaza's own", "Take another one.");
    }
    name = Words.text("name of the organisation", name);
  }
}
