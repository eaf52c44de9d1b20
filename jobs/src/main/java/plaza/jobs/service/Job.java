package plaza.jobs.service;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A job as it stands, and as it is told: {@code Job} in the OpenAPI description.
 *
 * @param runs how often it was begun
 * @param message how it ended, in one line
 * @param lines what it said, from the line that was asked for
 * @param next the number of the line behind these
 * @param read from which line on nobody has been told
 */
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
record Job(
    String id,
    JobOrder order,
    JobState state,
    @Nullable TaskState taskState,
    int attempt,
    int runs,
    Instant queuedAt,
    @Nullable Instant startedAt,
    @Nullable Instant endedAt,
    @Nullable String progress,
    @Nullable String message,
    @Nullable Map<String, Object> result,
    List<Told> findings,
    List<Line> lines,
    long next,
    long read) {

  /** Something that it said. */
  record Line(long number, Instant at, Level level, String text) {}

  /** How much a line matters. */
  enum Level {
    INFO,
    WARNING,
    ERROR;

    @com.fasterxml.jackson.annotation.JsonValue
    String word() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  Job with(List<Line> lines, long next) {
    return new Job(
        id, order, state, taskState, attempt, runs, queuedAt, startedAt, endedAt, progress, message,
        result, findings, lines, next, read);
  }
}
