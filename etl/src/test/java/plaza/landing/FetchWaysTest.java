package plaza.landing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static plaza.landing.Dock.NOON;
import static plaza.landing.Publisher.give;

import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import plaza.contract.Feed;
import plaza.lake.LandedFiles.Arrival;
import plaza.lake.Receipt;

/** Where a fetch may go, and when it goes there again. */
@Timeout(60)
class FetchWaysTest {
  @TempDir Path folder = Path.of("");
  private Publisher publisher = new Publisher((asked, out) -> {});
  private Dock dock = new Dock(folder, publisher);

  private void publishes(Publisher.Behaviour behaviour) {
    publisher.close();
    publisher = new Publisher(behaviour);
    dock = new Dock(folder, publisher);
  }

  @BeforeEach
  void open() {
    dock = new Dock(folder, publisher);
  }

  @AfterEach
  void close() {
    publisher.close();
  }

  private void fails(String message) throws Exception {
    assertThatThrownBy(() -> dock.fetch("/bikes.json"))
        .isInstanceOf(FetchFailure.class)
        .hasMessageContaining(message);
    assertThat(dock.left()).isEmpty();
  }

  @Test
  void redirects_come_to_an_end() throws Exception {
    publishes((asked, out) -> give(out, 302, "", "Location: " + asked.target() + "a"));
    fails("found more than 5 redirects");
    assertThat(publisher.asked).hasSize(6);
    publishes((asked, out) -> give(out, 301, "", "Location: " + asked.target()));
    fails("found a redirect");
    assertThat(publisher.asked).hasSize(1);
  }

  @Test
  void a_redirect_to_nowhere_is_a_failure() throws Exception {
    for (String location : List.of("", "file:///etc/passwd", "ht tp://x", "gopher://127.0.0.1/")) {
      publishes((asked, out) -> give(out, 307, "", "Location: " + location));
      fails("expected ");
      assertThat(publisher.asked).as(location).hasSize(1);
    }
  }

  @Test
  void from_https_none_leads_to_http() throws Exception {
    Credentials none =
        Credentials.of(plaza.contract.Request.PLAIN, new Secrets(folder, java.util.Map.of()));
    assertThat(none.headers(true)).isEmpty();
    assertThatThrownBy(() ->
            Exchange.target(
                java.net.URI.create("https://example.org/a"),
                "http://example.org/a",
                none,
                java.net.URI.create("https://example.org/a")))
        .hasMessageContaining("from https to https only");
  }

  @Test
  void a_feed_reaches_nothing_private_unless_it_says_so() throws Exception {
    publishes((asked, out) -> give(out, 200, "[1]"));
    String port = publisher.url("").replaceFirst(".*:", ":");
    for (String host : List.of("127.0.0.1", "localhost", "[::1]", "2130706433", "0.0.0.0")) {
      Feed feed = Feeds.of(folder.resolve("bikes.yaml"), "url: http://" + host + port + "/");
      assertThatThrownBy(() -> dock.fetch(feed, NOON))
          .as(host)
          .isInstanceOf(FetchFailure.class)
          .hasMessageEndingWith("expected a public address, or `private: true` under fetch");
    }
    assertThat(publisher.asked).isEmpty();
    assertThat(dock.fetch("/")).isEqualTo(1);
  }

  @Test
  void public_addresses_are_told_from_others() throws Exception {
    for (String address :
        List.of(
            "8.8.8.8",
            "100.63.255.255",
            "100.128.0.1",
            "172.15.0.1",
            "172.32.0.1",
            "192.0.1.1",
            "198.17.0.1",
            "198.20.0.1",
            "223.255.255.255",
            "2606:4700::1",
            "::ffff:8.8.8.8")) {
      assertThat(Reach.isPublic(address(address))).as(address).isTrue();
    }
    for (String address :
        List.of(
            "0.1.2.3",
            "10.0.0.1",
            "100.64.0.1",
            "100.127.255.255",
            "127.0.0.1",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.8",
            "192.168.1.1",
            "198.18.0.1",
            "198.19.255.255",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:10.0.0.1",
            "64:ff9b::a00:1",
            "fc00::1",
            "fd12::1",
            "fe80::1",
            "fec0::1",
            "ff02::1",
            "2002:a00:1::1",
            "2001:0:1::1")) {
      assertThat(Reach.isPublic(address(address))).as(address).isFalse();
    }
  }

  private static InetAddress address(String literal) throws Exception {
    return InetAddress.getAllByName(literal)[0];
  }

  @Test
  void what_has_not_changed_since_a_date_is_not_sent_again() throws Exception {
    String date = "Last-Modified: Sat, 28 Mar 2026 11:00:00 GMT";
    publishes((asked, out) -> {
      if (asked.header("If-Modified-Since").isPresent()) {
        give(out, 304, "");
      } else {
        give(out, 200, "[1]", date);
      }
    });
    assertThat(dock.fetch("/bikes.json")).isEqualTo(1);
    assertThat(dock.receipts())
        .extracting(Receipt::lastModified)
        .containsExactly("Sat, 28 Mar 2026 11:00:00 GMT");
    for (int i = 1; i < 4; i++) {
      assertThat(dock.fetch(dock.feed("/bikes.json"), NOON.plusSeconds(600L * i))).isZero();
      assertThat(publisher.asked.getLast().header("If-Modified-Since"))
          .contains("Sat, 28 Mar 2026 11:00:00 GMT");
    }
    assertThat(dock.receipts()).hasSize(1);
  }

  @Test
  void a_feed_looked_at_in_vain_is_not_asked_again_at_once() throws Exception {
    publishes((asked, out) -> give(out, 200, "[1]"));
    Feed feed = dock.feed("/bikes.json");
    dock.fetch(feed, NOON);
    dock.fetch(feed, NOON.plusSeconds(600));
    assertThat(publisher.asked).hasSize(2);
    dock.fetch(feed, NOON.plusSeconds(1199));
    assertThat(publisher.asked).hasSize(2);
    dock.fetch(feed, NOON.plusSeconds(1200));
    assertThat(publisher.asked).hasSize(3);
    assertThat(dock.receipts()).hasSize(1);
  }

  @Test
  void a_look_in_the_future_keeps_nobody_from_looking() throws Exception {
    publishes((asked, out) -> give(out, 200, "[1]"));
    Feed feed = dock.feed("/bikes.json");
    dock.fetch(feed, NOON.plusSeconds(86_400));
    dock.fetch(feed, NOON);
    assertThat(publisher.asked).hasSize(2);
  }

  @Test
  void the_same_bytes_under_a_new_tag_are_remembered_by_the_new_one() throws Exception {
    publishes((asked, out) -> give(out, 200, "[1]", "ETag: \"" + publisher.asked.size() + "\""));
    Feed feed = dock.feed("/bikes.json");
    for (int i = 0; i < 3; i++) {
      dock.fetch(feed, NOON.plusSeconds(600L * i));
    }
    assertThat(publisher.asked)
        .extracting(asked -> asked.header("If-None-Match").orElse("none"))
        .containsExactly("none", "\"1\"", "\"2\"");
    assertThat(dock.receipts()).extracting(Receipt::etag).containsExactly("\"1\"");
  }

  @Test
  void a_tag_is_good_for_its_own_address_and_version_only() throws Exception {
    publishes((asked, out) -> give(out, 200, asked.target(), "ETag: \"1\""));
    dock.fetch("/bikes.json");
    dock.fetch(dock.feed("/other.json"), NOON.plusSeconds(600));
    assertThat(publisher.asked.getLast().header("If-None-Match")).isEmpty();
    Instant byHand = NOON.plusSeconds(700);
    dock.landed.land(
        new Arrival("bikes", byHand, "file:///by/hand", "b", "text/plain", null),
        new ByteArrayInputStream(new byte[] {1}));
    dock.fetch(dock.feed("/other.json"), NOON.plusSeconds(1400));
    assertThat(publisher.asked.getLast().header("If-None-Match")).isEmpty();
    assertThat(dock.receipts()).hasSize(4);
  }

  @Test
  void a_look_that_cannot_be_read_costs_one_request() throws Exception {
    publishes((asked, out) -> give(out, 200, "[1]"));
    Feed feed = dock.feed("/bikes.json");
    dock.fetch(feed, NOON);
    Files.writeString(folder.resolve("landing/bikes/looked.json"), "{");
    assertThat(dock.fetch(feed, NOON.plusSeconds(600))).isZero();
    dock.fetch(feed, NOON.plusSeconds(601));
    assertThat(publisher.asked).hasSize(2);
  }

  @Test
  void an_unasked_304_is_no_answer() throws Exception {
    publishes((asked, out) -> give(out, 304, ""));
    fails("found status 304");
  }

  @Test
  void who_asks_says_so() throws Exception {
    publishes((asked, out) -> give(out, 200, "[1]"));
    new Fetch(dock.landed, folder, null, null, dock.world.web())
        .fetch(dock.feed("/bikes.json"), ZoneOffset.UTC, NOON);
    assertThat(publisher.asked.getFirst().header("User-Agent").orElse("")).startsWith("Plaza");
  }
}
