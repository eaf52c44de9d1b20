package plaza.jobs.access;

import java.util.Locale;

/** Those who work for Plaza and may read its own catalogue; nobody else may. */
public enum Group {
  /** They decide what is given away, and let others in when it burns. */
  STEWARDS,
  /** They ask. */
  ANALYSTS;

  /** Its name in the database, for people and for engines. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
