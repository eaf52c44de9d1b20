package plaza.jobs.access;

import java.util.Set;
import java.util.regex.Pattern;

/** What names and texts about people may be made of. */
final class Words {
  // Names end up in files where : , and line ends part fields, in patterns where . and * mean
  // something, and on terminals; so of these there are none.
  private static final Pattern SLUG = Pattern.compile("[a-z][a-z0-9-]{0,38}[a-z0-9]");

  // The first is what whoever has no account is called; the others are the servers' own.
  private static final Set<String> TAKEN = Set.of(Policy.ANYONE, "plaza", "trino", "postgres");

  // Control characters, line ends, and what turns the direction of writing around.
  private static final Pattern UNSEEN =
      Pattern.compile("[\\p{Cc}\\p{Zl}\\p{Zp}\\u202a-\\u202e\\u2066-\\u2069]");

  private static final int LONGEST = 2000;

  private Words() {}

  /** A name that is not used by Plaza itself. */
  static String name(String what, String text) {
    if (!SLUG.matcher(text).matches()) {
      throw new Refused(
          "'%s' cannot be the name of %s".formatted(oneLine(text), what),
          "Take 2 to 40 of a-z, 0-9 and -, from a letter to a letter or digit, such as bo-li.");
    }
    if (TAKEN.contains(text)) {
      throw new Refused("the name " + text + " is Plaza's own", "Take another one.");
    }
    return text;
  }

  /** A text that says something, on one line. */
  static String text(String what, String text) {
    String stripped = text.strip();
    if (stripped.isEmpty()) {
      throw new Refused("no " + what, "Say it in a few words.");
    }
    if (stripped.length() > LONGEST || UNSEEN.matcher(stripped).find()) {
      throw new Refused(
          "the " + what + " is too long, or has control characters or line ends in it",
          "Say it on one line of at most " + LONGEST + " characters.");
    }
    return stripped;
  }

  private static String oneLine(String text) {
    String line = UNSEEN.matcher(text).replaceAll(" ");
    return line.length() <= 60 ? line : line.substring(0, 60) + "…";
  }
}
