package plaza.jobs.service;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import plaza.jobs.stack.Daemon;
import plaza.jobs.stack.Home;
import plaza.jobs.stack.Installation;
import plaza.jobs.stack.Ports;
import plaza.jobs.stack.StackException;

/** The job service of a home as a process of its own. */
public final class Services {
  /** How many jobs may be queued, unless it is told otherwise. */
  public static final int ROOM = 1000;

  private static final int PORT = 8095;
  private static final int STARTS = 3;
  private static final Duration START_LIMIT = Duration.ofMinutes(1);

  private final Home home;
  private final Daemon daemon;

  /** Of a home. */
  public Services(Home home) {
    this.home = home;
    this.daemon = new Daemon(home, "service", "-Dplaza.service=" + home.root());
  }

  /** The port that it listens on, on loopback; chosen once. */
  public int port() throws IOException {
    return Ports.keep(portFile(), PORT);
  }

  private Path portFile() throws IOException {
    return home.folder("service").resolve("port");
  }

  /** Where it is asked. */
  public URI url() throws IOException {
    return URI.create("http://127.0.0.1:" + port());
  }

  /** Starts one that knows these declarations, and returns when it answers. */
  public void start(List<Path> roots, int room) throws IOException, InterruptedException {
    // What it knows it was told when it started.
    daemon.stop();
    boolean isNew = !Files.exists(portFile());
    launch(roots, room);
    // Between the choice of a port and its use another may take it; who was told of it is nobody.
    for (int i = 1; i < STARTS && isNew && !isAnswering() && !Ports.isFree(port()); i++) {
      Files.delete(portFile());
      launch(roots, room);
    }
    if (!isAnswering()) {
      if (!Ports.isFree(port())) {
        throw Ports.taken(port(), "job service", portFile());
      }
      throw new StackException(
          "the job service stopped while it started; see " + home.log("service"));
    }
  }

  private void launch(List<Path> roots, int room) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Installation.java());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx256m", "-Xss512k"));
    command.addAll(Installation.classArchive("service"));
    command.add(daemon.mark());
    command.add("-Dplaza.root=" + Installation.find().root());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Service.class.getName()));
    command.addAll(List.of(home.root().toString(), String.valueOf(port()), String.valueOf(room)));
    roots.forEach(root -> command.add(root.toString()));
    daemon.launch(command, home.folder("service"), Map.of());
  }

  /** Waits until it answers; false where it ends instead. */
  private boolean isAnswering() throws IOException, InterruptedException {
    long deadline = System.nanoTime() + START_LIMIT.toNanos();
    while (System.nanoTime() < deadline) {
      if (daemon.findProcess().isEmpty()) {
        return false;
      }
      if (findHealth().filter(Health::isUp).isPresent()) {
        return true;
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
    throw new StackException("the job service does not answer; see " + home.log("service"));
  }

  /** Whether the one that runs, if one does, was told of these declarations and no others. */
  public boolean knows(List<Path> roots) throws IOException {
    return daemon
        .findProcess()
        .flatMap(process -> process.info().arguments())
        .map(arguments -> {
          List<String> all = List.of(arguments);
          int main = all.indexOf(Service.class.getName());
          // Behind it the home, the port and the room.
          return all.subList(Math.min(all.size(), main + 4), all.size())
              .equals(roots.stream().map(Path::toString).toList());
        })
        .orElse(true);
  }

  /** How it says that it is, if it answers. */
  public Optional<Health> findHealth() throws IOException, InterruptedException {
    return new ServiceClient(home).findHealth();
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
