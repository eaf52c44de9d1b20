package plaza.jobs.access;

import at.favre.lib.crypto.bcrypt.BCrypt;
import java.nio.charset.StandardCharsets;

/**
 * Passwords and keys as they are stored: bcrypt, written {@code $2y$…}, which Trino's file of
 * passwords takes as it is.
 */
final class Hashes {
  // What a person thought of can be guessed. Trino verifies each user anew every few seconds, so
  // that more of this is felt in every query.
  private static final int THOUGHT_OF = 10;

  // The least that Trino takes: 192 random bits are guessed at no cost.
  private static final int RANDOM = 8;

  // BCrypt looks at no more.
  private static final int MOST_BYTES = 72;
  private static final int FEWEST_CHARACTERS = 12;

  private Hashes() {}

  /** Of a password that a person chose; refuses short ones and those that would be cut. */
  static String ofPassword(String password) {
    if (password.length() < FEWEST_CHARACTERS
        || password.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES
        || password.matches("(?s).*\\p{Cntrl}.*")) {
      throw new Refused(
          "this cannot be a password",
          "Take one line of at least %d characters and at most %d bytes, or none: Plaza makes one."
              .formatted(FEWEST_CHARACTERS, MOST_BYTES));
    }
    return hash(THOUGHT_OF, password);
  }

  /** Of what Plaza made itself. */
  static String ofToken(String token) {
    return hash(RANDOM, token);
  }

  private static String hash(int cost, String text) {
    return BCrypt.with(BCrypt.Version.VERSION_2Y).hashToString(cost, text.toCharArray());
  }

  static boolean matches(String text, String hash) {
    return text.getBytes(StandardCharsets.UTF_8).length <= MOST_BYTES
        && BCrypt.verifyer().verify(text.toCharArray(), hash).verified;
  }
}
