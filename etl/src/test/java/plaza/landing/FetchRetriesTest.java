package plaza.landing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static plaza.landing.Dock.NOON;
import static plaza.landing.Publisher.give;
import static plaza.landing.Publisher.head;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import plaza.check.FindingCode;
import plaza.lake.Receipt;

@Timeout(60)
class FetchRetriesTest {
  @TempDir Path folder = Path.of("");
  private final AtomicInteger count = new AtomicInteger();
  private Publisher publisher = new Publisher((asked, out) -> {});
  private Dock dock = new Dock(folder, publisher);

  private void publishes(Publisher.Behaviour behaviour) {
    publisher.close();
    publisher = new Publisher(behaviour);
    dock = new Dock(folder, publisher);
  }

  /** Behaves in a way at first, and well from the n-th request on. */
  private void publishes(int goodFrom, Publisher.Behaviour before) {
    count.set(0);
    publishes((asked, out) -> {
      if (count.incrementAndGet() < goodFrom) {
        before.answer(asked, out);
      } else {
        give(out, 200, asked.target());
      }
    });
  }

  @BeforeEach
  void open() {
    dock = new Dock(folder, publisher);
  }

  @AfterEach
  void close() {
    publisher.close();
  }

  /** Fetches bytes that are new, hours behind noon. */
  private int fetchLater(int hours) throws Exception {
    return dock.fetch(dock.feed("/bikes.json?" + hours), NOON.plus(Duration.ofHours(hours)));
  }

  private void fails(String message) {
    assertThatThrownBy(() -> dock.fetch("/bikes.json"))
        .isInstanceOf(FetchFailure.class)
        .hasMessageStartingWith(message.replace("URL", publisher.url("/bikes.json")))
        .extracting(e -> ((FetchFailure) e).code())
        .isEqualTo(FindingCode.FETCH_FAILED);
    assertThat(dock.receipts()).isEmpty();
    try {
      assertThat(dock.left()).isEmpty();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void what_fails_in_passing_is_tried_again_behind_pauses_that_grow() throws Exception {
    for (int status : new int[] {408, 425, 429, 500, 502, 503, 504}) {
      publishes(5, (asked, out) -> give(out, status, "busy"));
      assertThat(fetchLater(status)).isEqualTo(1);
      // Half of 2, 4, 8 and 16 seconds: chance says a half.
      assertThat(dock.world.pauses)
          .containsExactly(
              Duration.ofSeconds(1),
              Duration.ofSeconds(2),
              Duration.ofSeconds(4),
              Duration.ofSeconds(8));
      assertThat(publisher.asked).hasSize(5);
    }
  }

  @Test
  void a_pause_may_be_of_any_length_below_its_bound() throws Exception {
    for (int chance : new int[] {0, 1}) {
      publishes(2, (asked, out) -> give(out, 503, ""));
      dock.world.chance = chance;
      assertThat(fetchLater(chance)).isEqualTo(1);
      assertThat(dock.world.pauses).containsExactly(Duration.ofSeconds(2L * chance));
    }
  }

  @Test
  void what_fails_for_good_is_asked_once() {
    for (int status : new int[] {400, 401, 403, 404, 405, 406, 410, 418, 451, 204, 206}) {
      publishes((asked, out) -> give(out, status, ""));
      fails("found status " + status + " from URL, expected 200");
      assertThat(publisher.asked).as("status " + status).hasSize(1);
      assertThat(dock.world.pauses).isEmpty();
    }
  }

  @Test
  void five_attempts_are_enough() {
    publishes((asked, out) -> give(out, 503, ""));
    fails("found status 503 from URL, expected 200 (5 attempts)");
    assertThat(publisher.asked).hasSize(5);
  }

  @Test
  void a_publisher_that_names_a_pause_gets_it() throws Exception {
    publishes(2, (asked, out) -> give(out, 429, "", "Retry-After: 90"));
    assertThat(fetchLater(0)).isEqualTo(1);
    assertThat(dock.world.pauses).containsExactly(Duration.ofSeconds(90));
    publishes(2, (a, out) -> give(out, 503, "", "Retry-After: Sat, 28 Mar 2026 12:03:00 GMT"));
    assertThat(fetchLater(1)).isEqualTo(1);
    assertThat(dock.world.pauses).containsExactly(Duration.ofMinutes(3));
  }

  @Test
  void a_pause_too_long_to_wait_for_is_told_instead() {
    publishes((asked, out) -> give(out, 503, "", "Retry-After: 600"));
    fails(
        "found status 503 from URL, expected 200"
            + "; it asks for a pause until 2026-03-28T12:10:00Z");
    assertThat(publisher.asked).hasSize(1);
  }

  @Test
  void a_pause_that_is_none_is_as_if_not_said() throws Exception {
    int hour = 0;
    for (String pause : List.of("soon", "-1", "99999999999999999999", "")) {
      publishes(2, (asked, out) -> give(out, 503, "", "Retry-After: " + pause));
      assertThat(fetchLater(hour++)).isEqualTo(1);
      assertThat(dock.world.pauses).as(pause).containsExactly(Duration.ofSeconds(1));
    }
  }

  @Test
  void nothing_is_begun_when_the_time_of_the_whole_is_up() {
    publishes((asked, out) -> give(out, 503, "", "Retry-After: 300"));
    dock.world.totalOf(Duration.ofMinutes(10));
    fails(
        "found status 503 from URL, expected 200 (2 attempts)"
            + "; it asks for a pause until 2026-03-28T12:10:00Z");
    // At 12:00 and 12:05.
    assertThat(publisher.asked).hasSize(2);
  }

  @Test
  void an_answer_cut_short_lands_nothing_and_is_asked_for_again() throws Exception {
    Publisher.Behaviour cut =
        (asked, out) -> {
          head(out, 200, "Content-Length: 100");
          out.write("\r\n[1, 2".getBytes(ISO_8859_1));
        };
    publishes(cut);
    fails("found an answer from URL that breaks off");
    assertThat(publisher.asked).hasSize(5);
    publishes(3, cut);
    assertThat(dock.fetch("/bikes.json")).isEqualTo(1);
    assertThat(dock.texts()).containsExactly("/bikes.json");
    // The bytes and the receipt, and when it was looked at: no half of the first attempts.
    assertThat(dock.left()).hasSize(3);
  }

  @Test
  void chunks_without_their_end_are_cut_short_too() {
    publishes((asked, out) -> {
      head(out, 200, "Transfer-Encoding: chunked");
      out.write("\r\n4\r\n[1, \r\n".getBytes(ISO_8859_1));
    });
    fails("found an answer from URL that breaks off");
  }

  @Test
  void a_connection_closed_without_an_answer_is_tried_again() {
    publishes((asked, out) -> {});
    fails("found no answer from URL (IOException: ");
    assertThat(publisher.asked).hasSizeGreaterThanOrEqualTo(5);
  }

  @Test
  void a_publisher_that_drips_or_is_silent_is_left_in_time() {
    byte[] drop = {' '};
    Publisher.Behaviour drips =
        (asked, out) -> {
          head(out, 200, "Content-Type: application/json");
          out.write("\r\n".getBytes(ISO_8859_1));
          while (true) {
            out.write(drop);
            out.flush();
            java.util.concurrent.locks.LockSupport.parkNanos(5_000_000);
          }
        };
    Publisher.Behaviour silent =
        (asked, out) -> {
          head(out, 200, "Content-Length: 100");
          out.write("\r\n[".getBytes(ISO_8859_1));
          out.flush();
          java.util.concurrent.locks.LockSupport.parkNanos(20_000_000_000L);
        };
    Publisher.Behaviour mute =
        (asked, out) -> java.util.concurrent.locks.LockSupport.parkNanos(20_000_000_000L);
    for (Publisher.Behaviour behaviour : List.of(drips, silent, mute)) {
      publishes(behaviour);
      dock.world.attemptsOf(Duration.ofMillis(200));
      fails("found no end of the answer from URL within PT0.2S, expected one (5 attempts)");
      assertThat(publisher.asked).hasSizeLessThanOrEqualTo(5);
    }
  }

  @Test
  void an_answer_without_end_is_left_at_the_limit() throws Exception {
    publishes((asked, out) -> {
      head(out, 200, "Content-Type: application/json");
      out.write("\r\n".getBytes(ISO_8859_1));
      while (true) {
        out.write(new byte[8192]);
      }
    });
    assertThatThrownBy(() -> dock.fetch("/bikes.json", "max_bytes: 100000"))
        .hasMessage(
            "found more than 100000 bytes from %s, expected at most 100000 (max_bytes under fetch)",
            publisher.url("/bikes.json"));
    assertThat(publisher.asked).hasSize(1);
    assertThat(dock.left()).isEmpty();
  }

  @Test
  void as_much_as_the_limit_is_not_too_much() throws Exception {
    publishes((asked, out) -> give(out, 200, "12345"));
    assertThatThrownBy(() -> dock.fetch("/bikes.json", "max_bytes: 4"))
        .hasMessageStartingWith("found 5 bytes from ");
    assertThat(dock.fetch("/bikes.json", "max_bytes: 5")).isEqualTo(1);
  }

  private static byte[] packed(byte[] bytes) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(bytes);
    }
    return packed.toByteArray();
  }

  @Test
  void what_is_packed_for_the_way_lands_unpacked() throws Exception {
    publishes((asked, out) ->
        give(out, 200, packed("[1, 2, 3]".getBytes(ISO_8859_1)), "Content-Encoding: gzip"));
    assertThat(dock.fetch("/bikes.json")).isEqualTo(1);
    assertThat(publisher.asked.getFirst().header("Accept-Encoding")).contains("gzip");
    assertThat(dock.texts()).containsExactly("[1, 2, 3]");
    assertThat(dock.receipts()).extracting(Receipt::bytes).containsExactly(9L);
  }

  @Test
  void a_bomb_does_not_go_off() throws Exception {
    byte[] bomb = packed(new byte[50_000_000]);
    assertThat(bomb.length).isLessThan(100_000);
    publishes((asked, out) -> give(out, 200, bomb, "Content-Encoding: gzip"));
    assertThatThrownBy(() -> dock.fetch("/bikes.json", "max_bytes: 1000000"))
        .hasMessageStartingWith("found more than 1000000 bytes from ");
    assertThat(dock.left()).isEmpty();
  }

  @Test
  void half_a_packed_answer_is_none_and_an_unknown_packing_is_refused() throws Exception {
    byte[] whole = packed("[1, 2, 3, 4, 5, 6]".getBytes(ISO_8859_1));
    byte[] half = java.util.Arrays.copyOf(whole, whole.length - 12);
    publishes((asked, out) -> give(out, 200, half, "Content-Encoding: gzip"));
    fails("found an answer from URL that breaks off (EOFException");
    publishes((asked, out) -> give(out, 200, "plain", "Content-Encoding: gzip"));
    fails("found an answer from URL that breaks off (ZipException");
    publishes((asked, out) -> give(out, 200, "x", "Content-Encoding: br"));
    fails("found the Content-Encoding br from URL, expected gzip or none");
  }

  @Test
  void nobody_at_home_is_told_with_the_attempts() {
    publisher.close();
    fails("found no answer from URL (ConnectException), expected one (5 attempts)");
    assertThat(dock.world.pauses).hasSize(4);
  }
}
