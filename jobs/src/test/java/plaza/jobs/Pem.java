package plaza.jobs;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;

/** A key and its certificate, for loopback, as an authority would hand them over. */
public record Pem(Path file, KeyStore trusted) {
  private static final char[] PASSWORD = "not-a-secret".toCharArray();

  /** Makes them in a folder. */
  public static Pem make(Path folder) throws Exception {
    Path store = folder.resolve("made.p12");
    Process keytool =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                    "-genkeypair",
                    "-alias",
                    "made",
                    "-keyalg",
                    "EC",
                    "-dname",
                    "CN=made",
                    "-ext",
                    "san=ip:127.0.0.1",
                    "-storetype",
                    "PKCS12",
                    "-storepass",
                    new String(PASSWORD),
                    "-keystore",
                    store.toString()))
            .inheritIO()
            .start();
    if (keytool.waitFor() != 0) {
      throw new AssertionError("keytool failed");
    }
    KeyStore made = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      made.load(in, PASSWORD);
    }
    Path file = folder.resolve("made.pem");
    Files.writeString(
        file,
        block("PRIVATE KEY", made.getKey("made", PASSWORD).getEncoded())
            + block("CERTIFICATE", made.getCertificate("made").getEncoded()));
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("made", made.getCertificate("made"));
    return new Pem(file, trusted);
  }

  private static String block(String what, byte[] bytes) {
    return "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n"
        .formatted(what, Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes));
  }
}
