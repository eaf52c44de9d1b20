package plaza.jobs.worker;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * For {@code plaza bench faults}: kills this process, as a power cut would, when a named step is
 * done. {@code PLAZA_DIE_AT} is a step of {@link Progress#step}, or {@code step:n} for the n-th
 * time.
 */
final class FailPoint {
  private final @Nullable String step;
  private int left;

  FailPoint(@Nullable String place) {
    String[] parts = place == null ? new String[0] : place.split(":", 2);
    this.step = parts.length == 0 ? null : parts[0];
    this.left = parts.length < 2 ? 1 : Integer.parseInt(parts[1]);
  }

  /** Called by whichever table of the build gets there. */
  synchronized void reached(String name) {
    if (!name.equals(step) || --left > 0) {
      return;
    }
    try {
      // Not halt: nothing of this process may still run, no hook and no buffer.
      new ProcessBuilder("kill", "-9", String.valueOf(ProcessHandle.current().pid()))
          .inheritIO()
          .start()
          .waitFor();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
