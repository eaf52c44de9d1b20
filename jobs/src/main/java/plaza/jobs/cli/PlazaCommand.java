package plaza.jobs.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** What all commands share: the options of the whole and a terminal. */
@Command(mixinStandardHelpOptions = true)
abstract class PlazaCommand implements Callable<Integer> {
  @ParentCommand private Plaza plaza;

  // Picocli sets the parent before it calls.
  @SuppressWarnings("NullAway.Init")
  PlazaCommand() {}

  Plaza plaza() {
    return plaza;
  }

  Terminal terminal() {
    return plaza.terminal();
  }
}
