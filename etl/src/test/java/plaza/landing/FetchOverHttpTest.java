package plaza.landing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import plaza.lake.LandedFiles;
import plaza.lake.Receipt;

@Timeout(60)
class FetchOverHttpTest {
  private static final Instant NOON = Instant.parse("2026-03-28T12:00:00Z");

  @TempDir Path folder = Path.of("");
  private LandedFiles landed = new LandedFiles(Path.of(""));
  private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
  private @Nullable HttpServer server;
  private int port;

  /** What the publisher offers now. */
  private record Offer(int status, String body, @Nullable String etag, int promised) {}

  private volatile Offer offer = new Offer(200, "", null, 0);

  @BeforeEach
  void open() throws IOException {
    landed = new LandedFiles(folder.resolve("landing"));
    HttpServer publisher =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    publisher.createContext("/bikes.json", this::answer);
    publisher.createContext(
        "/old.json",
        exchange -> {
          exchange.getResponseHeaders().set("Location", "/bikes.json");
          exchange.sendResponseHeaders(302, -1);
          exchange.close();
        });
    publisher.start();
    port = publisher.getAddress().getPort();
    server = publisher;
  }

  @AfterEach
  void close() {
    if (server != null) {
      server.stop(0);
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    Offer now = offer;
    @Nullable String known = exchange.getRequestHeaders().getFirst("If-None-Match");
    asked.add(String.valueOf(known));
    if (known != null && known.equals(now.etag())) {
      exchange.sendResponseHeaders(304, -1);
    } else {
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      if (now.etag() != null) {
        exchange.getResponseHeaders().set("ETag", now.etag());
      }
      exchange.sendResponseHeaders(now.status(), now.promised());
      exchange.getResponseBody().write(now.body().getBytes(UTF_8));
    }
    exchange.close();
  }

  private void offers(int status, String body, @Nullable String etag) {
    offer = new Offer(status, body, etag, body.length());
  }

  private int fetch(String path, Instant now) throws Exception {
    return fetch(path, now, null);
  }

  private int fetch(String path, Instant now, @Nullable LocalDate from) throws Exception {
    String url = "http://" + InetAddress.getLoopbackAddress().getHostAddress() + ":" + port + path;
    return new Fetch(landed, folder, from, null, new Elsewhere(folder, NOON).web())
        .fetch(Feeds.at(folder.resolve("bikes.yaml"), url), ZoneOffset.UTC, now);
  }

  @Test
  void what_is_offered_lands_with_its_tag_and_type() throws Exception {
    offers(200, "[1]", "\"v1\"");
    assertThat(fetch("/bikes.json?key=a", NOON)).isEqualTo(1);
    Receipt receipt = landed.list("bikes").getFirst();
    assertThat(landed.file(receipt)).hasContent("[1]");
    assertThat(receipt.fetchedAt()).isEqualTo(NOON);
    assertThat(receipt.fileName()).isEqualTo("bikes.json");
    assertThat(receipt.mediaType()).isEqualTo("application/json");
    assertThat(receipt.etag()).isEqualTo("\"v1\"");
    assertThat(receipt.origin()).endsWith("/bikes.json?key=a");
  }

  @Test
  void what_has_not_changed_by_its_tag_is_not_sent_again() throws Exception {
    offers(200, "[1]", "\"v1\"");
    fetch("/bikes.json", NOON);
    assertThat(fetch("/bikes.json", NOON.plusSeconds(600))).isZero();
    offers(200, "[2]", "\"v2\"");
    assertThat(fetch("/bikes.json", NOON.plusSeconds(1200))).isEqualTo(1);
    assertThat(asked).containsExactly("null", "\"v1\"", "\"v1\"");
    assertThat(landed.list("bikes")).hasSize(2);
  }

  @Test
  void the_same_bytes_land_once_though_the_server_has_no_tags() throws Exception {
    offers(200, "[1]", null);
    assertThat(fetch("/bikes.json", NOON)).isEqualTo(1);
    assertThat(fetch("/bikes.json", NOON.plusSeconds(600))).isZero();
    assertThat(landed.list("bikes")).hasSize(1);
  }

  @Test
  void bytes_that_return_after_others_land_again() throws Exception {
    for (String body : List.of("[1]", "[2]", "[1]")) {
      offers(200, body, null);
      assertThat(fetch("/bikes.json", NOON.plusSeconds(600L * asked.size()))).isEqualTo(1);
    }
    assertThat(landed.list("bikes")).hasSize(3);
  }

  @Test
  void a_feed_is_not_asked_before_it_is_renewed() throws Exception {
    offers(200, "[1]", null);
    fetch("/bikes.json", NOON);
    assertThat(fetch("/bikes.json", NOON.plusSeconds(599))).isZero();
    assertThat(asked).hasSize(1);
  }

  @Test
  void what_is_offered_today_is_no_answer_for_other_days() throws Exception {
    offers(200, "[1]", null);
    assertThat(fetch("/bikes.json", NOON, LocalDate.parse("2026-03-29"))).isZero();
    assertThat(asked).isEmpty();
    assertThat(fetch("/bikes.json", NOON, LocalDate.parse("2026-03-28"))).isEqualTo(1);
  }

  @Test
  void an_error_lands_nothing_and_names_its_status() {
    String url = "http://127.0.0.1:" + port + "/bikes.json";
    Map.of(
            404, "expected 200; the address may have changed: url under fetch",
            500, "expected 200 (5 attempts)",
            503, "expected 200 (5 attempts)")
        .forEach((status, told) -> {
          offers(status, "<html>busy</html>", null);
          assertThatThrownBy(() -> fetch("/bikes.json", NOON))
              .isInstanceOf(FetchFailure.class)
              .hasMessage("found status " + status + " from " + url + ", " + told);
        });
    assertThat(landed.list("bikes")).isEmpty();
  }

  @Test
  void an_answer_that_breaks_off_lands_nothing() {
    offer = new Offer(200, "[1, 2", null, 100);
    assertThatThrownBy(() -> fetch("/bikes.json", NOON)).isInstanceOf(IOException.class);
    assertThat(landed.list("bikes")).isEmpty();
  }

  @Test
  void a_redirect_is_followed() throws Exception {
    offers(200, "[1]", null);
    assertThat(fetch("/old.json", NOON)).isEqualTo(1);
    assertThat(landed.file(landed.list("bikes").getFirst())).hasContent("[1]");
  }

  @Test
  void a_server_that_is_gone_is_an_io_exception() throws Exception {
    close();
    assertThatThrownBy(() -> fetch("/bikes.json", NOON)).isInstanceOf(IOException.class);
  }
}
