package plaza.release.leak;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** All that an identifier may have been turned into by whoever has no key. */
final class Hashes {
  private static final List<String> ALGORITHMS = List.of("MD5", "SHA-1", "SHA-256", "SHA-512");

  private final List<String> salts;
  private final List<Integer> lengths;

  /** With salts before and behind, and also cut off to some lengths. */
  Hashes(List<String> salts, List<Integer> lengths) {
    this.salts = salts;
    this.lengths = lengths;
  }

  Set<String> of(String identifier) {
    Set<String> all = new LinkedHashSet<>();
    add(all, identifier);
    add(all, identifier.toLowerCase(Locale.ROOT));
    add(all, identifier.toUpperCase(Locale.ROOT));
    add(all, new StringBuilder(identifier).reverse().toString());
    encoded(all, identifier.getBytes(StandardCharsets.UTF_8));
    for (String salt : salts) {
      hashed(all, salt + identifier);
      if (!salt.isEmpty()) {
        hashed(all, identifier + salt);
        hashed(all, salt + ":" + identifier);
        hashed(all, identifier + ":" + salt);
      }
    }
    return all;
  }

  private void hashed(Set<String> all, String text) {
    for (String algorithm : ALGORITHMS) {
      try {
        MessageDigest digest = MessageDigest.getInstance(algorithm);
        encoded(all, digest.digest(text.getBytes(StandardCharsets.UTF_8)));
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException(e); // every Java platform has them
      }
    }
  }

  private void encoded(Set<String> all, byte[] bytes) {
    String hex = HexFormat.of().formatHex(bytes);
    add(all, hex);
    add(all, hex.toUpperCase(Locale.ROOT));
    add(all, Base64.getEncoder().encodeToString(bytes));
    add(all, Base64.getEncoder().withoutPadding().encodeToString(bytes));
    add(all, Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
  }

  private void add(Set<String> all, String text) {
    all.add(text);
    for (int length : lengths) {
      if (text.length() > length) {
        all.add(text.substring(0, length));
      }
    }
  }
}
