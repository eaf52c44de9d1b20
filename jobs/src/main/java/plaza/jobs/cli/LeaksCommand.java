package plaza.jobs.cli;

import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import plaza.jobs.bench.Leaks;

@Command(
    name = "leaks",
    description =
        "Releases, and tries to find out what must not be told; prints what held, as a table and"
            + " JSON.")
final class LeaksCommand extends PlazaCommand {
  @Mixin private Amount amount = new Amount();

  @Option(
      names = "--only",
      paramLabel = "PART",
      description = "Only these: ${COMPLETION-CANDIDATES}.")
  private List<Leaks.Part> only = List.of();

  @Override
  public Integer call() throws Exception {
    Path folder = plaza().home().folder("bench");
    Terminal terminal = terminal();
    return Scores.print(
        terminal,
        new Leaks(folder, terminal::progress).run(only, amount.isWhole, amount.times),
        folder.resolve("leaks.json"));
  }
}
