package plaza.jobs.service;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How a job stands. */
enum JobState {
  QUEUED,
  RUNNING,
  CANCELLING,
  /** It did something. */
  SUCCEEDED,
  /** There was nothing to do. */
  SKIPPED,
  /** What it made, or was to make it of, failed its checks; trying again does not help. */
  REFUSED,
  /** It broke, or took too long. */
  FAILED,
  CANCELLED;

  boolean isEnded() {
    return this != QUEUED && this != RUNNING && this != CANCELLING;
  }

  /** As it is written, in JSON and in the database. */
  @JsonValue
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static JobState of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
