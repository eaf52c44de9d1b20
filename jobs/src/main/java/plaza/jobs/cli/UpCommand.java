package plaza.jobs.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import plaza.jobs.stack.Postgres;
import plaza.jobs.stack.Trino;

@Command(name = "up", description = "Starts the local stack: PostgreSQL and Trino, on loopback.")
final class UpCommand extends PlazaCommand {
  @Override
  public Integer call() throws Exception {
    Trino trino = start(plaza(), terminal());
    howToConnect(plaza(), trino, terminal());
    return Plaza.DONE;
  }

  static Trino start(Plaza plaza, Terminal terminal) throws IOException, InterruptedException {
    terminal.progress("starting PostgreSQL");
    new Postgres(plaza.home()).catalogue();
    terminal.progress("starting Trino");
    Trino trino = new Trino(plaza.home(), plaza.installation());
    trino.start();
    return trino;
  }

  static void howToConnect(Plaza plaza, Trino trino, Terminal terminal) throws IOException {
    terminal.say("Connect:  @|bold " + trino.url() + "|@  user @|bold analyst|@, no password");
    Optional<Path> question = plaza.installation().questions().stream().findFirst();
    if (question.isPresent()) {
      Path here = Path.of("").toAbsolutePath();
      Path file = question.get();
      Path shown = file.startsWith(here) ? here.relativize(file) : file;
      terminal.say("Ask:      ./plaza sql \"$(cat " + shown + ")\"");
    }
  }
}
