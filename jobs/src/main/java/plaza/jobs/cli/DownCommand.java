package plaza.jobs.cli;

import picocli.CommandLine.Command;
import plaza.jobs.airflow.Airflow;
import plaza.jobs.service.Services;
import plaza.jobs.stack.Postgres;
import plaza.jobs.stack.Trino;
import plaza.jobs.wall.Keepers;

@Command(name = "down", description = "Stops the local stack; what is stored stays.")
final class DownCommand extends PlazaCommand {
  @Override
  public Integer call() throws Exception {
    boolean airflow = new Airflow(plaza().home(), plaza().installation()).stop();
    boolean service = new Services(plaza().home()).stop();
    boolean keeper = new Keepers(plaza().home()).stop();
    boolean trino = new Trino(plaza().home(), plaza().installation()).stop();
    boolean postgres = new Postgres(plaza().home()).stop();
    boolean isAny = airflow || service || keeper || trino || postgres;
    terminal().say(isAny ? "stopped" : "nothing was running");
    return Plaza.DONE;
  }
}
