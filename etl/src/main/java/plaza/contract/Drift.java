package plaza.contract;

import java.util.Locale;

/**
 * What a dataset wants done when the shape of its feeds' files changes, as the contract's custom
 * property {@code drift} says; a note where it is silent.
 *
 * @param added a field that was not there before
 * @param gone a field that is no longer there and that no source needs
 * @param retyped a field whose values are of another kind
 */
public record Drift(Answer added, Answer gone, Answer retyped) {
  /** What is done. */
  public enum Answer {
    /** Nothing. */
    IGNORE,
    /** It is said and counted. */
    NOTE,
    /** The build is not published until someone looks. */
    FAIL
  }

  /** What holds where a contract says nothing. */
  public static final Drift NOTED = new Drift(Answer.NOTE, Answer.NOTE, Answer.NOTE);

  /** Whether there is a change that keeps a build from being published. */
  public boolean refuses() {
    return added == Answer.FAIL || gone == Answer.FAIL || retyped == Answer.FAIL;
  }

  static Drift of(Yaml value) {
    value.allow("added", "gone", "retyped");
    return new Drift(answer(value, "added"), answer(value, "gone"), answer(value, "retyped"));
  }

  private static Answer answer(Yaml value, String key) {
    return value.as(key, "ignore, note or fail", Drift::parse).orElse(Answer.NOTE);
  }

  private static Answer parse(String text) {
    Answer answer = Answer.valueOf(text.toUpperCase(Locale.ROOT));
    if (!text.equals(answer.name().toLowerCase(Locale.ROOT))) {
      throw new IllegalArgumentException(text);
    }
    return answer;
  }
}
