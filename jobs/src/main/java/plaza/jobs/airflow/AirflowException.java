package plaza.jobs.airflow;

/** A request that Airflow did not do; the message has what was asked and what it said. */
public final class AirflowException extends RuntimeException {
  private static final long serialVersionUID = 1;
  private final int status;

  AirflowException(String message) {
    this(message, 0);
  }

  AirflowException(String message, int status) {
    super(message);
    this.status = status;
  }

  /** The status of its answer; 0 where it is not for its status that this was thrown. */
  public int status() {
    return status;
  }
}
