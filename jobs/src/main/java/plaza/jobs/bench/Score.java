package plaza.jobs.bench;

/**
 * One line of a bench of faults.
 *
 * @param what was done
 * @param times how often
 * @param whole how often it is done when the bench is run whole
 * @param failures how often it did not end as it must
 * @param note what was seen beside
 */
public record Score(String what, long times, long whole, long failures, String note) {
  /** Whether all ended as they must. */
  public boolean isGood() {
    return times > 0 && failures == 0;
  }
}
