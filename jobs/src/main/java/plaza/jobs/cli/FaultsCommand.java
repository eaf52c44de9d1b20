package plaza.jobs.cli;

import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import plaza.jobs.bench.Faults;
import plaza.jobs.bench.Score;

@Command(
    name = "faults",
    description =
        "Kills, cuts, shuffles, damages, seeds mistakes; prints what held, as a table and JSON.")
final class FaultsCommand extends PlazaCommand {
  @Option(names = "--whole", description = "At full size: hours.")
  private boolean isWhole;

  @Option(
      names = "--only",
      paramLabel = "PART",
      description = "Only these: ${COMPLETION-CANDIDATES}.")
  private List<Faults.Part> only = List.of();

  @Option(names = "--times", paramLabel = "N", description = "How often, instead of the usual.")
  private int times;

  @Override
  public Integer call() throws Exception {
    Path folder = plaza().home().folder("bench");
    Terminal terminal = terminal();
    List<Score> scores =
        new Faults(folder, plaza().roots(), terminal::progress).run(only, isWhole, times);
    Grid grid = new Grid("what", "done", "whole", "failed", "seen").right(1, 2, 3);
    for (Score score : scores) {
      grid.add(
          score.what(),
          Terminal.count(score.times()),
          Terminal.count(score.whole()),
          Terminal.count(score.failures()),
          score.note());
    }
    grid.print(terminal.out());
    terminal.say("");
    terminal.say("JSON: " + Faults.write(folder, scores));
    return scores.stream().allMatch(Score::isGood) ? Plaza.DONE : Plaza.REFUSED;
  }
}
