package plaza.jobs.metering;

/** What is asked for is more than is left of a quota; the message has the balance. */
public final class QuotaUsedUp extends RuntimeException {
  private static final long serialVersionUID = 1;

  QuotaUsedUp(String message) {
    super(message);
  }
}
