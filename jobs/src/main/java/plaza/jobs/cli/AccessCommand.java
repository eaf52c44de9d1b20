package plaza.jobs.cli;

import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import plaza.jobs.bench.access.AccessBench;

@Command(
    name = "access",
    description =
        "Asks a real Trino for everything as everybody by every way; prints what held, as a table"
            + " and JSON.")
final class AccessCommand extends PlazaCommand {
  @Mixin private Amount amount = new Amount();

  @Option(
      names = "--only",
      paramLabel = "PART",
      description = "Only these: ${COMPLETION-CANDIDATES}.")
  private List<AccessBench.Part> only = List.of();

  @Override
  public Integer call() throws Exception {
    Path folder = plaza().home().folder("bench");
    Terminal terminal = terminal();
    return Scores.print(
        terminal,
        new AccessBench(folder, plaza().installation(), terminal::progress)
            .run(only, amount.isWhole, amount.times),
        folder.resolve("access.json"));
  }
}
