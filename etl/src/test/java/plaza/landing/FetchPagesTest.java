package plaza.landing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static plaza.landing.Dock.NOON;
import static plaza.landing.Publisher.give;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import plaza.contract.Feed;
import plaza.lake.Receipt;

@Timeout(60)
class FetchPagesTest {
  private static final String BY_OFFSET = "paging: {by: offset, size: 3}";
  private static final String BY_PAGE = "paging: {by: page, size: 3}";

  @TempDir Path folder = Path.of("");
  private Publisher publisher = new Publisher((asked, out) -> {});
  private Dock dock = new Dock(folder, publisher);
  private int total;

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

  private static int number(Publisher.Asked asked, String parameter) {
    return Integer.parseInt(asked.parameter(parameter).orElseThrow());
  }

  /** Rows first (from 0) to end, as an array. */
  private static String rows(int first, int end) {
    return IntStream.range(first, Math.max(first, end))
        .mapToObj(i -> "{\"sno\":" + i + "}")
        .collect(Collectors.joining(",", "[", "]"));
  }

  /** As CKAN does it: up to limit rows behind the first offset ones, and no more than it likes. */
  private Publisher.Behaviour ckan(int most) {
    return (asked, out) -> {
      int offset = number(asked, "offset");
      int end = Math.min(total, offset + Math.min(most, number(asked, "limit")));
      give(out, 200, rows(offset, end));
    };
  }

  private List<String> targets() {
    return publisher.asked.stream().map(Publisher.Asked::target).toList();
  }

  @Test
  void pages_by_offset_are_asked_for_until_one_is_short() throws Exception {
    total = 8;
    publishes(ckan(1000));
    assertThat(dock.fetch("/bikes.json?q=a", BY_OFFSET)).isEqualTo(3);
    assertThat(targets())
        .containsExactly(
            "/bikes.json?q=a&limit=3&offset=0",
            "/bikes.json?q=a&limit=3&offset=3",
            "/bikes.json?q=a&limit=3&offset=6");
    assertThat(dock.texts()).containsExactly(rows(0, 3), rows(3, 6), rows(6, 8));
  }

  @Test
  void each_page_lands_as_a_file_of_one_version() throws Exception {
    total = 5;
    publishes(ckan(1000));
    dock.fetch("/bikes.json", BY_OFFSET);
    List<Receipt> pages = dock.receipts();
    assertThat(pages).extracting(Receipt::page).containsExactly(1, 2);
    assertThat(pages).extracting(Receipt::version).containsOnly(pages.getFirst().fetch());
    assertThat(pages).extracting(Receipt::fetchedAt).containsOnly(NOON);
    assertThat(pages)
        .extracting(Receipt::fileName)
        .containsExactly("bikes-p0001.json", "bikes-p0002.json");
    assertThat(pages)
        .extracting(Receipt::id)
        .containsExactly(pages.getFirst().fetch() + "-0001", pages.getFirst().fetch() + "-0002");
    assertThat(pages.getFirst().fetch()).matches("20260328T120000Z-[0-9a-f]{12}");
    assertThat(dock.landed.newest("bikes")).isEqualTo(pages);
    assertThat(dock.landed.find("bikes", pages.getLast().id())).contains(pages.getLast());
  }

  @Test
  void an_empty_page_is_the_end_and_does_not_land() throws Exception {
    total = 6;
    publishes(ckan(1000));
    assertThat(dock.fetch("/bikes.json", BY_OFFSET)).isEqualTo(2);
    assertThat(publisher.asked).hasSize(3);
    assertThat(dock.texts()).containsExactly(rows(0, 3), rows(3, 6));
  }

  @Test
  void a_publisher_that_gives_less_than_asked_for_is_read_to_its_end() throws Exception {
    total = 5;
    publishes(ckan(2));
    assertThat(dock.fetch("/bikes.json", BY_OFFSET)).isEqualTo(3);
    assertThat(targets().getLast()).endsWith("offset=4");
    assertThat(dock.texts()).containsExactly(rows(0, 2), rows(2, 4), rows(4, 5));
  }

  @Test
  void a_first_page_that_is_short_is_the_end_when_nothing_follows() throws Exception {
    total = 2;
    publishes(ckan(1000));
    assertThat(dock.fetch("/bikes.json", BY_OFFSET)).isEqualTo(1);
    publishes((asked, out) -> {
      if (number(asked, "offset") > 0) {
        give(out, 404, "none");
      } else {
        give(out, 200, rows(0, 1));
      }
    });
    assertThat(dock.fetch(dock.feed("/bikes.json", BY_OFFSET), NOON.plusSeconds(600))).isEqualTo(1);
  }

  @Test
  void nothing_at_all_lands_as_it_was_said() throws Exception {
    total = 0;
    publishes(ckan(1000));
    assertThat(dock.fetch("/bikes.json", BY_OFFSET)).isEqualTo(1);
    assertThat(dock.texts()).containsExactly("[]");
  }

  @Test
  void pages_by_number_begin_where_the_publisher_does() throws Exception {
    publishes((asked, out) -> {
      int first = 3 * number(asked, "page");
      give(out, 200, rows(first, Math.min(8, first + 3)));
    });
    assertThat(dock.fetch("/bikes.json", "paging: {by: page, size: 3, first: 0}")).isEqualTo(3);
    assertThat(targets())
        .containsExactly(
            "/bikes.json?limit=3&page=0",
            "/bikes.json?limit=3&page=1",
            "/bikes.json?limit=3&page=2");
    publishes((asked, out) -> {
      int first = 3 * number(asked, "%24p") - 3;
      give(out, 200, rows(first, Math.min(8, first + 3)));
    });
    assertThat(
            dock.fetch(
                dock.feed(
                    "/bikes.json",
                    "paging: {by: page, size: 3, parameter: \"$p\", size_parameter: per_page}"),
                NOON.plusSeconds(600)))
        .isZero();
    assertThat(targets().getFirst()).isEqualTo("/bikes.json?per_page=3&%24p=1");
  }

  @Test
  void rows_are_counted_by_the_feeds_own_format() throws Exception {
    publishes((asked, out) -> {
      int offset = number(asked, "offset");
      give(
          out,
          200,
          "{\"result\":{\"count\":4,\"results\":" + rows(offset, Math.min(4, offset + 3)) + "}}");
    });
    Feed json = dock.feed("/bikes.json", BY_OFFSET);
    Path enveloped = json.file().resolveSibling("enveloped.yaml");
    String text = Files.readString(json.file());
    Files.writeString(
        enveloped, text.replace("{name: json}", "{name: json, records: /result/results}"));
    assertThat(dock.fetch(read(enveloped), NOON)).isEqualTo(2);
    publishes((asked, out) -> {
      int offset = number(asked, "offset");
      give(out, 200, "sno\n" + "1\n2\n3\n4\n".substring(2 * offset, Math.min(8, 2 * offset + 6)));
    });
    Path csv = json.file().resolveSibling("delimited.yaml");
    Files.writeString(
        csv,
        Files.readString(dock.feed("/bikes.csv", BY_OFFSET).file())
            .replace("{name: json}", "{name: csv}"));
    assertThat(dock.fetch(read(csv), NOON)).isEqualTo(2);
  }

  private static Feed read(Path file) {
    return Feed.read(file, new plaza.contract.Problems()).orElseThrow();
  }

  @Test
  void the_next_page_may_be_named_in_the_body() throws Exception {
    publishes((asked, out) -> {
      switch (asked.target()) {
        case "/v1/bikes.json" -> next(out, 1, "\"?page=2\"");
        case "/v1/bikes.json?page=2" -> next(out, 2, "\"/v1/more.json\"");
        case "/v1/more.json" -> next(out, 3, "\"" + publisher.url("/v1/last.json") + "\"");
        default -> next(out, 4, "null");
      }
    });
    String paging = "paging: {by: next, at: /links/next}";
    assertThat(dock.fetch("/v1/bikes.json", paging)).isEqualTo(4);
    assertThat(targets().getLast()).isEqualTo("/v1/last.json");
    assertThat(dock.receipts())
        .extracting(Receipt::fileName)
        .containsExactly(
            "bikes-p0001.json", "bikes-p0002.json", "more-p0003.json", "last-p0004.json");
  }

  private static void next(OutputStream out, int row, String next) throws IOException {
    give(out, 200, "{\"rows\":[" + row + "],\"links\":{\"self\":1,\"next\":" + next + "}}");
  }

  @Test
  void the_next_page_may_be_named_in_a_header() throws Exception {
    publishes((asked, out) -> {
      switch (asked.parameter("page").orElse("1")) {
        case "1" ->
            give(
                out,
                200,
                "[1]",
                "Link: </?page=9>; rel=\"last\", </bikes.json?page=2>; rel=\"next\"");
        case "2" ->
            give(out, 200, "[2]", "Link: <?page=1>; rel=prev", "Link: <?page=3>; a=b; rel=next");
        default -> give(out, 200, "[3]", "Link: <?page=1>; rel=\"first nextish\"");
      }
    });
    assertThat(dock.fetch("/bikes.json", "paging: {by: link}")).isEqualTo(3);
    assertThat(dock.texts()).containsExactly("[1]", "[2]", "[3]");
  }

  private void fails(String message, String... more) throws Exception {
    assertThatThrownBy(() -> dock.fetch("/bikes.json", more))
        .isInstanceOf(FetchFailure.class)
        .hasMessageContaining(message);
    assertThat(dock.left()).isEmpty();
  }

  @Test
  void a_failure_on_a_later_page_lands_none() throws Exception {
    publishes((asked, out) -> {
      int offset = number(asked, "offset");
      if (offset == 6) {
        give(out, 500, "");
      } else {
        give(out, 200, rows(offset, offset + 3));
      }
    });
    fails("page 3: found status 500", BY_OFFSET);
    assertThat(publisher.asked).hasSize(2 + 5);
  }

  @Test
  void a_page_that_is_no_page_fails_the_fetch() throws Exception {
    publishes((asked, out) -> {
      int offset = number(asked, "offset");
      give(out, 200, offset == 0 ? rows(0, 3) : "<html>too many requests</html>");
    });
    fails("page 2, " + publisher.url("/bikes.json") + "?limit=3&offset=3: found ", BY_OFFSET);
  }

  @Test
  void a_publisher_that_does_not_page_is_found_out() throws Exception {
    publishes((asked, out) -> give(out, 200, rows(0, 3)));
    fails("page 2: found the bytes of the page before", BY_OFFSET);
    publishes((asked, out) -> give(out, 404, ""));
    fails("found status 404", BY_PAGE);
    publishes((asked, out) -> {
      int offset = number(asked, "offset");
      if (offset == 0) {
        give(out, 200, rows(0, 3));
      } else {
        give(out, 404, "");
      }
    });
    fails("page 2: found status 404", BY_OFFSET);
  }

  @Test
  void pages_end_somewhere_and_none_is_asked_for_twice() throws Exception {
    publishes((asked, out) -> {
      int offset = number(asked, "offset");
      give(out, 200, rows(offset, offset + 3));
    });
    fails("found more than 4 pages", "paging: {by: offset, size: 3, max_pages: 4}");
    assertThat(publisher.asked).hasSize(4);
    publishes((asked, out) ->
        give(out, 200, "[" + publisher.asked.size() + "]", "Link: </bikes.json>; rel=next"));
    fails(
        "page 1: found " + publisher.url("/bikes.json") + " as the next page again",
        "paging: {by: link}");
  }

  @Test
  void the_limit_on_bytes_is_for_all_pages_together() throws Exception {
    publishes((asked, out) -> {
      int offset = number(asked, "offset");
      give(out, 200, rows(offset, offset + 3));
    });
    // Three rows of nine bytes, two commas, two brackets: 31 bytes a page, then two digits more.
    fails("page 4: found 33 bytes", BY_OFFSET, "max_bytes: 100");
  }

  @Test
  void the_next_page_is_at_the_same_origin_or_the_fetch_fails() throws Exception {
    for (String link :
        List.of("http://127.0.0.2:1/x", "//elsewhere.example/x", "file:///etc/passwd", "ht!tp:x")) {
      publishes((asked, out) -> give(out, 200, "[1]", "Link: <" + link + ">; rel=next"));
      fails("page 1: found ", "paging: {by: link}");
      assertThat(publisher.asked).hasSize(1);
    }
  }

  @Test
  void pages_that_are_the_same_again_land_nothing_and_other_ones_do() throws Exception {
    total = 5;
    publishes(ckan(1000));
    assertThat(dock.fetch("/bikes.json", BY_OFFSET)).isEqualTo(2);
    Feed feed = dock.feed("/bikes.json", BY_OFFSET);
    assertThat(dock.fetch(feed, NOON.plusSeconds(600))).isZero();
    assertThat(publisher.asked).hasSize(4);
    total = 7;
    assertThat(dock.fetch(feed, NOON.plusSeconds(1200))).isEqualTo(3);
    assertThat(dock.receipts()).hasSize(5);
    assertThat(dock.landed.newest("bikes")).hasSize(3);
    total = 5;
    assertThat(dock.fetch(feed, NOON.plusSeconds(1800))).isEqualTo(2);
  }

  @Test
  void a_page_set_aside_leaves_out_the_others_of_its_fetch() throws Exception {
    total = 5;
    publishes(ckan(1000));
    dock.fetch("/bikes.json", BY_OFFSET);
    total = 4;
    dock.fetch(dock.feed("/bikes.json", BY_OFFSET), NOON.plusSeconds(600));
    assertThat(dock.landed.inUse("bikes")).hasSize(4);
    dock.landed.setAside(dock.receipts().getLast(), "half a register");
    assertThat(dock.landed.inUse("bikes"))
        .hasSize(2)
        .extracting(Receipt::fetchedAt)
        .containsOnly(NOON);
  }
}
