package plaza.release;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;

/** Signs with Ed25519 (RFC 8032), and checks signatures with the signer's public key. */
public final class Signer {
  private static final String ALGORITHM = "Ed25519";
  private static final String HEAD = "-----BEGIN PUBLIC KEY-----\n";
  private static final String FOOT = "\n-----END PUBLIC KEY-----\n";

  private final PrivateKey key;
  private final PublicKey publicKey;

  private Signer(PrivateKey key, PublicKey publicKey) {
    this.key = key;
    this.publicKey = publicKey;
  }

  /** A new pair of keys, as a text that {@link #of} reads and that must stay secret. */
  public static String generate() {
    try {
      KeyPair pair = KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
      Base64.Encoder base64 = Base64.getEncoder();
      return base64.encodeToString(pair.getPrivate().getEncoded())
          + "."
          + base64.encodeToString(pair.getPublic().getEncoded());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e); // part of Java since 15
    }
  }

  /** A signer by its pair of keys; throws IllegalArgumentException for a text that is none. */
  public static Signer of(String keys) {
    String[] parts = keys.strip().split("\\.", -1);
    if (parts.length != 2) {
      throw new IllegalArgumentException("not a pair of keys");
    }
    try {
      KeyFactory factory = KeyFactory.getInstance(ALGORITHM);
      Base64.Decoder base64 = Base64.getDecoder();
      return new Signer(
          factory.generatePrivate(new PKCS8EncodedKeySpec(base64.decode(parts[0]))),
          factory.generatePublic(new X509EncodedKeySpec(base64.decode(parts[1]))));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("not a pair of keys", e);
    }
  }

  /** The public key as PEM (RFC 7468), which may be given to anyone. */
  public String pem() {
    return HEAD
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(publicKey.getEncoded())
        + FOOT;
  }

  /** The signature of a text, in Base64. */
  public String sign(byte[] text) {
    try {
      Signature signature = Signature.getInstance(ALGORITHM);
      signature.initSign(key);
      signature.update(text);
      return Base64.getEncoder().encodeToString(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Whether a signature in Base64 is that of a text under a public key in PEM; never throws. */
  public static boolean isSigned(byte[] text, String signature, String pem) {
    try {
      String body = pem.replace(HEAD.strip(), "").replace(FOOT.strip(), "").replaceAll("\\s", "");
      PublicKey key =
          KeyFactory.getInstance(ALGORITHM)
              .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(body)));
      Signature check = Signature.getInstance(ALGORITHM);
      check.initVerify(key);
      check.update(text);
      return check.verify(Base64.getDecoder().decode(signature.strip()));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      return false;
    }
  }

  /** Reads a text file as it is. */
  static String read(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.UTF_8);
  }
}
