package plaza.check;

/** What a finding does to the build that it is found in. */
public enum Severity {
  /** Said and counted; the row or table stays. */
  NOTE,
  /** The row is left out; too many of them fail the build. */
  REFUSED,
  /** The build is not published. */
  FAIL
}
