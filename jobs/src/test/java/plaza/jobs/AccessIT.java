package plaza.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The bench of access at a small size: a real Trino over TLS, asked for everything as everybody.
 */
class AccessIT {
  @TempDir Path folder;

  @Test
  void everybody_gets_what_is_theirs_and_nothing_else() throws Exception {
    Cli.Answer answer = new Cli(folder.resolve("home")).run("bench", "access");
    System.out.println(answer.out());
    assertThat(answer.exit()).as(answer.out() + answer.err()).isZero();
    JsonNode scores =
        new ObjectMapper().readTree(Files.readString(folder.resolve("home/bench/access.json")));
    assertThat(scores).hasSize(9);
    for (JsonNode score : scores) {
      assertThat(score.get("failures").asInt()).as(score.toString()).isZero();
      assertThat(score.get("times").asInt()).as(score.toString()).isPositive();
    }
  }
}
