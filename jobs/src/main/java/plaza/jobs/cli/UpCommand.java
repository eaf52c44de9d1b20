package plaza.jobs.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import plaza.jobs.service.Services;
import plaza.jobs.stack.Certificate;
import plaza.jobs.stack.Postgres;
import plaza.jobs.stack.Trino;
import plaza.jobs.wall.Keepers;

@Command(
    name = "up",
    description = {
      "Starts the local stack: PostgreSQL, the keeper of the rules, the job service, and Trino over TLS.",
      "On loopback, unless Trino is given an address and a certificate for it."
    })
final class UpCommand extends PlazaCommand {
  static final class Where {
    @ArgGroup(exclusive = false)
    @Nullable Reach reach;

    @Option(names = "--loopback", description = "Goes back to loopback, from now on.")
    boolean isLoopback;
  }

  @ArgGroup private @Nullable Where where;

  @Override
  public Integer call() throws Exception {
    Certificate certificate = new Certificate(plaza().home());
    if (where != null && where.reach != null) {
      certificate.give(where.reach.listen, where.reach.certificate());
    } else if (where != null && where.isLoopback) {
      certificate.forget();
    }
    Trino trino = start(plaza(), terminal());
    howToConnect(plaza(), trino, terminal());
    return Plaza.DONE;
  }

  static Trino start(Plaza plaza, Terminal terminal) throws IOException, InterruptedException {
    terminal.progress("starting PostgreSQL");
    new Postgres(plaza.home()).catalogue();
    terminal.progress("writing the rules of who may see what");
    new Keepers(plaza.home()).start(plaza.roots());
    terminal.progress("starting the job service");
    new Services(plaza.home()).start(plaza.roots(), Services.ROOM);
    terminal.progress("starting Trino");
    Trino trino = new Trino(plaza.home(), plaza.installation());
    trino.start();
    return trino;
  }

  static void howToConnect(Plaza plaza, Trino trino, Terminal terminal) throws IOException {
    terminal.say("Connect:  @|bold " + trino.url() + "|@");
    terminal.say(
        "          as a user of ./plaza users; open data as user @|bold anyone|@, password anyone");
    Optional<Path> question = plaza.installation().questions().stream().findFirst();
    if (question.isPresent()) {
      Path here = Path.of("").toAbsolutePath();
      Path file = question.get();
      Path shown = file.startsWith(here) ? here.relativize(file) : file;
      terminal.say("Ask:      ./plaza sql \"$(cat " + shown + ")\"");
    }
  }
}
