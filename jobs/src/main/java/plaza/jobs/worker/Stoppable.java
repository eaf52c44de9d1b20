package plaza.jobs.worker;

/**
 * What a job asks on its way, since it may have been told to stop. What fails after that is no
 * fault of what it is at.
 */
public interface Stoppable {
  /**
   * Goes on, unless the job was told to stop.
   *
   * @throws java.util.concurrent.CancellationException where it was
   */
  default void checkStop() {}

  /**
   * The last moment at which the job can be stopped: from here on it publishes, to the end.
   *
   * @throws java.util.concurrent.CancellationException where it was told to stop before
   */
  default void beforePublishing() {}
}
