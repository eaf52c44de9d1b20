package plaza.jobs.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import plaza.jobs.bench.Score;

/** What a bench came to, as a table and as JSON. */
final class Scores {
  private Scores() {}

  /** Prints and writes them; refused where one is not good. */
  static int print(Terminal terminal, List<Score> scores, Path json) throws IOException {
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
    terminal.say("JSON: " + Score.write(json, scores));
    return scores.stream().allMatch(Score::isGood) ? Plaza.DONE : Plaza.REFUSED;
  }
}
