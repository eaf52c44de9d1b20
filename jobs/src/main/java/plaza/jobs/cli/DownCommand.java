package plaza.jobs.cli;

import picocli.CommandLine.Command;
import plaza.jobs.service.Services;
import plaza.jobs.stack.Postgres;
import plaza.jobs.stack.Trino;
import plaza.jobs.wall.Keepers;

@Command(name = "down", description = "Stops the local stack; what is stored stays.")
final class DownCommand extends PlazaCommand {
  @Override
  public Integer call() throws Exception {
    boolean service = new Services(plaza().home()).stop();
    boolean keeper = new Keepers(plaza().home()).stop();
    boolean trino = new Trino(plaza().home(), plaza().installation()).stop();
    boolean postgres = new Postgres(plaza().home()).stop();
    terminal().say(service || keeper || trino || postgres ? "stopped" : "nothing was running");
    return Plaza.DONE;
  }
}
