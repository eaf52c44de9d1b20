package plaza.jobs.cli;

import java.io.IOException;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import plaza.jobs.access.Access;
import plaza.jobs.metering.Meter;
import plaza.jobs.stack.Postgres;

/** What all commands share: the options of the whole and a terminal. */
@Command(mixinStandardHelpOptions = true)
abstract class PlazaCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  // Picocli sets this before it calls.
  @SuppressWarnings("NullAway.Init")
  PlazaCommand() {}

  /** What it is called on the command line. */
  String name() {
    return spec.name();
  }

  Plaza plaza() {
    return (Plaza) spec.root().userObject();
  }

  Terminal terminal() {
    return plaza().terminal();
  }

  /** What is kept of people, in this home's PostgreSQL. */
  Access access() throws IOException, InterruptedException, SQLException {
    return Access.open(new Postgres(plaza().home()).catalogue());
  }

  /** What meters use, in this home's PostgreSQL. */
  Meter meter() throws IOException, InterruptedException, SQLException {
    return Meter.open(plaza().home(), new Postgres(plaza().home()).catalogue());
  }
}
