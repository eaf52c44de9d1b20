package plaza.jobs.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** What all commands share: the options of the whole and a terminal. */
@Command(mixinStandardHelpOptions = true)
abstract class PlazaCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  // Picocli sets this before it calls.
  @SuppressWarnings("NullAway.Init")
  PlazaCommand() {}

  Plaza plaza() {
    return (Plaza) spec.root().userObject();
  }

  Terminal terminal() {
    return plaza().terminal();
  }
}
