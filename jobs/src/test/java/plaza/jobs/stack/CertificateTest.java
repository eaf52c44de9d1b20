package plaza.jobs.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificates that are made and given. */
class CertificateTest {
  @TempDir Path folder;

  private Certificate certificate;

  @BeforeEach
  void one_of_a_home() {
    certificate = new Certificate(new Home(folder.resolve("home")));
  }

  /** Key and chain in PEM, out of what another home has made for itself. */
  private Path given() throws Exception {
    Certificate other = new Certificate(new Home(folder.resolve("other")));
    other.make();
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(other.keystore())) {
      store.load(in, other.password().toCharArray());
    }
    byte[] key = store.getKey("plaza", other.password().toCharArray()).getEncoded();
    return Files.writeString(
        folder.resolve("given.pem"),
        "-----BEGIN PRIVATE KEY-----\n%s\n-----END PRIVATE KEY-----\n%s"
            .formatted(Base64.getEncoder().encodeToString(key), Files.readString(other.pem())));
  }

  @Test
  void one_is_made_for_loopback_and_lasts() throws Exception {
    assertThat(certificate.make()).isTrue();
    assertThat(certificate.host()).isEqualTo("127.0.0.1");
    assertThat(certificate.make()).isFalse();
    certificate.discard();
    assertThat(certificate.make()).isTrue();
  }

  @Test
  void one_that_is_given_counts_until_it_is_forgotten() throws Exception {
    certificate.make();
    String made = Files.readString(certificate.pem());
    Path given = given();
    certificate.give("localhost", given);
    assertThat(certificate.isGiven()).isTrue();
    assertThat(certificate.address()).isEqualTo("127.0.0.1");
    assertThat(certificate.host()).isEqualTo("127.0.0.1");
    assertThat(Files.readString(certificate.keystore())).contains("PRIVATE KEY");
    // What clients are shown has no key in it.
    assertThat(Files.readString(certificate.pem()))
        .startsWith("-----BEGIN CERTIFICATE-----")
        .doesNotContain("PRIVATE KEY")
        .isNotEqualTo(made);
    assertThat(certificate.make()).isFalse();
    certificate.forget();
    assertThat(certificate.isGiven()).isFalse();
    assertThat(certificate.make()).isTrue();
  }

  @Test
  void what_cannot_be_served_with_is_refused() throws Exception {
    String text = Files.readString(given());
    Path file = folder.resolve("bad.pem");
    Files.writeString(file, text.replaceAll("(?s)-----BEGIN PRIVATE.*?END PRIVATE KEY-----", ""));
    assertThatThrownBy(() -> certificate.give("127.0.0.1", file))
        .hasMessageContaining("no private key");
    Files.writeString(file, text.replace("PRIVATE KEY", "ENCRYPTED PRIVATE KEY"));
    assertThatThrownBy(() -> certificate.give("127.0.0.1", file))
        .hasMessageContaining("an encrypted one");
    Files.writeString(file, text.replaceAll("(?s)-----BEGIN CERT.*", ""));
    assertThatThrownBy(() -> certificate.give("127.0.0.1", file))
        .hasMessageContaining("bad.pem: No certificate data found");
    assertThat(certificate.isGiven()).isFalse();
  }
}
