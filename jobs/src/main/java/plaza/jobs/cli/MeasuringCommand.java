package plaza.jobs.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import picocli.CommandLine.Option;
import plaza.jobs.bench.Score;

/** A bench of several parts: it tells how it goes, and prints what held as a table and JSON. */
abstract class MeasuringCommand extends PlazaCommand {
  @Option(names = "--whole", description = "At full size: minutes to hours.")
  boolean isWhole;

  @Option(names = "--times", paramLabel = "N", description = "How often, instead of the usual.")
  int times;

  /** Runs what was asked for, in a folder of the home's. */
  abstract List<Score> run(Path folder, Consumer<String> tell) throws Exception;

  /** Refused where one of them is not good. */
  @Override
  public Integer call() throws Exception {
    Path folder = plaza().home().folder("bench");
    Terminal terminal = terminal();
    List<Score> scores = run(folder, terminal::progress);
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
    terminal.say("JSON: " + Score.write(folder.resolve(name() + ".json"), scores));
    return scores.stream().allMatch(Score::isGood) ? Plaza.DONE : Plaza.REFUSED;
  }
}
