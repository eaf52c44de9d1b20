package plaza.jobs.service;

import java.util.List;

/** What a job says while it goes on. */
interface Saying {
  void say(Job.Level level, String text);

  /** What it is at. */
  void progress(String text);

  default void info(String text) {
    say(Job.Level.INFO, text);
  }

  default void findings(List<Told> findings) {
    for (Told each : findings) {
      String place = each.address().isEmpty() ? "" : each.address() + ": ";
      say(
          each.severity().equals("fail") ? Job.Level.ERROR : Job.Level.WARNING,
          each.code()
              + ": "
              + place
              + each.message().lines().findFirst().orElse("")
              + " "
              + each.remedy());
    }
  }
}
