package plaza.jobs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The launcher, started as a person would start it. */
final class Cli {
  private final Path home;

  Cli(Path home) {
    this.home = home;
  }

  record Answer(int exit, String out, String err) {}

  Answer run(String... arguments) {
    try {
      Path err = Files.createTempFile("plaza-", ".err");
      try {
        Process process = start(err, arguments);
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Answer(process.waitFor(), out, Files.readString(err));
      } finally {
        Files.delete(err);
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  Process start(Path err, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Checkout.ROOT.resolve("plaza").toString());
    command.addAll(List.of("--home", home.toString()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command)
        .directory(Checkout.ROOT.toFile())
        .redirectError(err.toFile())
        .start();
  }
}
