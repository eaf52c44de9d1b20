package plaza.jobs.stack;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * What Trino proves with who it is: a certificate that is made here for loopback, and made anew a
 * month before it ends; or one that was given, for an address that others reach.
 */
public final class Certificate {
  static final String SECRET = "tls";
  private static final String LOOPBACK = "127.0.0.1";
  private static final String ALIAS = "plaza";
  private static final Duration BEFORE_ITS_END = Duration.ofDays(30);
  private static final int DAYS = 397;

  private final Home home;

  /** That of a home. */
  public Certificate(Home home) {
    this.home = home;
  }

  private Path folder() throws IOException {
    return home.folder("tls");
  }

  private Path made() throws IOException {
    return folder().resolve("server.p12");
  }

  private Path given() throws IOException {
    return folder().resolve("given.pem");
  }

  private Path addressFile() throws IOException {
    return folder().resolve("address");
  }

  /** Whether somebody gave one, which then counts. */
  public boolean isGiven() throws IOException {
    return Files.exists(given());
  }

  /** The address to listen on. */
  String address() throws IOException {
    return isGiven() ? Files.readString(addressFile()).strip() : LOOPBACK;
  }

  /** The name under which clients reach the server, as the certificate has it. */
  String host() throws IOException {
    return isGiven() ? host(given()) : LOOPBACK;
  }

  /** Key and certificate: PKCS 12 where it was made, PEM where it was given. */
  Path keystore() throws IOException {
    return isGiven() ? given() : made();
  }

  /** The certificate alone, for those who connect. */
  Path pem() throws IOException {
    return folder().resolve("plaza.pem");
  }

  /**
   * Takes a certificate for an address that others reach.
   *
   * @param file PEM with the private key, not encrypted, and the chain, the server's first
   */
  public void give(String address, Path file) throws IOException {
    String text = Files.readString(file);
    if (!text.contains("PRIVATE KEY-----") || text.contains("ENCRYPTED")) {
      throw new StackException(
          "no private key in %s, or an encrypted one; expected PEM with the key as it is and the chain"
              .formatted(file));
    }
    host(file);
    Home.write(addressFile(), InetAddress.getByName(address).getHostAddress() + "\n");
    Home.write(pem(), withoutKeys(text));
    Home.write(given(), text);
  }

  /** Goes back to loopback and a certificate made here. */
  public void forget() throws IOException {
    if (isGiven()) {
      Files.deleteIfExists(given());
      Files.deleteIfExists(addressFile());
      Files.deleteIfExists(pem());
    }
  }

  /** Throws away what was made here; another is made when it is asked for. */
  void discard() throws IOException {
    Files.deleteIfExists(made());
    if (!isGiven()) {
      Files.deleteIfExists(pem());
    }
  }

  private static String host(Path file) throws IOException {
    byte[] chain = withoutKeys(Files.readString(file)).getBytes(StandardCharsets.UTF_8);
    try (InputStream in = new ByteArrayInputStream(chain)) {
      X509Certificate first =
          (X509Certificate)
              CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
                  .findFirst()
                  .orElseThrow(() -> new StackException("no certificate in " + file));
      first.checkValidity();
      // RFC 5280, 4.2.1.6: 2 is a DNS name, 7 an address.
      return Objects.requireNonNullElse(first.getSubjectAlternativeNames(), List.<List<?>>of())
          .stream()
          .filter(name -> Objects.equals(name.get(0), 2) || Objects.equals(name.get(0), 7))
          .map(name -> String.valueOf(name.get(1)))
          .filter(name -> !name.startsWith("*"))
          .findFirst()
          .orElseThrow(() ->
              new StackException(
                  "the certificate in %s names no host; expected a subjectAltName"
                      .formatted(file)));
    } catch (GeneralSecurityException e) {
      throw new StackException("%s: %s".formatted(file, e.getMessage()), e);
    }
  }

  private static String withoutKeys(String pem) {
    return pem.replaceAll(
                "(?s)-----BEGIN [A-Z ]*PRIVATE KEY-----.*?-----END [A-Z ]*PRIVATE KEY-----", "")
            .strip()
        + "\n";
  }

  /** What the key lies under. */
  String password() throws IOException {
    return home.secret(SECRET);
  }

  /** Makes it where there is none, or none that lasts; whether it did. */
  boolean make() throws IOException, InterruptedException {
    if (isGiven() || (Files.exists(made()) && Files.exists(pem()) && lasts())) {
      return false;
    }
    Path draft = made().resolveSibling(".server.p12.draft");
    Files.deleteIfExists(draft);
    keytool(
        List.of(
            "-genkeypair",
            "-alias",
            ALIAS,
            "-keyalg",
            "EC",
            "-groupname",
            "secp256r1",
            "-dname",
            "CN=Plaza on loopback",
            "-ext",
            "san=ip:127.0.0.1,dns:localhost",
            "-ext",
            "eku=serverAuth",
            "-validity",
            String.valueOf(DAYS),
            "-storetype",
            "PKCS12",
            "-keystore",
            draft.toString()));
    Home.close(draft);
    Home.write(pem(), text(read(draft)));
    Files.move(draft, made(), StandardCopyOption.ATOMIC_MOVE);
    return true;
  }

  private boolean lasts() throws IOException {
    return read(made()).getNotAfter().toInstant().isAfter(Instant.now().plus(BEFORE_ITS_END));
  }

  private X509Certificate read(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(in, password().toCharArray());
      return (X509Certificate) store.getCertificate(ALIAS);
    } catch (GeneralSecurityException e) {
      throw new StackException(
          "%s cannot be read; ./plaza rotate makes another".formatted(file), e);
    }
  }

  private static String text(X509Certificate certificate) {
    try {
      return "-----BEGIN CERTIFICATE-----\n"
          + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(certificate.getEncoded())
          + "\n-----END CERTIFICATE-----\n";
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private void keytool(List<String> arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(arguments);
    // Not as an argument: those are for all to see.
    command.addAll(List.of("-storepass:env", "PLAZA_TLS"));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("PLAZA_TLS", password());
    Process process = builder.start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(1, TimeUnit.MINUTES) || process.exitValue() != 0) {
      throw new StackException("no certificate could be made: " + said.strip());
    }
  }
}
