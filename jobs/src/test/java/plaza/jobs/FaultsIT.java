package plaza.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bench of faults at a small size: real processes, killed, cut off and shuffled. */
class FaultsIT {
  @TempDir Path folder;

  @Test
  void what_is_killed_cut_off_shuffled_or_damaged_ends_whole() throws Exception {
    JsonNode scores =
        good(
            "bench",
            "faults",
            "--only",
            "kills",
            "--only",
            "releases",
            "--only",
            "answers",
            "--only",
            "orders",
            "--only",
            "bytes");
    assertThat(scores).hasSize(5);
  }

  @Test
  void a_mistake_of_each_kind_is_caught_and_clean_days_raise_no_alarm() throws Exception {
    JsonNode scores = good("bench", "faults", "--only", "defects");
    assertThat(scores).extracting(score -> score.get("times").asInt()).containsExactly(13, 5);
  }

  private JsonNode good(String... command) throws Exception {
    Cli.Answer answer = new Cli(folder.resolve("home")).run(command);
    System.out.println(answer.out());
    assertThat(answer.exit()).as(answer.out() + answer.err()).isZero();
    JsonNode scores =
        new ObjectMapper().readTree(Files.readString(folder.resolve("home/bench/faults.json")));
    for (JsonNode score : scores) {
      assertThat(score.get("failures").asInt()).as(score.toString()).isZero();
      assertThat(score.get("times").asInt()).as(score.toString()).isPositive();
    }
    return scores;
  }
}
