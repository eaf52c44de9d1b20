package plaza.jobs.bench.access;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import plaza.jobs.bench.Score;
import plaza.jobs.stack.Home;
import plaza.jobs.stack.Tokens;
import plaza.jobs.stack.Trino;

/** What metering costs a short query: two servers, one without it, asked in turns. */
final class Overhead {
  private static final String ASKED = "SELECT count(*) FROM subscriber." + Quarter.WHOLE;
  private static final int WARM = 150;
  private static final Duration START_LIMIT = Duration.ofMinutes(3);

  private final Home home;
  private final Trino trino;
  private final Path folder;

  Overhead(Home home, Trino trino, Path folder) {
    this.home = home;
    this.trino = trino;
    this.folder = folder;
  }

  Score run(int pairs, int whole) throws IOException, InterruptedException, SQLException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    Process plain = start(port);
    Thread guard = new Thread(plain::destroyForcibly);
    Runtime.getRuntime().addShutdownHook(guard);
    String url = trino.url().replace(":" + trino.port() + "/", ":" + port + "/");
    try (Connection with = connect(trino.url());
        Connection without = await(plain, url)) {
      long[] metered = new long[pairs];
      long[] unmetered = new long[pairs];
      for (int i = -WARM; i < pairs; i++) {
        boolean isFirst = i % 2 == 0;
        long first = time(isFirst ? with : without);
        long second = time(isFirst ? without : with);
        if (i >= 0) {
          metered[i] = isFirst ? first : second;
          unmetered[i] = isFirst ? second : first;
        }
      }
      double a = median(metered);
      double b = median(unmetered);
      return new Score(
          "a short query with metering and without, in turns",
          pairs,
          whole,
          0,
          String.format(
              Locale.ROOT,
              "median %.1f and %.1f ms: %+.1f %% (aim 5)",
              a / 1e6,
              b / 1e6,
              100 * (a / b - 1)));
    } finally {
      plain.destroy();
      plain.waitFor();
      Runtime.getRuntime().removeShutdownHook(guard);
    }
  }

  private static double median(long[] times) {
    Arrays.sort(times);
    return times[times.length / 2];
  }

  private static long time(Connection connection) {
    long start = System.nanoTime();
    Asked asked = Asked.of(connection, ASKED);
    long took = System.nanoTime() - start;
    if (!asked.has("" + Quarter.rows("subscriber"))) {
      throw new IllegalStateException(asked.text());
    }
    return took;
  }

  private Connection connect(String url) throws IOException, SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", "reader");
    properties.setProperty("accessToken", new Tokens(home).issue("reader", Duration.ofHours(1)));
    return DriverManager.getConnection(url, properties);
  }

  /** Another server over the same files, with the same command, without our plugin's parts. */
  private Process start(int port) throws IOException {
    Path etc = home.root().resolve("trino/etc");
    Path other = Files.createDirectories(folder.resolve("etc"));
    try (Stream<Path> files = Files.list(etc)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, other.resolve(file.getFileName()));
      }
    }
    Path config = other.resolve("config.properties");
    List<String> lines = new ArrayList<>();
    for (String line : Files.readAllLines(config)) {
      if (line.startsWith("event-listener.")) {
        continue;
      }
      lines.add(
          line.startsWith("access-control.")
              ? line.replaceFirst(",.*", "")
              : line.replaceFirst("\\b" + trino.port() + "$", String.valueOf(port)));
    }
    Files.write(config, lines);
    ProcessHandle.Info running = trino.findProcess().orElseThrow().info();
    List<String> command = new ArrayList<>();
    // Not what the system says: behind the fence its path is another.
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    for (String argument : running.arguments().orElseThrow()) {
      command.add(argument.startsWith("-Dconfig=") ? "-Dconfig=" + config : argument);
    }
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("plain.log").toFile());
    builder.environment().put("PLAZA_POINTERS_PASSWORD", secret("postgres-trino"));
    builder.environment().put("PLAZA_TLS_PASSWORD", secret("tls"));
    builder.environment().put("PLAZA_INTERNAL_SECRET", secret("trino-internal"));
    return builder.start();
  }

  private String secret(String name) throws IOException {
    return Files.readString(home.root().resolve("secrets").resolve(name), StandardCharsets.UTF_8)
        .strip();
  }

  private Connection await(Process plain, String url)
      throws IOException, InterruptedException, SQLException {
    long deadline = System.nanoTime() + START_LIMIT.toNanos();
    while (System.nanoTime() < deadline && plain.isAlive()) {
      Connection connection = connect(url);
      if (Asked.of(connection, ASKED).isAnswered()) {
        return connection;
      }
      connection.close();
      TimeUnit.MILLISECONDS.sleep(500);
    }
    throw new IOException("the server without metering did not start; see " + folder);
  }
}
