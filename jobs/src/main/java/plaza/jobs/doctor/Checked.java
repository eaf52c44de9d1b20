package plaza.jobs.doctor;

import java.util.List;
import plaza.check.Finding;

/**
 * One thing looked at.
 *
 * @param looked how much of it, in words
 * @param findings what is to be said of it; one of severity {@code FAIL} means that it is wrong
 */
public record Checked(String what, String looked, List<Finding> findings) {
  /** Whether anything about it is wrong. */
  public boolean isWrong() {
    return findings.stream().anyMatch(Finding::fails);
  }
}
