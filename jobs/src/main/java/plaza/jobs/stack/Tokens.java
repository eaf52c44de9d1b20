package plaza.jobs.stack;

import io.jsonwebtoken.Jwts;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;

/**
 * Signed names (JWT, RFC 7519, RS256) that Trino takes in place of a password until they expire.
 * The private key is a secret of the home; whoever owns the home can be anyone in it.
 */
public final class Tokens {
  /** Who issues them, and for whom they are. */
  public static final String PLAZA = "plaza";

  static final String SECRET = "tokens";
  private static final int BITS = 3072;

  private final Home home;

  /** Those of a home. */
  public Tokens(Home home) {
    this.home = home;
  }

  /** One for a user, for so long from now on. */
  public String issue(String user, Duration lasts) throws IOException {
    Instant now = Instant.now();
    return Jwts.builder()
        .subject(user)
        .issuer(PLAZA)
        .audience()
        .add(PLAZA)
        .and()
        .issuedAt(Date.from(now))
        .expiration(Date.from(now.plus(lasts)))
        .signWith(key())
        .compact();
  }

  /** What they are verified with, as PEM. */
  String publicPem() throws IOException {
    RSAPrivateCrtKey key = (RSAPrivateCrtKey) key();
    try {
      PublicKey open =
          KeyFactory.getInstance("RSA")
              .generatePublic(new RSAPublicKeySpec(key.getModulus(), key.getPublicExponent()));
      return "-----BEGIN PUBLIC KEY-----\n"
          + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(open.getEncoded())
          + "\n-----END PUBLIC KEY-----\n";
    } catch (GeneralSecurityException e) {
      throw new StackException("the key of tokens cannot be read; ./plaza rotate makes another", e);
    }
  }

  private PrivateKey key() throws IOException {
    String text = home.secret(SECRET, Tokens::generate);
    try {
      return KeyFactory.getInstance("RSA")
          .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(text)));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new StackException("the key of tokens cannot be read; ./plaza rotate makes another", e);
    }
  }

  private static String generate() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(BITS);
      return Base64.getEncoder()
          .encodeToString(generator.generateKeyPair().getPrivate().getEncoded());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
