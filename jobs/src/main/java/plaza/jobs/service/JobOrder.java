package plaza.jobs.service;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is to be done, as {@code Order} in the OpenAPI description says: names of things that are
 * declared, days and instants, never code.
 *
 * @param from the first local day to land, or null
 * @param to the last one, or null
 * @param asOf decides what is old enough to be released
 * @param verdict {@code approve} or {@code reject}
 * @param attempt which try of the scheduler asks, from 1
 */
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
record JobOrder(
    Step step,
    @Nullable String feed,
    @Nullable String dataset,
    @Nullable String city,
    @Nullable LocalDate from,
    @Nullable LocalDate to,
    @Nullable Instant asOf,
    @Nullable String version,
    @Nullable String verdict,
    @Nullable String by,
    @Nullable String why,
    @Nullable Integer attempt,
    @Nullable Duration settle,
    @Nullable Duration within) {

  /** What can be done. */
  enum Step {
    LAND,
    BUILD,
    RELEASE,
    APPROVE,
    MAINTAIN;

    @JsonValue
    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The same, asked for by a try. */
  JobOrder tried(int attempt) {
    return new JobOrder(
        step, feed, dataset, city, from, to, asOf, version, verdict, by, why, attempt, settle,
        within);
  }

  /** Whether it is the same thing to do, whichever try asks. */
  boolean isSame(JobOrder other) {
    return tried(1).equals(other.tried(1));
  }

  int tryNumber() {
    return attempt == null ? 1 : attempt;
  }

  /** What it is about: only one job of a step is carried out for it at a time. */
  String subject() {
    return Objects.requireNonNullElse(feed, Objects.requireNonNullElse(dataset, ""));
  }

  Duration settling() {
    return Objects.requireNonNullElse(settle, Duration.ZERO);
  }

  Duration longest() {
    return Objects.requireNonNullElse(within, Duration.ofHours(2));
  }
}
