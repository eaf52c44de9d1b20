package plaza.jobs.cli;

import picocli.CommandLine.Command;

@Command(
    name = "bench",
    description = "Measures, and tries to break, what Plaza promises.",
    subcommands = {
      AccessCommand.class,
      FaultsCommand.class,
      IngestCommand.class,
      LeaksCommand.class,
      ScheduleBenchCommand.class
    })
final class BenchCommand extends PlazaCommand {
  @Override
  public Integer call() {
    throw new Plaza.WrongUse("bench what?", "See ./plaza bench --help.");
  }
}
