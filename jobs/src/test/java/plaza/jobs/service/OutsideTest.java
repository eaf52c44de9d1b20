package plaza.jobs.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import plaza.jobs.Declarations;
import plaza.jobs.Pem;
import plaza.jobs.stack.Home;
import plaza.jobs.stack.Postgres;
import plaza.jobs.stack.StackException;
import plaza.jobs.stack.Tokens;

/** The service as other machines reach it. */
@Timeout(60)
class OutsideTest {
  @TempDir static Path folder;

  private static Home home;
  private static Pem pem;
  private static Service service;
  private static URI outside;

  @BeforeAll
  static void a_service_that_is_told_where_to_listen() throws Exception {
    home = new Home(folder.resolve("home"));
    pem = Pem.make(folder);
    Declarations tree = new Declarations(folder.resolve("tree"), "[0, 50, 1, 51]");
    service =
        Service.start(home, List.of(tree.root()), 0, 3, Outside.of("127.0.0.1:0", pem.file()));
    outside =
        URI.create(
            "https://127.0.0.1:%d/v1/catalog"
                .formatted(service.findOutside().orElseThrow().getPort()));
  }

  @AfterAll
  static void all_ends() throws Exception {
    service.close();
    new Postgres(home).stop();
  }

  private static int ask(HttpClient client, URI uri, @Nullable String token) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(20));
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString()).statusCode();
  }

  private static HttpClient trusting() throws Exception {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(pem.trusted());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, factory.getTrustManagers(), null);
    return HttpClient.newBuilder().sslContext(context).build();
  }

  @Test
  void it_is_asked_by_tls_and_with_a_token_alone() throws Exception {
    String token = Files.readString(Tokens.serviceToken(home)).strip();
    try (HttpClient client = trusting()) {
      assertThat(ask(client, outside, token)).isEqualTo(200);
      assertThat(ask(client, outside, null)).isEqualTo(401);
      assertThatThrownBy(
              () -> ask(client, URI.create(outside.toString().replace("https", "http")), token))
          .isInstanceOf(IOException.class);
    }
    try (HttpClient client = HttpClient.newHttpClient()) {
      assertThatThrownBy(() -> ask(client, outside, token))
          .isInstanceOf(SSLHandshakeException.class);
    }
  }

  @Test
  void a_port_that_is_taken_is_named_and_nothing_of_the_home_is_held() throws Exception {
    Home other = new Home(folder.resolve("other"));
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Outside there = Outside.of("127.0.0.1:" + taken.getLocalPort(), pem.file());
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> Service.start(other, List.of(folder), 0, 3, there))
            .isInstanceOf(StackException.class)
            .hasMessageContaining("cannot listen on")
            .hasMessageContaining(":" + taken.getLocalPort());
        assertThatThrownBy(
                () -> Service.start(other, List.of(folder), taken.getLocalPort(), 3, null))
            .isInstanceOf(StackException.class)
            .hasMessageContaining(":" + taken.getLocalPort());
      }
    } finally {
      new Postgres(other).stop();
    }
  }

  @Test
  void what_cannot_be_listened_with_is_refused() throws Exception {
    Path file = folder.resolve("none.pem");
    Files.writeString(file, "nothing\n");
    assertThatThrownBy(() -> Outside.of("127.0.0.1", file))
        .isInstanceOf(StackException.class)
        .hasMessageContaining("none.pem");
    assertThatThrownBy(() -> Outside.of("no place", pem.file()))
        .isInstanceOf(StackException.class)
        .hasMessageContaining("'no place'");
    assertThat(Outside.of("[::1]", pem.file()).address().getPort()).isEqualTo(Outside.PORT);
    assertThat(Outside.of("127.0.0.1:9", pem.file()).address().getPort()).isEqualTo(9);
  }
}
