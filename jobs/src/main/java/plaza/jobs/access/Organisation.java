package plaza.jobs.access;

import java.util.Locale;

/**
 * Who agreements are made with.
 *
 * @param id its short name
 * @param name what it is called
 */
public record Organisation(String id, String name, Kind kind) {
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
    name = Words.text("name of the organisation", name);
  }
}
