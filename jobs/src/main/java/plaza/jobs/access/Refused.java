package plaza.jobs.access;

/** Something that is not done because of what was asked: why, and what would be done. */
public final class Refused extends RuntimeException {
  private static final long serialVersionUID = 1;
  private final String next;

  Refused(String message, String next) {
    super(message);
    this.next = next;
  }

  /** What whoever asked can do instead. */
  public String next() {
    return next;
  }
}
