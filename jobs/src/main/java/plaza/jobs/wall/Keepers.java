package plaza.jobs.wall;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import plaza.jobs.stack.Daemon;
import plaza.jobs.stack.Home;
import plaza.jobs.stack.Installation;
import plaza.jobs.stack.StackException;

/** The keeper of a home as a process of its own. */
public final class Keepers {
  private static final Duration START_LIMIT = Duration.ofMinutes(2);

  private final Home home;
  private final Daemon daemon;

  /** Of a home. */
  public Keepers(Home home) {
    this.home = home;
    this.daemon = new Daemon(home, "keeper", "-Dplaza.keeper=" + home.root());
  }

  /** Starts one that knows these declarations, and returns when the rules are written. */
  public void start(List<Path> roots) throws IOException, InterruptedException {
    // What it knows it was told when it started.
    daemon.stop();
    Instant before = Instant.now();
    List<String> command = new ArrayList<>();
    command.add(Installation.java());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx160m", "-Xss512k"));
    command.addAll(Installation.classArchive("keeper"));
    command.add(daemon.mark());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Keeper.class.getName()));
    command.add(home.root().toString());
    roots.forEach(root -> command.add(root.toString()));
    daemon.launch(command, home.folder("keeper"), Map.of());
    long deadline = System.nanoTime() + START_LIMIT.toNanos();
    while (System.nanoTime() < deadline) {
      if (daemon.findProcess().isEmpty()) {
        throw new StackException("the keeper stopped while it started; see " + home.log("keeper"));
      }
      Optional<WallState> state = WallState.find(home);
      if (state.isPresent() && Instant.parse(state.get().at()).isAfter(before)) {
        return;
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
    throw new StackException("the keeper said nothing; see " + home.log("keeper"));
  }

  /** Its process, if it runs. */
  public Optional<ProcessHandle> findProcess() throws IOException {
    return daemon.findProcess();
  }

  /** Stops it, if it runs. */
  public boolean stop() throws IOException, InterruptedException {
    return daemon.stop();
  }
}
