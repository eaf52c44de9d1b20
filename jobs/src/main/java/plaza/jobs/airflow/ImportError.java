package plaza.jobs.airflow;

/**
 * A file of DAGs that could not be read.
 *
 * @param trace what Python said
 */
public record ImportError(String file, String trace) {}
