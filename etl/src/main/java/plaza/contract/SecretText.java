package plaza.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text that may stand for secrets, such as {@code Bearer {secret:name}}. It holds their names,
 * never their values, so it may be shown and logged as it is.
 */
public record SecretText(String text) {
  private static final Pattern SECRET =
      Pattern.compile("\\{secret:(" + DatasetName.IDENTIFIER.pattern() + ")}");
  private static final Pattern OTHER = Pattern.compile("(?i)\\{\\s*secret|[\\p{Cntrl}]");

  /** Refuses what looks like a secret and is none, and control characters. */
  public SecretText {
    if (OTHER.matcher(SECRET.matcher(text).replaceAll("")).find()) {
      throw new IllegalArgumentException("no secret's name is that of " + text);
    }
  }

  /** The names of the secrets that it stands for. */
  public List<String> names() {
    List<String> names = new ArrayList<>();
    SECRET.matcher(text).results().forEach(found -> names.add(found.group(1)));
    return names;
  }

  /** Whether it stands for any secret. */
  public boolean isSecret() {
    return !names().isEmpty();
  }

  /** The text with each secret's value in the place of its name. */
  public String filled(UnaryOperator<String> values) {
    return SECRET
        .matcher(text)
        .replaceAll(found -> Matcher.quoteReplacement(values.apply(found.group(1))));
  }

  @Override
  public String toString() {
    return text;
  }
}
