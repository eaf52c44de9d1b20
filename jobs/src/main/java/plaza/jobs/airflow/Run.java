package plaza.jobs.airflow;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A run of a DAG as it stands.
 *
 * @param logicalDate what it is for; null where it was started by hand or by assets
 */
public record Run(
    String dag,
    String id,
    State state,
    String type,
    @Nullable Instant logicalDate,
    @Nullable Instant startedAt,
    @Nullable Instant endedAt) {

  /** How a run stands. */
  public enum State {
    /** It waits for its turn. */
    QUEUED,
    /** Some task has not ended. */
    RUNNING,
    /** All ended well, or had nothing to do. */
    SUCCESS,
    /** Some task failed. */
    FAILED;

    /** Whether it stays so. */
    public boolean isEnd() {
      return this == SUCCESS || this == FAILED;
    }
  }
}
