package plaza.jobs.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import plaza.jobs.stack.Home;
import plaza.jobs.stack.Installation;

/** Plaza's own commands as processes of their own, as a person or a scheduler starts them. */
public final class Commands {
  private final Path home;
  private final List<Path> trees;

  /** Commands over a home and trees of declarations beside Plaza's own. */
  public Commands(Path home, Path... trees) {
    this.home = home;
    this.trees = List.of(trees);
  }

  /** Starts one, with more in its environment and what to put before it. */
  public Process start(Map<String, String> environment, List<String> before, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(before);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(Installation.classArchive("plaza"));
    command.addAll(
        List.of(
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xmx512m",
            "-Dplaza.root=" + System.getProperty("plaza.root", ""),
            "-cp",
            System.getProperty("java.class.path"),
            "plaza.jobs.cli.Plaza"));
    command.addAll(Arrays.asList(arguments));
    command.addAll(List.of("--home", home.toString()));
    trees.forEach(tree -> command.addAll(List.of("--schemas", tree.toString())));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
    builder.environment().put("PLAZA_WORKER_HEAP", "1g");
    builder.environment().putAll(environment);
    return builder.start();
  }

  /** Another program of this class path with Spark's options. */
  static Process spark(Path log, Class<?> main, String... arguments) throws IOException {
    // Some small plans: compiling them twice costs more than it saves.
    return spark(log, List.of("-XX:TieredStopAtLevel=1"), main, arguments);
  }

  /** Another program likewise, with more options of its JVM. */
  static Process spark(Path log, List<String> options, Class<?> main, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of("-Xmx900m", "-XX:+UseSerialGC", "-Dlog4j2.configurationFile=worker-log4j2.xml"));
    command.addAll(options);
    command.addAll(Installation.sparkOptions());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(Arrays.asList(arguments));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
        .start();
  }

  /**
   * What to put before a command to which a folder, with what is in it, is a disk of its own that
   * is full after a few kilobytes more; where the system does not let us, the command fails.
   */
  static List<String> onFullDisk(Path folder) {
    return List.of(
        "unshare",
        "-Urm",
        "sh",
        "-ec",
        """
        folder=$1; shift
        disk=$(mktemp -d)
        mount -t tmpfs -o size=$(($(du -sk "$folder" | cut -f1) + 16))k none "$disk"
        cp -a "$folder/." "$disk"
        mount --bind "$disk" "$folder"
        exec "$@"
        """,
        "sh",
        folder.toString());
  }

  /** What they all say. */
  public Path log() {
    return home.resolve("bench.log");
  }

  /** Kills a process and all that it started, at once. */
  static void kill(Process process) throws InterruptedException {
    List<ProcessHandle> family = new ArrayList<>(process.descendants().toList());
    process.destroyForcibly();
    family.addAll(process.descendants().toList());
    family.forEach(ProcessHandle::destroyForcibly);
    process.waitFor();
  }

  /** Kills the server of a home's database, at once. */
  static void killDatabase(Home home) throws IOException {
    Path pid = home.root().resolve("postgres/data/postmaster.pid");
    ProcessHandle.of(Long.parseLong(Files.readAllLines(pid).getFirst().strip()))
        .ifPresent(ProcessHandle::destroyForcibly);
  }
}
