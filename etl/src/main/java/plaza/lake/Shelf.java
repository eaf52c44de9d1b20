package plaza.lake;

/**
 * The Iceberg catalogues that share one JDBC catalogue database. The tables and what became of
 * their rows stand apart, so that an engine that serves the one cannot see the other.
 */
public enum Shelf {
  /** What readers see. */
  PUBLISHED("plaza", "plaza_fates"),
  /** Where a build works: starts from what is published. */
  BUILD("build", "build_fates"),
  /** The last build of a table that failed its checks, kept to be looked at. */
  FAILED("failed", "failed_fates");

  private final String tables;
  private final String fates;

  Shelf(String tables, String fates) {
    this.tables = tables;
    this.fates = fates;
  }

  /** The catalogue of the datasets' tables. */
  public String tables() {
    return tables;
  }

  /** The catalogue of the tables that say what became of rows that were not simply kept. */
  public String fates() {
    return fates;
  }
}
