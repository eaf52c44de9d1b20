package plaza.jobs.cli;

import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import plaza.jobs.bench.Faults;
import plaza.jobs.bench.Score;

@Command(
    name = "faults",
    description =
        "Kills, cuts, shuffles, damages, seeds mistakes; prints what held, as a table and JSON.")
final class FaultsCommand extends PlazaCommand {
  @Mixin private Amount amount = new Amount();

  @Option(
      names = "--only",
      paramLabel = "PART",
      description = "Only these: ${COMPLETION-CANDIDATES}.")
  private List<Faults.Part> only = List.of();

  @Override
  public Integer call() throws Exception {
    Path folder = plaza().home().folder("bench");
    Terminal terminal = terminal();
    List<Score> scores =
        new Faults(folder, plaza().roots(), terminal::progress)
            .run(only, amount.isWhole, amount.times);
    return Scores.print(terminal, scores, folder.resolve("faults.json"));
  }
}
