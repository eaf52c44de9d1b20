package plaza.jobs.airflow;

/**
 * How many tasks at once may use something.
 *
 * @param includesDeferred whether tasks that wait without a process count
 */
public record Pool(String name, int slots, boolean includesDeferred) {}
