package plaza.jobs.bench.access;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import plaza.jobs.stack.Home;
import plaza.jobs.stack.Trino;

/** Trino's own HTTP interface, beneath all drivers. */
final class Http implements AutoCloseable {
  private static final Pattern NEXT = Pattern.compile("\"nextUri\":\"([^\"]+)\"");

  private final HttpClient client;
  private final String root;

  Http(Home home, Trino trino) throws IOException {
    this.root = "https://127.0.0.1:" + trino.port();
    this.client =
        HttpClient.newBuilder()
            .sslContext(trusting(home))
            .connectTimeout(Duration.ofSeconds(10))
            .build();
  }

  private static SSLContext trusting(Home home) throws IOException {
    try (InputStream in = Files.newInputStream(home.root().resolve("tls/plaza.pem"))) {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      store.setCertificateEntry(
          "plaza", CertificateFactory.getInstance("X.509").generateCertificate(in));
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
  }

  static Map<String, String> bearer(String token) {
    return Map.of("Authorization", "Bearer " + token);
  }

  static Map<String, String> basic(String user, String password) {
    return Map.of(
        "Authorization",
        "Basic "
            + Base64.getEncoder()
                .encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8)));
  }

  HttpResponse<String> send(String method, String path, Map<String, String> headers, String body)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(root + path))
            .timeout(Duration.ofSeconds(30))
            .method(method, HttpRequest.BodyPublishers.ofString(body));
    headers.forEach(request::header);
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  /** All that is said to a statement, to its end. */
  String ask(Map<String, String> headers, String sql) throws IOException, InterruptedException {
    StringBuilder all = new StringBuilder();
    String said = send("POST", "/v1/statement", headers, sql).body();
    for (Matcher next = NEXT.matcher(said); next.find(); next = NEXT.matcher(said)) {
      all.append(said);
      said = send("GET", next.group(1).substring(root.length()), headers, "").body();
    }
    return all.append(said).toString();
  }

  /** Whether a statement is taken at all. */
  int statement(Map<String, String> headers) throws IOException, InterruptedException {
    return send("POST", "/v1/statement", headers, "SELECT 1").statusCode();
  }

  @Override
  public void close() {
    client.close();
  }
}
