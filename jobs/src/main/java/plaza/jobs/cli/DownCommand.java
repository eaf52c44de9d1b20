package plaza.jobs.cli;

import picocli.CommandLine.Command;
import plaza.jobs.stack.Postgres;
import plaza.jobs.stack.Trino;

@Command(name = "down", description = "Stops the local stack; what is stored stays.")
final class DownCommand extends PlazaCommand {
  @Override
  public Integer call() throws Exception {
    boolean trino = new Trino(plaza().home(), plaza().installation()).stop();
    boolean postgres = new Postgres(plaza().home()).stop();
    terminal().say(trino || postgres ? "stopped" : "nothing was running");
    return Plaza.DONE;
  }
}
