package plaza.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A disk in memory, which root may mount; without that the test is skipped. */
public record SmallDisk(Path folder) implements AutoCloseable {
  /** One of as many megabytes, over a folder. */
  public static SmallDisk over(Path folder, int megabytes) throws Exception {
    String options = "size=" + megabytes + "m,mode=0700";
    assumeThat(ran("mount", "-t", "tmpfs", "-o", options, "tmpfs", folder.toString()))
        .as("whether a disk can be mounted here")
        .isTrue();
    return new SmallDisk(folder);
  }

  /** Leaves no room on it, until the file that is returned is deleted. */
  public Path fill() throws IOException {
    Path file = folder.resolve("filling");
    byte[] some = new byte[1 << 12];
    try (OutputStream out = Files.newOutputStream(file)) {
      while (true) {
        out.write(some);
      }
    } catch (IOException e) {
      assertThat(e).hasMessageContaining("No space left on device");
    }
    return file;
  }

  @Override
  public void close() throws IOException {
    ran("umount", folder.toString());
  }

  private static boolean ran(String... command) throws IOException {
    try {
      return new ProcessBuilder(command).inheritIO().start().waitFor() == 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
