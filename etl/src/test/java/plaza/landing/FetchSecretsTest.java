package plaza.landing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static plaza.landing.Dock.NOON;
import static plaza.landing.Publisher.give;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import plaza.check.FindingCode;
import plaza.lake.Receipt;

@Timeout(60)
class FetchSecretsTest {
  // With what has to be encoded, and what would be taken for a reference by a careless replace.
  private static final String KEY = "k3y$1/+ &=ü".replace("ü", "~");
  private static final String ENCODED = "k3y%241%2F%2B%20%26%3D%7E";
  private static final String HEADER = "headers: {Authorization: \"Bearer {secret:tdx_token}\"}";
  private static final String QUERY = "query: {api_key: \"{secret:moenv}\"}";

  @TempDir Path folder = Path.of("");
  private Publisher publisher = new Publisher((asked, out) -> give(out, 200, asked.target()));
  private Publisher other = new Publisher((asked, out) -> give(out, 200, "[2]"));
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
    other.close();
  }

  private Path secret(String name, String value, String mode) throws IOException {
    Path file = Files.createDirectories(folder.resolve("secrets")).resolve(name);
    Files.writeString(file, value);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
  }

  /** All that Plaza has written: names and texts of files, the secret itself aside. */
  private String written() throws IOException {
    StringBuilder written = new StringBuilder();
    for (Path file : dock.left()) {
      written.append(file).append('\n').append(Files.readString(file)).append('\n');
    }
    return written.toString();
  }

  @Test
  void a_secret_is_sent_and_stands_by_its_name_in_the_receipt() throws Exception {
    secret("moenv", KEY + "\n", "rw-------");
    secret("tdx_token", "t0ken", "r--------");
    publishes((asked, out) -> give(out, 200, "[1]", "ETag: \"1\""));
    assertThat(dock.fetch("/aqi?limit=3", HEADER, QUERY)).isEqualTo(1);
    Publisher.Asked asked = publisher.asked.getFirst();
    assertThat(asked.target()).isEqualTo("/aqi?limit=3&api_key=" + ENCODED);
    assertThat(asked.header("Authorization")).contains("Bearer t0ken");
    assertThat(dock.receipts())
        .extracting(Receipt::origin)
        .containsExactly(publisher.url("/aqi?limit=3&api_key={secret:moenv}"));
    assertThat(written()).doesNotContain("k3y").doesNotContain("t0ken");
    // And the next time it is known by that name.
    assertThat(dock.fetch(dock.feed("/aqi?limit=3", HEADER, QUERY), NOON.plusSeconds(600)))
        .isZero();
    assertThat(publisher.asked.getLast().header("If-None-Match")).contains("\"1\"");
  }

  @Test
  void the_environment_goes_before_the_file() throws Exception {
    secret("moenv", "from the file", "rw-------");
    dock.world.environment.put("PLAZA_SECRET_MOENV", "from the environment");
    dock.fetch("/aqi", QUERY);
    assertThat(publisher.asked.getFirst().target())
        .isEqualTo("/aqi?api_key=from%20the%20environment");
  }

  @Test
  void where_a_secret_is_missing_nothing_is_sent_and_the_way_out_is_told() throws Exception {
    assertThatThrownBy(() -> dock.fetch("/aqi", QUERY))
        .isInstanceOf(FetchFailure.class)
        .hasMessage(
            "found no secret moenv, expected it in %s (mode 600)"
                + " or in the environment as PLAZA_SECRET_MOENV",
            folder.resolve("secrets/moenv"))
        .extracting(e -> ((FetchFailure) e).code())
        .isEqualTo(FindingCode.MISSING_SECRET);
    assertThat(publisher.asked).isEmpty();
  }

  @Test
  void a_secret_that_others_may_read_or_that_is_none_is_not_sent() throws Exception {
    for (String mode : List.of("rw-r-----", "rw----r--", "rwxrwxrwx")) {
      Path file = secret("moenv", KEY, mode);
      assertThatThrownBy(() -> dock.fetch("/aqi", QUERY))
          .hasMessage(
              "found the secret moenv open to others, expected it closed: chmod 600 " + file);
    }
    for (String value : List.of("", " \n", "k3y\nX-Other: 1", "k3y\0", "k3y\u7530")) {
      secret("moenv", value, "rw-------");
      assertThatThrownBy(() -> dock.fetch("/aqi", QUERY))
          .hasMessageStartingWith("found an empty secret moenv, or more than one line of ASCII")
          .hasMessageNotContaining("k3y");
    }
    assertThat(publisher.asked).isEmpty();
  }

  @Test
  void no_failure_tells_a_secret() throws Exception {
    secret("moenv", KEY, "rw-------");
    secret("tdx_token", KEY, "rw-------");
    List<Publisher.Behaviour> failures =
        List.of(
            (asked, out) -> give(out, 503, ""),
            (asked, out) -> give(out, 403, asked.head()),
            (asked, out) -> give(out, 302, "", "Location: ftp://x/?key=" + ENCODED),
            (asked, out) -> give(out, 302, "", "Location: " + asked.target() + "&again"),
            (asked, out) -> give(out, 200, "x", "Content-Encoding: " + KEY),
            (asked, out) -> {});
    for (Publisher.Behaviour failure : failures) {
      publishes(failure);
      assertThatThrownBy(() -> dock.fetch("/aqi", HEADER, QUERY))
          .isInstanceOf(FetchFailure.class)
          .hasMessageContaining("api_key={secret:moenv}")
          .hasMessageNotContaining("k3y")
          .hasNoCause();
    }
  }

  private static void sendOn(java.io.OutputStream out, String location) throws IOException {
    give(out, 302, "", "Location: " + location);
  }

  @Test
  void a_redirect_within_the_origin_keeps_the_secret() throws Exception {
    secret("tdx_token", KEY, "rw-------");
    publishes((asked, out) -> {
      if (asked.target().equals("/old")) {
        sendOn(out, "/new");
      } else {
        give(out, 200, "[1]");
      }
    });
    assertThat(dock.fetch("/old", HEADER)).isEqualTo(1);
    assertThat(publisher.asked.getLast().header("Authorization")).contains("Bearer " + KEY);
  }

  @Test
  void another_origin_gets_the_request_without_the_secret() throws Exception {
    secret("tdx_token", KEY, "rw-------");
    publishes((asked, out) -> sendOn(out, other.url("/file")));
    String headers = "headers: {Authorization: \"Bearer {secret:tdx_token}\", Accept: text/csv}";
    assertThat(dock.fetch("/old", headers)).isEqualTo(1);
    assertThat(other.asked.getFirst().head()).doesNotContain("k3y").doesNotContain("Authoriz");
    assertThat(other.asked.getFirst().header("Accept")).contains("text/csv");
  }

  @Test
  void another_origin_does_not_get_it_in_the_address_either() throws Exception {
    secret("moenv", KEY, "rw-------");
    publishes((asked, out) -> sendOn(out, other.url("/file?key=" + ENCODED)));
    assertThatThrownBy(() -> dock.fetch("/old", QUERY))
        .hasMessageContaining("expected no secret in the address of another origin")
        .hasMessageNotContaining("k3y");
    assertThat(other.asked).isEmpty();
  }

  @Test
  void a_link_to_the_next_page_need_not_hold_the_key_and_is_not_kept_with_it() throws Exception {
    secret("moenv", KEY, "rw-------");
    publishes((asked, out) -> {
      switch (asked.parameter("page").orElse("1")) {
        case "1" -> give(out, 200, "[1]", "Link: <?page=2>; rel=next");
        case "2" -> give(out, 200, "[2]", "Link: <?page=3&api_key=old>; rel=next");
        default -> give(out, 200, "[3]");
      }
    });
    assertThat(dock.fetch("/aqi", QUERY, "paging: {by: link}")).isEqualTo(3);
    assertThat(publisher.asked)
        .allSatisfy(asked -> assertThat(asked.parameter("api_key")).contains(ENCODED));
    assertThat(dock.receipts().getLast().origin())
        .isEqualTo(publisher.url("/aqi?page=3&api_key={secret:moenv}"));
    assertThat(written()).doesNotContain("k3y");
  }
}
