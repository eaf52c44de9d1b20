package plaza.jobs.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The process of a home's PostgreSQL, and what one leaves behind that was killed: a file with a pid
 * that may be another program's by now, and children that hold the memory which the next server
 * needs until they look up from what they do.
 *
 * @param data the folder of its data
 * @param program the server's executable, which is this home's own and so tells its processes
 */
record Postmaster(Path data, Path program) {
  private static final int SECONDS_TO_END = 5;

  /** Its process, if it runs. */
  Optional<ProcessHandle> find() throws IOException {
    // From within another user namespace no program can be told, only whose it is.
    return named()
        .filter(process ->
            process.info().command().map(this::isProgram).orElseGet(() -> isOfThisUser(process)));
  }

  /** The port that it was started with. */
  Optional<Integer> findPort() throws IOException {
    return line(3).map(Integer::parseInt);
  }

  /** Ends what a killed one left. Only for a holder of the lock under which it is started. */
  void clear() throws IOException, InterruptedException {
    List<ProcessHandle> left = ProcessHandle.allProcesses().filter(this::isOurs).toList();
    for (ProcessHandle process : left) {
      if (!ends(process)) {
        process.destroyForcibly();
        ends(process);
      }
    }
    // PostgreSQL takes any process of the pid in it for its own, and an empty one for one that is
    // being written, and would not start. Who cannot be told from it is left to it to judge.
    if (named().map(process -> process.info().command().isPresent()).orElse(true)) {
      Files.deleteIfExists(file());
    }
  }

  private Path file() {
    return data.resolve("postmaster.pid");
  }

  /** The process whose pid is in the file, whosever it is. */
  private Optional<ProcessHandle> named() throws IOException {
    return line(0).map(Long::parseLong).flatMap(ProcessHandle::of);
  }

  // Killed while it wrote, it leaves less than its eight lines.
  private Optional<String> line(int number) throws IOException {
    if (!Files.exists(file())) {
      return Optional.empty();
    }
    return Files.readAllLines(file()).stream()
        .skip(number)
        .limit(1)
        .map(String::strip)
        .filter(line -> line.matches("[0-9]{1,9}"))
        .findFirst();
  }

  private boolean isOurs(ProcessHandle process) {
    return process.isAlive() && process.info().command().filter(this::isProgram).isPresent();
  }

  private boolean isProgram(String command) {
    try {
      return command.endsWith("postgres") && Files.isSameFile(program, Path.of(command));
    } catch (IOException e) {
      return false; // of another home, whose folder is gone
    }
  }

  private static boolean isOfThisUser(ProcessHandle process) {
    return process.info().user().equals(ProcessHandle.current().info().user());
  }

  private static boolean ends(ProcessHandle process) throws InterruptedException {
    try {
      process.onExit().get(SECONDS_TO_END, TimeUnit.SECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }
}
