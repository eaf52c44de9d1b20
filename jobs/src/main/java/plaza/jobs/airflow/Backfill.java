package plaza.jobs.airflow;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Runs of a DAG for days gone by.
 *
 * @param completedAt null while some have not ended
 */
public record Backfill(
    int id, String dag, Instant from, Instant to, @Nullable Instant completedAt) {}
