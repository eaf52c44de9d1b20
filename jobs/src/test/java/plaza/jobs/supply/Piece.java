package plaza.jobs.supply;

import java.util.List;

/**
 * One library as it is shipped.
 *
 * @param group empty where the jar does not say it: it may then be anyone of that name
 * @param within where it lies, outermost first: the class path, then the jars that hold it
 * @param licences as it names them itself; empty where it names none
 */
record Piece(
    String group, String name, String version, List<String> within, List<String> licences) {

  /** Whether these coordinates mean it: {@code group:name}, or {@code group:*}. */
  boolean is(String coordinates) {
    int colon = coordinates.indexOf(':');
    String artifact = coordinates.substring(colon + 1);
    return artifact.equals(name)
        ? group.isEmpty() || isOf(coordinates.substring(0, colon))
        : artifact.equals("*") && isOf(coordinates.substring(0, colon));
  }

  // Trino's file names leave out the middle of long groups.
  private boolean isOf(String other) {
    int gap = group.indexOf("...");
    if (gap < 0) {
      return group.equals(other);
    }
    return other.startsWith(group.substring(0, gap)) && other.endsWith(group.substring(gap + 3));
  }

  String purl() {
    return "pkg:maven/" + (group.isEmpty() ? "" : group + "/") + name + "@" + version;
  }

  @Override
  public String toString() {
    return group + ":" + name + ":" + version + " in " + String.join(" / ", within);
  }
}
