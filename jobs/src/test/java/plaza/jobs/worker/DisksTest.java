package plaza.jobs.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import plaza.jobs.SmallDisk;
import plaza.jobs.stack.Home;

/** What is said of a full disk. */
class DisksTest {
  @TempDir Path folder;

  @Test
  void the_disk_that_is_full_is_named_with_what_is_left() throws Exception {
    Path home = Files.createDirectories(folder.resolve("home"));
    try (SmallDisk disk = SmallDisk.over(home, 8)) {
      disk.fill();
      IOException full = new IOException("No space left on device");
      assertThat(Disks.told(full, new Home(home)))
          .isEqualTo("IOException: No space left on device; under " + home + " 0 MB are left");
      assertThat(Disks.told(new IllegalStateException("a task failed", full), new Home(home)))
          .isEqualTo(
              "IllegalStateException: a task failed: No space left on device; under "
                  + home
                  + " 0 MB are left");
    }
  }

  @Test
  void where_none_is_found_full_all_are_named() {
    assertThat(
            Disks.told(
                new UncheckedIOException(new IOException("No space left on device")),
                new Home(folder)))
        .contains("under " + folder + " ", "under " + System.getProperty("java.io.tmpdir"));
  }

  @Test
  void what_broke_of_something_else_is_said_as_it_is() {
    assertThat(Disks.told(new IOException("gone"), new Home(folder)))
        .isEqualTo("IOException: gone");
  }
}
