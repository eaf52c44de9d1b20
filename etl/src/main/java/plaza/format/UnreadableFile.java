package plaza.format;

/**
 * A file that is not what its feed says: wrong format, encoding, CRS, empty, truncated, a field
 * gone.
 */
public final class UnreadableFile extends RuntimeException {
  /** What is wrong with it; each is a finding code. */
  public enum Fault {
    WRONG_FORMAT,
    WRONG_ENCODING,
    WRONG_CRS,
    EMPTY_FILE,
    TRUNCATED_FILE,
    MISSING_FIELD,
    MISSING_MEMBER
  }

  private final Fault fault;
  private final long row;

  /** A fault at a row (from 1; 0 for the file as a whole). */
  public UnreadableFile(Fault fault, long row, String found, String expected) {
    super("found " + found + ", expected " + expected);
    this.fault = fault;
    this.row = row;
  }

  /** What is wrong. */
  public Fault fault() {
    return fault;
  }

  /** The row it was found at, from 1; 0 for the file as a whole. */
  public long row() {
    return row;
  }

  /** {@code found …, expected …}. */
  public String text() {
    return String.valueOf(getMessage());
  }
}
