package plaza.jobs.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A program that outlives the command which started it.
 *
 * @param name the folder of its own, and its log's name
 * @param mark an argument that no other program has
 */
public record Daemon(Home home, String name, String mark) {
  private Path file() throws IOException {
    return home.folder(name).resolve("pid");
  }

  /** Its process, if it runs. */
  public Optional<ProcessHandle> findProcess() throws IOException {
    if (!Files.exists(file())) {
      return Optional.empty();
    }
    // A pid may have been given to another program since.
    return ProcessHandle.of(Long.parseLong(Files.readString(file()).strip()))
        .filter(ProcessHandle::isAlive)
        .filter(p -> p.info().arguments().map(a -> List.of(a).contains(mark)).orElse(true));
  }

  /** Starts it; what it says goes to its log. */
  public void launch(List<String> command, Path folder, Map<String, String> environment)
      throws IOException {
    List<String> whole = new ArrayList<>();
    // A session of its own, so that Ctrl-C at the terminal does not reach it.
    if (Files.isExecutable(Path.of("/usr/bin/setsid"))) {
      whole.add("/usr/bin/setsid");
    }
    whole.addAll(command);
    ProcessBuilder builder =
        new ProcessBuilder(whole)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.to(home.log(name).toFile()));
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    Files.writeString(file(), process.pid() + "\n");
  }

  /** Stops it, if it runs. */
  public boolean stop() throws IOException, InterruptedException {
    Optional<ProcessHandle> process = findProcess();
    if (process.isEmpty()) {
      return false;
    }
    process.get().destroy();
    try {
      process.get().onExit().get(30, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      process.get().destroyForcibly();
    }
    return true;
  }
}
