package plaza.jobs.service;

import java.util.List;
import java.util.Map;

/**
 * How a job ends.
 *
 * @param message in one line
 * @param result what came of it
 */
record Ending(
    JobState state,
    TaskState taskState,
    String message,
    Map<String, Object> result,
    List<Told> findings) {

  static Ending succeeded(String message, Map<String, Object> result) {
    return new Ending(JobState.SUCCEEDED, TaskState.SUCCESS, message, result, List.of());
  }

  static Ending skipped(String message) {
    return new Ending(JobState.SKIPPED, TaskState.SKIPPED, message, Map.of(), List.of());
  }

  /** Trying again does not help. */
  static Ending refused(String message, List<Told> findings) {
    return new Ending(JobState.REFUSED, TaskState.FAILED, message, Map.of(), findings);
  }

  /** Trying again may help. */
  static Ending broken(String message) {
    return broken(message, List.of());
  }

  static Ending broken(String message, List<Told> findings) {
    return new Ending(JobState.FAILED, TaskState.UP_FOR_RETRY, message, Map.of(), findings);
  }

  static Ending cancelled(String message) {
    return new Ending(JobState.CANCELLED, TaskState.FAILED, message, Map.of(), List.of());
  }
}
