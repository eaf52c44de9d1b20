package plaza.jobs.stack;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import io.zonky.test.db.postgres.util.ArchUtils;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/** PostgreSQL's own programs, out of a jar into a home's folder. */
record PostgresPrograms(Home home, Path folder) {
  /** The file of a program. */
  Path file(String program) {
    return folder.resolve("bin").resolve(program);
  }

  /** Unpacks them, unless they are there. */
  void unpack() throws IOException {
    if (Files.isDirectory(folder)) {
      return;
    }
    String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String os = system.contains("mac") ? "Darwin" : system.contains("win") ? "Windows" : "Linux";
    String arch = ArchUtils.normalize(System.getProperty("os.arch"));
    Path draft = Files.createTempDirectory(folder.resolveSibling(""), ".binaries-");
    try (InputStream in = DefaultPostgresBinaryResolver.INSTANCE.getPgBinary(os, arch)) {
      Archives.untar(new XZCompressorInputStream(new BufferedInputStream(in)), draft, name -> true);
    }
    Files.move(draft, folder, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Runs one; says what the server said where it fails. */
  void run(String program, String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    // PostgreSQL refuses to run as root; in a user namespace of its own it is not.
    if ("root".equals(System.getProperty("user.name"))) {
      command.addAll(List.of("unshare", "-U"));
    }
    command.add(file(program).toString());
    command.addAll(List.of(arguments));
    Path log = home.log("postgres-" + program);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.to(log.toFile()));
    builder.environment().put("LC_ALL", "C");
    builder.environment().put("TZ", "UTC");
    int said = lines(home.log("postgres")).size();
    Process process = builder.start();
    if (!process.waitFor(2 * Postgres.START_LIMIT.toSeconds(), TimeUnit.SECONDS)
        || process.exitValue() != 0) {
      process.destroy();
      throw new StackException(
          "%s failed%s; see %s and %s"
              .formatted(program, reason(log, said), log, home.log("postgres")));
    }
  }

  /** What the server said first since its log was so long, or else the program. */
  private String reason(Path log, int lines) throws IOException {
    List<String> said = new ArrayList<>(lines(home.log("postgres")));
    said.subList(0, Math.min(lines, said.size())).clear();
    said.addAll(lines(log));
    return said.stream()
        .filter(line -> line.matches(".*(FATAL|error):.*"))
        .findFirst()
        .map(line -> ": " + line.replaceFirst("^.*?(FATAL|error): *", ""))
        .orElse("");
  }

  private static List<String> lines(Path log) throws IOException {
    return Files.exists(log) ? Files.readAllLines(log, ISO_8859_1) : List.of();
  }
}
