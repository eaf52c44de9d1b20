package plaza.jobs.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import plaza.jobs.stack.Installation;

/** Plaza's own commands as processes of their own, as a person or a scheduler starts them. */
final class Commands {
  private final Path home;
  private final Path tree;

  /** Commands over a home and a tree of declarations. */
  Commands(Path home, Path tree) {
    this.home = home;
    this.tree = tree;
  }

  Process start(Map<String, String> environment, List<String> before, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(before);
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xmx512m",
            "-Dplaza.root=" + System.getProperty("plaza.root", ""),
            "-cp",
            System.getProperty("java.class.path"),
            "plaza.jobs.cli.Plaza"));
    command.addAll(Arrays.asList(arguments));
    command.addAll(List.of("--home", home.toString(), "--schemas", tree.toString()));
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
    return spark(log, List.of(), main, arguments);
  }

  /** Another program of this class path with Spark's options and more of the machine's. */
  static Process spark(Path log, List<String> options, Class<?> main, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(
        List.of("-Xmx900m", "-XX:+UseSerialGC", "-Dlog4j2.configurationFile=worker-log4j2.xml"));
    command.addAll(Installation.sparkOptions());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(Arrays.asList(arguments));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
        .start();
  }

  Path log() {
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
}
