package plaza.jobs.metering;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * One line of the log.
 *
 * @param number from 1, without a gap
 * @param previous the hash of the entry before
 * @param body what is written, in its one form
 * @param hash SHA-256 of number, previous and body
 */
public record Entry(long number, String previous, String body, String hash) {
  /** What stands in for the entry before the first. */
  static final String NONE = "0".repeat(64);

  /** What the first entry follows. */
  static final Entry START = new Entry(0, NONE, "", NONE);

  /** The entry that follows one with that hash. */
  static Entry of(long number, String previous, String body) {
    return new Entry(number, previous, body, hash(number, previous, body));
  }

  static String hash(long number, String previous, String body) {
    try {
      byte[] text = (number + "\n" + previous + "\n" + body).getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // part of every Java
    }
  }

  /** Whether it is as it was written. */
  boolean isWhole() {
    return hash.equals(hash(number, previous, body));
  }

  /** What it says. */
  public Use use() {
    return Use.of(body);
  }
}
