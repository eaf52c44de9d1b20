package plaza.jobs.airflow;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A DAG as it stands.
 *
 * @param isBackfillable whether its schedule has runs for days gone by
 * @param isBroken whether its file could not be read the last time
 * @param schedule in words; empty where it has none
 * @param next when the next run may begin, or null
 */
public record Dag(
    String id,
    boolean isPaused,
    boolean isBackfillable,
    boolean isBroken,
    String schedule,
    @Nullable Instant next) {}
