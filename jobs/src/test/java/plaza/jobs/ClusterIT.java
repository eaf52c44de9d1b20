package plaza.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import plaza.jobs.stack.Installation;
import plaza.jobs.stack.Postgres;

/** A standalone cluster of Spark: a master and two machines, which are processes here. */
class ClusterIT {
  private static final Duration START_LIMIT = Duration.ofMinutes(1);

  @TempDir Path folder;

  private final List<Process> daemons = new ArrayList<>();

  @AfterEach
  void stop() throws InterruptedException {
    for (Process daemon : daemons) {
      daemon.destroy();
      daemon.waitFor();
    }
  }

  @Test
  void a_table_built_on_a_cluster_is_the_one_built_in_one_process() throws Exception {
    int port = freePort();
    int page = freePort();
    start("master.Master", "--port", "" + port, "--webui-port", "" + page);
    List<Path> machines = List.of(folder.resolve("machine-0"), folder.resolve("machine-1"));
    String master = "spark://127.0.0.1:" + port;
    awaitMachines(page, 0);
    for (Path machine : machines) {
      Files.createDirectories(machine);
      start(
          "worker.Worker",
          "--webui-port",
          "0",
          "--cores",
          "1",
          "--memory",
          "640m",
          "--work-dir",
          machine.toString(),
          master);
    }
    Readings readings = new Readings(folder);
    String there = readings.table("there", 4_000, 2);
    String here = readings.table("here", 4_000, 2);
    awaitMachines(page, machines.size());
    Path settings = Files.createDirectories(folder.resolve("conf"));
    Files.writeString(
        settings.resolve("spark-defaults.conf"),
        "spark.executor.memory 640m\nspark.executor.cores 1\n");

    build(readings, there, Map.of("PLAZA_SPARK_MASTER", master, "SPARK_CONF_DIR", "" + settings));
    build(readings, here, Map.of());

    assertThat(readings.rows(there)).hasSize(7_998).isEqualTo(readings.rows(here));
    for (Path machine : machines) {
      try (Stream<Path> all = Files.walk(machine)) {
        assertThat(all).as("tasks ran on each").anyMatch(file -> file.endsWith("stderr"));
      }
    }
    new Postgres(readings.home).stop();
  }

  private void build(Readings readings, String table, Map<String, String> environment)
      throws IOException, InterruptedException {
    Path log = folder.resolve(table + ".log");
    ProcessBuilder builder =
        new ProcessBuilder(
                Checkout.ROOT.resolve("plaza").toString(),
                "--home",
                readings.home.root().toString(),
                "--schemas",
                readings.tree().toString(),
                "build",
                table)
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().putAll(environment);
    builder.environment().put("PLAZA_WORKER_HEAP", "1g");
    int exit = builder.start().waitFor();
    String worker = Files.readString(readings.home.log("worker"));
    assertThat(exit).as(Files.readString(log) + worker).isZero();
  }

  private void start(String daemon, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.addAll(List.of(Installation.java(), "-Xmx256m", "-XX:+UseSerialGC"));
    command.addAll(
        List.of("-XX:TieredStopAtLevel=1", "-Dlog4j2.configurationFile=worker-log4j2.xml"));
    command.addAll(Installation.sparkOptions());
    command.addAll(List.of("-cp", Installation.classPath(), "org.apache.spark.deploy." + daemon));
    command.addAll(List.of("--host", "127.0.0.1"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("daemon-" + daemons.size() + ".log").toFile());
    // A folder of Spark as it is on machines of a cluster; what it needs comes by the class path.
    Path spark = Files.createDirectories(folder.resolve("spark"));
    Files.createDirectories(spark.resolve("jars"));
    builder.environment().put("SPARK_HOME", spark.toString());
    builder.environment().put("SPARK_SCALA_VERSION", "2.13");
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    daemons.add(builder.start());
  }

  private void awaitMachines(int page, int count) throws IOException, InterruptedException {
    URI state = URI.create("http://127.0.0.1:" + page + "/json/");
    long deadline = System.nanoTime() + START_LIMIT.toNanos();
    while (System.nanoTime() < deadline) {
      try {
        JsonNode master = new ObjectMapper().readTree(state.toURL());
        if (master.path("aliveworkers").asInt(-1) >= count) {
          return;
        }
      } catch (IOException e) {
        // It has not opened its page yet.
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
    StringBuilder said = new StringBuilder();
    for (int i = 0; i < daemons.size(); i++) {
      said.append(Files.readString(folder.resolve("daemon-" + i + ".log")));
    }
    assertThat(said.toString()).as("%d machines did not come up", count).isEmpty();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
