package plaza.jobs.airflow;

import org.jspecify.annotations.Nullable;

/**
 * A task of a run as it stands.
 *
 * @param mapIndex -1 where it is not mapped
 * @param state null where nothing was decided yet
 * @param tries how often it was begun
 */
public record TaskRun(String task, int mapIndex, @Nullable String state, int tries) {}
