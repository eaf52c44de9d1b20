package plaza.jobs.service;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What a scheduler's task comes to, in Airflow's words. */
enum TaskState {
  SUCCESS,
  SKIPPED,
  FAILED,
  /** Another try may end otherwise. */
  UP_FOR_RETRY;

  @JsonValue
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static TaskState of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
