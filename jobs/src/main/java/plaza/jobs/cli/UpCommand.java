package plaza.jobs.cli;

import java.io.IOException;
import picocli.CommandLine.Command;
import plaza.jobs.stack.Postgres;
import plaza.jobs.stack.Trino;

@Command(name = "up", description = "Starts the local stack: PostgreSQL and Trino, on loopback.")
final class UpCommand extends PlazaCommand {
  @Override
  public Integer call() throws Exception {
    Trino trino = start(plaza(), terminal());
    howToConnect(trino, terminal());
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

  static void howToConnect(Trino trino, Terminal terminal) throws IOException {
    terminal.say("Connect:  @|bold " + trino.url() + "|@  user @|bold analyst|@, no password");
    terminal.say(
        "Ask:      ./plaza sql \"SELECT city, count(*) AS villages FROM place.villages GROUP BY 1\"");
  }
}
