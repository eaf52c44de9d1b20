package plaza.jobs.bench.access;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import plaza.jobs.access.Access;
import plaza.jobs.access.Keys;
import plaza.jobs.access.People;
import plaza.jobs.bench.Score;
import plaza.jobs.stack.Home;
import plaza.jobs.stack.Tokens;
import plaza.jobs.stack.Trino;

/** What lets in must let in; what is wrong, over, revoked or tampered with must not. */
final class Credentials {
  private static final Duration TAKEN_UP = Duration.ofSeconds(10);

  private final Home home;
  private final Trino trino;
  private final Access access;
  private final Map<String, String> passwords;
  private final Tally tally;

  Credentials(Home home, Trino trino, Access access, Cast.Secrets secrets, Consumer<String> tell) {
    this.home = home;
    this.trino = trino;
    this.access = access;
    this.passwords = secrets.passwords();
    this.tally = new Tally(tell);
  }

  Score run() throws IOException, InterruptedException, SQLException {
    try (Http http = new Http(home, trino)) {
      for (Map.Entry<String, String> each : passwords.entrySet()) {
        boolean isClosed = each.getKey().equals("closed");
        is(http, isClosed ? 401 : 200, "the password of " + each.getKey(), basic(each));
        String wrong = each.getValue() + "x";
        is(http, 401, "a longer password", Http.basic(each.getKey(), wrong));
        is(http, 401, "a shorter password", Http.basic(each.getKey(), wrong.substring(1)));
        is(http, 401, "no password", Http.basic(each.getKey(), ""));
        is(
            http,
            401,
            "in odd case",
            Http.basic(each.getKey().toUpperCase(java.util.Locale.ROOT), each.getValue()));
        is(
            http,
            401,
            "another's password",
            Http.basic("citizen", each.getKey().equals("citizen") ? "x" : each.getValue()));
      }
      for (String name :
          new String[] {
            "plaza", "nobody", "", "anyone\nplaza", "a:b", "' OR 1=1 --", "*", "steward,plaza"
          }) {
        is(http, 401, "the name " + name.strip(), Http.basic(name, "anyone"));
      }
      tokens(http);
      http.statement(Map.of());
      is(http, 401, "no credential", Map.of());
      is(http, 401, "a name alone", Map.of("X-Trino-User", "steward"));
      is(http, 401, "an internal token made up", Map.of("X-Trino-Internal-Bearer", "a.b.c"));
      revoked(http);
    }
    tally.check(!answersInTheClear(), "HTTP without TLS", "it was answered");
    return tally.score("credentials: good, wrong, expired, revoked, tampered with", 0, "TLS only");
  }

  private String password(String user) {
    return Objects.requireNonNull(passwords.get(user));
  }

  private static Map<String, String> basic(Map.Entry<String, String> each) {
    return Http.basic(each.getKey(), each.getValue());
  }

  private void tokens(Http http) throws IOException, InterruptedException {
    String good = new Tokens(home).issue("citizen", Duration.ofMinutes(5));
    is(http, 200, "a token", Http.bearer(good));
    is(
        http,
        401,
        "a token that is over",
        Http.bearer(new Tokens(home).issue("citizen", Duration.ofMinutes(-10))));
    String[] parts = good.split("\\.", -1);
    String claims = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
    is(
        http,
        401,
        "a token with another name",
        Http.bearer(
            parts[0] + "." + base64(claims.replace("citizen", "steward")) + "." + parts[2]));
    is(
        http,
        401,
        "a token with a later end",
        Http.bearer(
            parts[0]
                + "."
                + base64(claims.replaceAll("\"exp\":\\d", "\"exp\":9"))
                + "."
                + parts[2]));
    is(http, 401, "a token without signature", Http.bearer(parts[0] + "." + parts[1] + "."));
    is(
        http,
        401,
        "a token that says it needs none",
        Http.bearer(base64("{\"alg\":\"none\"}") + "." + parts[1] + "."));
    is(
        http,
        401,
        "a token of another algorithm",
        Http.bearer(base64("{\"alg\":\"HS256\"}") + "." + parts[1] + "." + parts[2]));
    Home other = new Home(home.root().resolveSibling("other"));
    is(
        http,
        401,
        "a token of another home",
        Http.bearer(new Tokens(other).issue("citizen", Duration.ofMinutes(5))));
    for (int i = 0; i < good.length(); i += 37) {
      char other_ = good.charAt(i) == 'A' ? 'B' : 'A';
      // The last character of a part holds bits that are not read; those before do.
      if (good.charAt(i) != '.' && i + 1 < good.length() && good.charAt(i + 1) != '.') {
        is(
            http,
            401,
            "a token with a character changed at " + i,
            Http.bearer(good.substring(0, i) + other_ + good.substring(i + 1)));
      }
    }
  }

  private static String base64(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  /** A key that is revoked and a password that is changed are worth nothing ten seconds later. */
  private void revoked(Http http) throws IOException, InterruptedException, SQLException {
    String robot =
        passwords.keySet().stream()
            .filter(name -> name.startsWith("robot."))
            .findFirst()
            .orElseThrow();
    int key = Integer.parseInt(robot.substring(robot.indexOf('.') + 1));
    new Keys(access).revoke(key, "bench", Instant.now());
    String password = new People(access).setPassword("waiter", null);
    long start = System.nanoTime();
    boolean isOver = false;
    while (!isOver && System.nanoTime() - start < 2 * TAKEN_UP.toNanos()) {
      isOver =
          http.statement(Http.basic(robot, password(robot))) == 401
              && http.statement(Http.basic("waiter", password("waiter"))) == 401
              && http.statement(Http.basic("waiter", password)) == 200;
    }
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    tally.check(isOver && took.compareTo(TAKEN_UP) < 0, "a key revoked, a password changed", took);
    passwords.put("waiter", password);
  }

  private void is(Http http, int expected, String what, Map<String, String> headers)
      throws IOException, InterruptedException {
    int code = http.statement(headers);
    tally.check(code == expected, what + ", expected " + expected, code);
  }

  private boolean answersInTheClear() throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), trino.port())) {
      socket.setSoTimeout(5000);
      socket
          .getOutputStream()
          .write("GET /v1/info HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      byte[] said = socket.getInputStream().readNBytes(12);
      return new String(said, StandardCharsets.ISO_8859_1).matches("HTTP/1.. [23].*");
    } catch (java.net.SocketException | java.net.SocketTimeoutException e) {
      return false;
    }
  }
}
