package plaza.jobs.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import plaza.jobs.Declarations;
import plaza.jobs.SmallDisk;
import plaza.jobs.stack.Home;
import plaza.jobs.stack.Postgres;
import plaza.jobs.stack.Tokens;

/** The service over a database whose disk is full. */
@Timeout(180)
class FullDatabaseTest {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  @TempDir Path folder;

  private Home home;

  @BeforeEach
  void a_home() {
    home = new Home(folder.resolve("home"));
  }

  private HttpResponse<String> ask(Service service, String method, String id) throws Exception {
    HttpRequest.BodyPublisher order =
        HttpRequest.BodyPublishers.ofString(
            "{\"step\": \"build\", \"dataset\": \"environment.readings\", \"settle\": \"PT1H\"}");
    return CLIENT.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.port() + "/v1/jobs/" + id))
            .header("Content-Type", "application/json")
            .header(
                "Authorization", "Bearer " + Files.readString(Tokens.serviceToken(home)).strip())
            .method(method, method.equals("PUT") ? order : HttpRequest.BodyPublishers.noBody())
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void what_finds_no_room_is_refused_for_now_and_what_was_taken_is_kept() throws Exception {
    Declarations tree = new Declarations(folder.resolve("tree"), "[0, 50, 1, 51]");
    tree.keyed("readings", "readings");
    try (SmallDisk disk = SmallDisk.over(home.folder("postgres"), 192)) {
      try (Service service = Service.start(home, List.of(tree.root()), 0, 100_000, null)) {
        tries(service, disk);
      } finally {
        new Postgres(home).stop();
      }
    }
  }

  private void tries(Service service, SmallDisk disk) throws Exception {
    Path filling = disk.fill();
    List<String> taken = new ArrayList<>();
    HttpResponse<String> answer = ask(service, "PUT", "job-0");
    while (answer.statusCode() == 202) {
      taken.add("job-" + taken.size());
      answer = ask(service, "PUT", "job-" + taken.size());
    }
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
    assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    assertThat(answer.body()).contains("No space left on device");

    Files.delete(filling);
    String refused = "job-" + taken.size();
    assertThat(ask(service, "GET", refused).statusCode()).isEqualTo(404);
    assertThat(ask(service, "PUT", refused).statusCode()).isEqualTo(202);
    for (String each : taken) {
      assertThat(ask(service, "GET", each).statusCode()).as(each).isEqualTo(200);
    }
  }
}
