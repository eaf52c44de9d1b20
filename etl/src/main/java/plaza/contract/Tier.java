package plaza.contract;

import java.util.Locale;

/** Who something is released to, from the widest tier to the narrowest. */
public enum Tier {
  /** Anyone, free, under an open licence. */
  OPEN,
  /** Anyone who has signed up, free. */
  REGISTERED,
  /** Whoever has ordered it, for a price. */
  SUBSCRIBER,
  /** Agencies under an agreement. */
  GOVERNMENT;

  /** Its name in declarations, in SQL and in paths. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The tier of a name; throws IllegalArgumentException for any other. */
  public static Tier of(String id) {
    for (Tier tier : values()) {
      if (tier.id().equals(id)) {
        return tier;
      }
    }
    throw new IllegalArgumentException(id);
  }
}
