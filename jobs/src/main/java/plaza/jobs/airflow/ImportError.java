package plaza.jobs.airflow;

/**
 * A file of DAGs that could not be read.
 *
 * @param trace what Python said
 */
public record ImportError(String file, String trace) {
  /** The last line of it, which says what was wrong. */
  public String cause() {
    return trace.strip().lines().reduce("", (first, last) -> last).strip();
  }
}
