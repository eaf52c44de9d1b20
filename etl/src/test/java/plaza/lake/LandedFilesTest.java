package plaza.lake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import plaza.lake.LandedFiles.Arrival;

class LandedFilesTest {
  private static final Instant NOON = Instant.parse("2026-03-28T12:00:00Z");

  @TempDir Path folder = Path.of("");
  private LandedFiles landed = new LandedFiles(Path.of(""));

  @BeforeEach
  void open() {
    landed = new LandedFiles(folder.resolve("landing"));
  }

  private static Arrival arrival(Instant at, String name) {
    return new Arrival("bikes", at, "https://example.org/" + name, name, "text/csv", "\"e1\"");
  }

  private Receipt land(Instant at, String name, String text) throws IOException {
    return landed.land(arrival(at, name), new ByteArrayInputStream(text.getBytes(UTF_8)));
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  @Test
  void bytes_land_with_a_receipt_that_says_where_from_when_and_what() throws IOException {
    Receipt receipt = land(NOON.plusMillis(999), "bikes.csv", "abc");
    // The SHA-256 of "abc" is the first example of FIPS 180-2.
    String sum = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    assertThat(receipt)
        .isEqualTo(
            new Receipt(
                "20260328T120000Z-ba7816bf8f01",
                "bikes",
                NOON,
                "https://example.org/bikes.csv",
                "bikes.csv",
                "text/csv",
                3,
                sum,
                "\"e1\"",
                null,
                null,
                null,
                null));
    assertThat(landed.list("bikes")).containsExactly(receipt);
    assertThat(landed.find("bikes", receipt.id())).contains(receipt);
    assertThat(landed.find("bikes", "other")).isEmpty();
    assertThat(landed.file(receipt)).hasContent("abc");
  }

  @Test
  void the_same_bytes_of_the_same_second_land_once() throws IOException {
    Receipt first = land(NOON, "bikes.csv", "abc");
    Receipt second = land(NOON.plusMillis(1), "other.csv", "abc");
    assertThat(second).isEqualTo(first);
    assertThat(files()).hasSize(2);
  }

  @Test
  void other_bytes_or_another_second_land_beside() throws IOException {
    land(NOON, "bikes.csv", "abc");
    land(NOON, "bikes.csv", "abd");
    land(NOON.plusSeconds(1), "bikes.csv", "abc");
    assertThat(landed.list("bikes")).hasSize(3);
  }

  @Test
  void receipts_sort_by_time_however_they_landed() throws IOException {
    for (int hour : new int[] {3, 1, 2, 0}) {
      land(NOON.plusSeconds(3600L * hour), "bikes.csv", "h" + hour);
    }
    assertThat(landed.list("bikes"))
        .extracting(Receipt::fetchedAt)
        .containsExactly(
            NOON, NOON.plusSeconds(3600), NOON.plusSeconds(7200), NOON.plusSeconds(10800));
    assertThat(landed.list("trams")).isEmpty();
  }

  @Test
  void a_publishers_file_name_stays_inside() throws IOException {
    List<String> names =
        List.of(
            "../../../etc/passwd",
            "..",
            ".",
            "",
            "/etc/passwd",
            "a/b\\c",
            "nul\0byte",
            "line\nfeed\u001b[31m\u202e",
            "receipt.json",
            ".receipt.json",
            "...receipt.json",
            "站點.csv",
            "站".repeat(300) + ".csv",
            "𠀀".repeat(300) + "x.csv",
            "x".repeat(300) + "." + "y".repeat(119),
            "x".repeat(300));
    for (int i = 0; i < names.size(); i++) {
      Receipt receipt = land(NOON.plusSeconds(i), names.get(i), "abc");
      Path file = landed.file(receipt);
      assertThat(file).as(names.get(i)).hasContent("abc").isRegularFile();
      assertThat(file.toRealPath().getParent())
          .isEqualTo(folder.resolve("landing/bikes").resolve(receipt.id()).toRealPath());
      assertThat(receipt.fileName())
          .doesNotMatch("(?s).*[\\p{Cc}\\p{Cf}\\p{Cs}/\\\\].*")
          .doesNotStartWith(".")
          .isNotEqualTo("receipt.json");
    }
    assertThat(landed.list("bikes")).hasSameSizeAs(names);
    assertThat(files()).hasSize(2 * names.size());
  }

  @Test
  void a_feed_id_is_no_path() {
    for (String feed : List.of("a/b", "../x", "", ".", "A", "a.b")) {
      assertThatThrownBy(() -> landed.list(feed)).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() ->
              landed.land(
                  new Arrival(feed, NOON, "o", "f", "text/csv", null),
                  InputStream.nullInputStream()))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void what_is_set_aside_is_listed_and_not_in_use_and_keeps_its_bytes() throws IOException {
    Receipt bad = land(NOON, "bikes.csv", "bad");
    Receipt good = land(NOON.plusSeconds(1), "bikes.csv", "good");
    landed.setAside(bad, "the publisher's test data");
    assertThat(landed.list("bikes"))
        .containsExactly(bad.setAside("the publisher's test data"), good);
    assertThat(landed.inUse("bikes")).containsExactly(good);
    assertThat(landed.file(bad)).hasContent("bad");
    assertThat(land(NOON, "bikes.csv", "bad").aside()).isEqualTo("the publisher's test data");
    assertThat(landed.inUse("bikes")).containsExactly(good);
  }

  @Test
  void eight_at_once_with_the_same_bytes_give_one_receipt_and_whole_bytes() throws Exception {
    String text = "0123456789abcdef".repeat(20_000);
    for (int round = 0; round < 10; round++) {
      Instant at = NOON.plusSeconds(round);
      CountDownLatch ready = new CountDownLatch(8);
      Callable<Receipt> landing =
          () -> {
            ready.countDown();
            ready.await();
            return land(at, "bikes.csv", text);
          };
      List<Receipt> receipts = new ArrayList<>();
      try (var threads = Executors.newFixedThreadPool(8)) {
        for (Future<Receipt> receipt :
            threads.invokeAll(java.util.Collections.nCopies(8, landing))) {
          receipts.add(receipt.get());
        }
      }
      assertThat(receipts).hasSize(8).containsOnly(receipts.getFirst());
      assertThat(landed.list("bikes")).hasSize(round + 1);
      assertThat(landed.file(receipts.getFirst())).hasContent(text);
    }
    try (Stream<Path> left = Files.list(folder.resolve("landing/bikes"))) {
      assertThat(left).noneMatch(path -> path.getFileName().toString().startsWith("."));
    }
  }

  @Test
  void bytes_that_break_off_leave_nothing() {
    InputStream broken =
        new FilterInputStream(new ByteArrayInputStream(new byte[10_000])) {
          @Override
          public int read(byte[] buffer, int offset, int length) throws IOException {
            int n = super.read(buffer, offset, length);
            if (n < 0) {
              throw new IOException("connection reset");
            }
            return n;
          }
        };
    assertThatThrownBy(() -> landed.land(arrival(NOON, "bikes.csv"), broken))
        .isInstanceOf(IOException.class)
        .hasMessage("connection reset");
    assertThat(landed.list("bikes")).isEmpty();
    assertThat(folder.resolve("landing/bikes")).isEmptyDirectory();
  }

  @Test
  void what_a_killed_landing_left_is_ignored() throws IOException {
    Receipt receipt = land(NOON, "bikes.csv", "abc");
    Path left = Files.createDirectories(folder.resolve("landing/bikes/.landing-4711"));
    Files.writeString(left.resolve("bikes.csv"), "ab");
    assertThat(landed.list("bikes")).containsExactly(receipt);
    assertThat(landed.inUse("bikes")).containsExactly(receipt);

    Instant written = Files.getLastModifiedTime(left).toInstant();
    assertThat(landed.listUnfinished(written.plusSeconds(1))).containsExactly(left);
    assertThat(landed.listUnfinished(written.minusSeconds(1))).isEmpty();
  }
}
