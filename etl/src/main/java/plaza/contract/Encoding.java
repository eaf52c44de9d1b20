package plaza.contract;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The character encoding of a feed's texts, or how it is to be found.
 *
 * @param charset the one declared; UTF-8 where none is
 * @param origin who says so
 */
public record Encoding(Charset charset, Origin origin) {
  /** How the encoding of a file is known. */
  public enum Origin {
    /** The feed names it. */
    DECLARED,
    /** The feed is silent: what the file itself says, where its format lets it, else UTF-8. */
    ASSUMED,
    /** The feed says {@code detect}: each file's is guessed from its bytes. */
    DETECTED
  }

  /** What holds where a feed says nothing. */
  public static final Encoding UTF_8 = new Encoding(StandardCharsets.UTF_8, Origin.ASSUMED);

  // What Windows and ESRI call code pages, Java gives to IBM's tables of the same number.
  private static final Pattern CODE_PAGE =
      Pattern.compile("(?:CP|ANSI|OEM|WINDOWS|MS)?[-_ ]?(\\d{3,6})");

  /** The value of {@code encoding:}; IllegalArgumentException for what is none. */
  static Encoding parse(String text) {
    return text.equals("detect")
        ? new Encoding(StandardCharsets.UTF_8, Origin.DETECTED)
        : new Encoding(charset(text), Origin.DECLARED);
  }

  /**
   * A charset by the names that publishers use: cp950 is Windows' table, which Taiwanese "Big5"
   * files are in, and not IBM's as in Java. Throws IllegalArgumentException for an unknown name.
   */
  public static Charset charset(String name) {
    String upper = name.strip().toUpperCase(Locale.ROOT);
    Matcher page = CODE_PAGE.matcher(upper);
    if (!page.matches()) {
      return Charset.forName(upper);
    }
    String number = page.group(1);
    return Charset.forName(
        switch (number) {
          case "932" -> "windows-31j";
          case "936" -> "GBK";
          case "949", "950" -> "x-windows-" + number;
          case "874" -> "x-windows-874";
          case "65001" -> "UTF-8";
          case "20127" -> "US-ASCII";
          default -> {
            if (number.matches("125[0-8]")) {
              yield "windows-" + number;
            }
            // ESRI's way with ISO 8859: 88591, 885915.
            yield number.matches("8859\\d{1,2}")
                ? "ISO-8859-" + number.substring(4)
                : "IBM" + number;
          }
        });
  }
}
