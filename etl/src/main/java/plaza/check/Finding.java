package plaza.check;

/**
 * Something found wrong in data.
 *
 * @param dataset whose build it was found in, or the feed for what was found at landing
 * @param address where: receipt, member and row as far as they apply, or a column, a city, a day
 * @param message what was found and what was expected
 * @param severity what it does to the build: that of its code, unless the declaration says so
 */
public record Finding(
    FindingCode code, String dataset, String address, String message, Severity severity) {

  /** A finding as severe as its code. */
  public Finding(FindingCode code, String dataset, String address, String message) {
    this(code, dataset, address, message, code.severity());
  }

  /** One that fails the build or is noted, as the declaration says. */
  static Finding declared(
      FindingCode code, String dataset, String address, String message, boolean isError) {
    return new Finding(code, dataset, address, message, isError ? Severity.FAIL : Severity.NOTE);
  }

  /** Whether the build that it is found in must not be published. */
  public boolean fails() {
    return severity == Severity.FAIL;
  }

  @Override
  public String toString() {
    String place = address.isEmpty() ? "" : " " + address;
    return code.id() + " " + dataset + place + ": " + message;
  }
}
