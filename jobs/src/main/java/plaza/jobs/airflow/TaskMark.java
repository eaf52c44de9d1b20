package plaza.jobs.airflow;

import java.util.Locale;

/** What a person may mark a task as. */
public enum TaskMark {
  /** It counts as done. */
  SUCCESS,
  /** It is stopped where it runs, and counts as failed. */
  FAILED,
  /** It counts as having had nothing to do. */
  SKIPPED;

  String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
