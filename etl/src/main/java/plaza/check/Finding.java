package plaza.check;

/**
 * Something found wrong in data.
 *
 * @param dataset whose build it was found in, or the feed for what was found at landing
 * @param address where: receipt, member and row as far as they apply, or a column
 * @param message what was found and what was expected
 */
public record Finding(FindingCode code, String dataset, String address, String message) {
  @Override
  public String toString() {
    String place = address.isEmpty() ? "" : " " + address;
    return code.id() + " " + dataset + place + ": " + message;
  }
}
