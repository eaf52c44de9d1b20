package plaza.jobs.stack;

/** A server that cannot be started or reached; the message says where to look. */
public final class StackException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** With the place to look at in the message. */
  public StackException(String message) {
    super(message);
  }

  /** With what was behind it. */
  public StackException(String message, Throwable cause) {
    super(message, cause);
  }
}
