package plaza.landing;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/** Asks one address, and follows where it is sent on, as far as that is safe. */
final class Exchange implements Closeable {
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
  private static final Set<Integer> PASSING = Set.of(408, 425, 429);
  private static final String AGENT = "Plaza" + version();

  private final HttpClient client;
  private final Web web;
  private final Credentials credentials;
  private final URI own;
  private final boolean isPrivate;

  /**
   * For one feed.
   *
   * @param own its url, to whose origin alone secrets are sent
   */
  Exchange(Web web, Credentials credentials, URI own, boolean isPrivate) {
    this.web = web;
    this.credentials = credentials;
    this.own = own;
    this.isPrivate = isPrivate;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(web.limits().connect())
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
  }

  private static String version() {
    String version = Exchange.class.getPackage().getImplementationVersion();
    return version == null ? "" : "/" + version;
  }

  /** An answer of status 200 or 304, not yet read. */
  record Answer(boolean isModified, HttpHeaders headers, InputStream body) implements Closeable {
    @Nullable String header(String name) {
      return headers.firstValue(name).orElse(null);
    }

    @Override
    public void close() throws IOException {
      body.close();
    }
  }

  /** Asks for what is at an address. */
  Answer get(URI url, Map<String, String> conditions) throws IOException, InterruptedException {
    URI at = url;
    for (int hop = 0; ; hop++) {
      String shown = credentials.shown(at);
      Reach.check(at, shown, isPrivate);
      HttpResponse<InputStream> response = send(at, shown, conditions);
      int status = response.statusCode();
      if (status == 200 || status == 304) {
        return new Answer(status == 200, response.headers(), response.body());
      }
      response.body().close();
      if (!REDIRECTS.contains(status)) {
        throw unwanted(response, shown);
      }
      if (hop == web.limits().redirects()) {
        throw FetchFailure.lasting(
            "found more than %d redirects from %s, expected an end of them"
                .formatted(hop, credentials.shown(url)));
      }
      at = target(at, response.headers().firstValue("Location").orElse(""), credentials, own);
    }
  }

  private HttpResponse<InputStream> send(URI at, String shown, Map<String, String> conditions)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(at).header("User-Agent", AGENT).header("Accept-Encoding", "gzip");
    conditions.forEach(request::header);
    credentials.headers(Addresses.isSameOrigin(at, own)).forEach(request::header);
    try {
      return client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    } catch (IOException e) {
      String why = e.getClass().getSimpleName();
      if (e.getMessage() != null) {
        why += ": " + e.getMessage();
      }
      String message = "found no answer from " + shown + " (" + why + "), expected one";
      // A certificate that is not to be trusted will not be so in a second.
      throw e instanceof SSLHandshakeException || e.getCause() instanceof SSLException
          ? FetchFailure.lasting(message)
          : FetchFailure.passing(message);
    }
  }

  /** Where a redirect leads, if it may. */
  static URI target(URI at, String location, Credentials credentials, URI own) throws FetchFailure {
    String shown = credentials.shown(at);
    URI target;
    try {
      target = Addresses.resolve(at, location);
    } catch (IllegalArgumentException e) {
      throw FetchFailure.lasting(
          "found a redirect from %s to no address, expected one".formatted(shown));
    }
    boolean isNone = location.isEmpty() || at.equals(target);
    if (isNone || ("https".equals(at.getScheme()) && !"https".equals(target.getScheme()))) {
      throw FetchFailure.lasting(
          "found a redirect from %s to %s, expected one elsewhere, and from https to https only"
              .formatted(shown, credentials.shown(target)));
    }
    if (!Addresses.isSameOrigin(target, own) && credentials.isIn(target.toString())) {
      throw FetchFailure.lasting(
          "found a redirect from %s to %s, expected no secret in the address of another origin"
              .formatted(shown, credentials.shown(target)));
    }
    return target;
  }

  private FetchFailure unwanted(HttpResponse<InputStream> response, String shown) {
    int status = response.statusCode();
    String advice =
        switch (status) {
          case 401, 403 -> "; it may want a key: headers or query under fetch";
          case 404, 410 -> "; the address may have changed: url under fetch";
          case 429 -> "; it is asked too often: every under fetch";
          default -> "";
        };
    return FetchFailure.status(
        status,
        "found status %d from %s, expected 200%s".formatted(status, shown, advice),
        status >= 500 || PASSING.contains(status),
        response.headers().firstValue("Retry-After").map(this::instant).orElse(null));
  }

  // Seconds, or a date (RFC 9110, section 10.2.3).
  private @Nullable Instant instant(String retryAfter) {
    String text = retryAfter.strip();
    try {
      return text.matches("\\d{1,9}")
          ? web.clock().instant().plusSeconds(Long.parseLong(text))
          : Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text));
    } catch (DateTimeException e) {
      return null; // neither: as if it had not been said
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
