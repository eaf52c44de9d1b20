package plaza.jobs.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScratchTest {
  @TempDir Path root;

  @Test
  void what_a_dead_process_left_goes_and_what_a_live_one_has_stays() throws Exception {
    Path own = Files.writeString(Scratch.begin(root).resolve("rows"), "mine");
    Path dead = Files.createDirectories(root.resolve("dead/blocks"));
    Files.createFile(root.resolve("dead.lock"));
    Path foreign = Files.createDirectory(root.resolve("foreign"));

    Path another = Scratch.begin(root);

    assertThat(dead.getParent()).doesNotExist();
    assertThat(root.resolve("dead.lock")).doesNotExist();
    assertThat(own).exists();
    assertThat(foreign).isDirectory();
    assertThat(another).isEmptyDirectory();
  }
}
