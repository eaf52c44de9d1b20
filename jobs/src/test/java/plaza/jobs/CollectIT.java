package plaza.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import plaza.lake.LandedFiles;

/** The collector as a person would start and stop it, against a publisher on this machine. */
@Timeout(120)
class CollectIT {
  @TempDir Path folder = Path.of("");
  private final AtomicInteger asked = new AtomicInteger();
  private final CountDownLatch askedThrice = new CountDownLatch(3);
  private HttpServer publisher = publisher();

  private static HttpServer publisher() {
    try {
      return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @BeforeEach
  void open() throws IOException {
    publisher.createContext(
        "/",
        exchange -> {
          boolean isGood = !exchange.getRequestURI().getPath().startsWith("/gone");
          byte[] body = ("[" + asked.incrementAndGet() + "]").getBytes(UTF_8);
          exchange.sendResponseHeaders(isGood ? 200 : 404, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
          askedThrice.countDown();
        });
    publisher.start();
    feed("fresh");
    feed("gone");
  }

  @AfterEach
  void close() {
    publisher.stop(0);
  }

  private void feed(String name) throws IOException {
    Path file = Files.createDirectories(folder.resolve("tree/feeds")).resolve(name + ".yaml");
    Files.writeString(
        file,
        """
        title: Bikes
        publisher: Harbour board
        fetch: {url: "http://127.0.0.1:%d/%s", private: true, every: PT1S}
        format: {name: json}
        license: CC0-1.0
        attribution: Harbour board
        """
            .formatted(publisher.getAddress().getPort(), name));
  }

  @Test
  void it_ends_in_time_and_a_feed_that_fails_shows_in_the_table_and_the_exit_code() {
    Cli.Answer answer =
        new Cli(folder.resolve("home"))
            .run(
                "collect",
                "fresh",
                "gone",
                "--for",
                "PT5S",
                "--schemas",
                folder.resolve("tree").toString());
    assertThat(answer.exit()).as(answer.err()).isEqualTo(3);
    assertThat(answer.out())
        .containsPattern("feed +polls +landed +unchanged +failed +last")
        .containsPattern("fresh +[1-9]\\d* +[1-9]\\d* +0 +\\S+Z landed 1")
        .containsPattern("gone +[1-9]\\d* +0 +0 +[1-9]\\d* +\\S+Z found status 404");
    assertThat(answer.err()).contains("fetch_failed gone: found status 404 from http://127.0.0.1");
    assertThat(new LandedFiles(folder.resolve("home/landing")).list("fresh")).isNotEmpty();
  }

  @Test
  void it_ends_cleanly_when_it_is_told_to() throws Exception {
    Path err = folder.resolve("err");
    Process process =
        new Cli(folder.resolve("home"))
            .start(err, "collect", "fresh", "--schemas", folder.resolve("tree").toString());
    askedThrice.await();
    process.toHandle().destroy();
    String out = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(err)).isZero();
    assertThat(out).containsPattern("fresh +[3-9] +[3-9] +0 +\\S+Z landed 1");
    assertThat(Files.readString(err))
        .contains("ending when the polls under way are done")
        .contains("not built yet: fresh; ./plaza run builds them");
  }
}
