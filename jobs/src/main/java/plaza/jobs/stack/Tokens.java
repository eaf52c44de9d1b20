package plaza.jobs.stack;

import io.jsonwebtoken.JwtException;
import io.jsonwebtoken.Jwts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
  /** Who issues them, and, of those for Trino, for whom they are. */
  public static final String PLAZA = "plaza";

  /** For whom those are that the job service takes, and Trino does not. */
  public static final String SERVICE = "plaza-jobs";

  static final String SECRET = "tokens";
  static final String SERVICE_TOKEN = "service-token";
  private static final int BITS = 3072;

  private final Home home;

  /** Those of a home. */
  public Tokens(Home home) {
    this.home = home;
  }

  /** One for a user of Trino, for so long from now on. */
  public String issue(String user, Duration lasts) throws IOException {
    return issue(user, PLAZA, lasts);
  }

  /** One for somebody, for a server, for so long from now on. */
  public String issue(String user, String server, Duration lasts) throws IOException {
    Instant now = Instant.now();
    return Jwts.builder()
        .subject(user)
        .issuer(PLAZA)
        .audience()
        .add(server)
        .and()
        .issuedAt(Date.from(now))
        .expiration(Date.from(now.plus(lasts)))
        .signWith(key())
        .compact();
  }

  /**
   * Leaves a token for the job service in a file that only the home's owner can read, {@code
   * secrets/service-token}; one that lasts for half of this time yet is left as it is.
   */
  public void keepServiceToken(Duration lasts) throws IOException {
    Path file = serviceToken(home);
    if (Files.exists(file) && isGood(Files.readString(file).strip(), SERVICE, lasts.dividedBy(2))) {
      return;
    }
    Home.write(file, issue(PLAZA, SERVICE, lasts) + "\n");
  }

  /** The file of the token for the job service. */
  public static Path serviceToken(Home home) throws IOException {
    return home.folder("secrets").resolve(SERVICE_TOKEN);
  }

  /** Whether a text is one of this home's for a server, and lasts. */
  public boolean isGood(String token, String server) {
    return isGood(token, server, Duration.ZERO);
  }

  private boolean isGood(String token, String server, Duration left) {
    try {
      Jwts.parser()
          .clock(() -> Date.from(Instant.now().plus(left)))
          .verifyWith(open())
          .requireIssuer(PLAZA)
          .requireAudience(server)
          .build()
          .parseSignedClaims(token);
      return true;
    } catch (JwtException | IllegalArgumentException | IOException e) {
      return false;
    }
  }

  /** What they are verified with, as PEM. */
  String publicPem() throws IOException {
    return "-----BEGIN PUBLIC KEY-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(open().getEncoded())
        + "\n-----END PUBLIC KEY-----\n";
  }

  private PublicKey open() throws IOException {
    RSAPrivateCrtKey key = (RSAPrivateCrtKey) key();
    try {
      return KeyFactory.getInstance("RSA")
          .generatePublic(new RSAPublicKeySpec(key.getModulus(), key.getPublicExponent()));
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
