package plaza.jobs.airflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The shell beside each part of Airflow, with a program of a line in its place. */
@Timeout(60)
class GuardTest {
  // Its own child stands for what a scheduler starts.
  private static final String PROGRAM =
      "sleep 1000 & echo $! > child.draft; mv child.draft child; wait";

  @TempDir Path folder;

  private final List<Process> begun = new java.util.ArrayList<>();

  @BeforeEach
  void it_is_unpacked() throws IOException {
    try (InputStream in = Airflow.class.getResourceAsStream("guard.sh")) {
      Files.write(folder.resolve("guard.sh"), Objects.requireNonNull(in).readAllBytes());
    }
  }

  @AfterEach
  void all_ends() throws Exception {
    begun.forEach(Process::destroyForcibly);
    for (String file : List.of("process", "child")) {
      if (Files.exists(folder.resolve(file))) {
        ProcessHandle.of(number(file)).ifPresent(ProcessHandle::destroyForcibly);
      }
    }
  }

  private Process guard(String program) throws IOException {
    Process guard =
        new ProcessBuilder(
                "/bin/sh",
                folder.resolve("guard.sh").toString(),
                folder.resolve("keep").toString(),
                folder.resolve("process").toString(),
                "/bin/sh",
                "-c",
                program)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
    begun.add(guard);
    return guard;
  }

  private long number(String file) throws IOException {
    return Long.parseLong(Files.readString(folder.resolve(file)).strip());
  }

  /** Waits for a number in a file. */
  private long await(String file, Predicate<Long> isReached) throws IOException {
    while (true) {
      if (Files.exists(folder.resolve(file)) && isReached.test(number(file))) {
        return number(file);
      }
      Thread.onSpinWait();
    }
  }

  private static void awaitEnd(long process) {
    ProcessHandle.of(process).ifPresent(handle -> handle.onExit().join());
  }

  @Test
  void what_ends_before_it_was_seen_to_work_is_not_started_again() throws Exception {
    assertThat(guard("exit 7").waitFor()).isEqualTo(7);
  }

  @Test
  void what_is_killed_is_started_again_and_what_it_had_started_ends() throws Exception {
    Files.createFile(folder.resolve("keep"));
    Process guard = guard(PROGRAM);
    long child = await("child", number -> true);
    long first = await("process", number -> true);
    ProcessHandle.of(first).orElseThrow().destroyForcibly();
    awaitEnd(child);
    long second = await("process", number -> number != first);
    assertThat(ProcessHandle.of(second)).isPresent();
    assertThat(guard.isAlive()).isTrue();
    assertThat(Files.readString(folder.resolve("log")))
        .contains("plaza: it ended with 137 and is started again in 1 s");
  }

  @Test
  void a_guard_that_is_stopped_stops_what_it_guards() throws Exception {
    Files.createFile(folder.resolve("keep"));
    Process guard = guard("trap 'exit 0' TERM; " + PROGRAM);
    long process = await("process", number -> true);
    await("child", number -> true);
    guard.destroy();
    assertThat(guard.waitFor()).isEqualTo(143);
    awaitEnd(process);
  }
}
