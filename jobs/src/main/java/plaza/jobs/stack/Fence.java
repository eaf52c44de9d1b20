package plaza.jobs.stack;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import plaza.contract.Tier;

/**
 * A root of its own for Trino, by a mount namespace of Linux: it has the system's programs, Trino's
 * own files and the tables, and nothing else of the machine. What has landed, fates, secrets and
 * the database's files are not there.
 */
final class Fence {
  private final Home home;
  private final Installation installation;

  Fence(Home home, Installation installation) {
    this.home = home;
    this.installation = installation;
  }

  /**
   * What to put before a command; nothing where the system does not allow it.
   *
   * @param sign a file that is there while it is allowed
   */
  List<String> command(Path sign) throws IOException, InterruptedException {
    Files.deleteIfExists(sign);
    Path script = home.folder("trino").resolve("fence.sh");
    try (InputStream in = Fence.class.getResourceAsStream("fence.sh")) {
      Home.write(
          script, new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8));
    }
    List<String> prefix = new ArrayList<>();
    prefix.add("unshare");
    if (!"root".equals(System.getProperty("user.name"))) {
      prefix.addAll(List.of("--user", "--map-root-user"));
    }
    prefix.addAll(List.of("--mount", "sh", script.toString()));
    prefix.add(home.folder("trino/root").toString());
    for (Path each : shown()) {
      prefix.add(each.toString());
    }
    prefix.add("--");
    if (!works(prefix)) {
      return List.of();
    }
    Files.writeString(sign, "");
    return prefix;
  }

  private Set<Path> shown() throws IOException {
    Path tables = home.root().resolve("warehouse/tables");
    Files.createDirectories(tables);
    Set<Path> shown = new LinkedHashSet<>();
    shown.add(Path.of(System.getProperty("java.home")));
    shown.add(installation.trino());
    shown.add(home.folder("trino"));
    shown.add(home.folder("tls"));
    shown.add(MeteringFiles.spool(home));
    shown.add(tables);
    for (Tier tier : Tier.values()) {
      shown.add(Files.createDirectories(home.tables(tier)));
    }
    return shown;
  }

  private boolean works(List<String> prefix) throws InterruptedException {
    List<String> command = new ArrayList<>(prefix);
    command.add("true");
    try {
      Process trial =
          new ProcessBuilder(command)
              .directory(home.folder("trino").toFile())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (trial.waitFor(20, TimeUnit.SECONDS)) {
        return trial.exitValue() == 0;
      }
      trial.destroyForcibly();
      return false;
    } catch (IOException e) {
      return false; // no such program on this system
    }
  }
}
