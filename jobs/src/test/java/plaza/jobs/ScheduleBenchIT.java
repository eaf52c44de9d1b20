package plaza.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What scheduling costs, at a small size: that it is measured, not how much it is. */
@Timeout(600)
class ScheduleBenchIT {
  @TempDir Path folder = Path.of("");

  @Test
  void every_part_is_measured() throws Exception {
    Cli.Answer answer = new Cli(folder).run("bench", "schedule", "--times", "1");
    assertThat(answer.exit()).as(answer.out() + answer.err()).isZero();
    assertThat(Files.readString(folder.resolve("bench/schedule.json")))
        .contains(
            "jobs an hour with a warm worker",
            "overhead of a landing over its job",
            "overhead of a build over its job",
            "DAGs of 200 datasets parsed",
            "memory of everything at rest");
  }
}
