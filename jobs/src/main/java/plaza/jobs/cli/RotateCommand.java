package plaza.jobs.cli;

import picocli.CommandLine.Command;
import plaza.jobs.airflow.Airflow;
import plaza.jobs.airflow.AirflowPasswords;
import plaza.jobs.service.Services;
import plaza.jobs.stack.Postgres;
import plaza.jobs.stack.Secrets;
import plaza.jobs.stack.Trino;
import plaza.jobs.wall.Keepers;

@Command(
    name = "rotate",
    description = {
      "Makes the stack's own secrets anew; what runs is restarted.",
      "The key of tokens, so that those given before are refused; the certificate that was made here;",
      "the passwords of the database's roles. Users' passwords and keys stay, and the key that signs."
    })
final class RotateCommand extends PlazaCommand {
  @Override
  public Integer call() throws Exception {
    Trino trino = new Trino(plaza().home(), plaza().installation());
    Keepers keepers = new Keepers(plaza().home());
    boolean wasScheduling = new Airflow(plaza().home(), plaza().installation()).stop();
    Services services = new Services(plaza().home());
    // Its worker keeps connections open under the passwords that it began with.
    boolean wasServing = services.stop();
    boolean wasUp = trino.stop();
    keepers.stop();
    new Secrets(plaza().home()).forget();
    new AirflowPasswords(plaza().home()).renewOwn();
    // It is let in again as its roles' passwords are set to what is new.
    new Postgres(plaza().home()).catalogue();
    terminal().say("  rotated: tokens, TLS, what Trino says to itself, the database's roles");
    if (wasUp) {
      UpCommand.howToConnect(plaza(), UpCommand.start(plaza(), terminal()), terminal());
    } else if (wasServing) {
      services.start(plaza().roots(), Services.ROOM);
    }
    if (wasScheduling) {
      AirflowCommand.start(plaza(), terminal());
    }
    return Plaza.DONE;
  }
}
