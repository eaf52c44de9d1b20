package plaza.contract;

/**
 * How long a pseudonym stands for the same identifier: for the rows of one period, or of one
 * version where the cut is none.
 */
public record Rotation(Cut period) {
  /** Reads {@code version} or an ISO 8601 period. */
  static Rotation parse(String text) {
    return new Rotation(text.equals("version") ? Cut.NONE : Cut.parse(text));
  }

  /** Whether every version has pseudonyms of its own. */
  public boolean isPerVersion() {
    return period.isNone();
  }

  @Override
  public String toString() {
    return isPerVersion() ? "version" : period.toString();
  }
}
