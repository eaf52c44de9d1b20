package plaza.jobs.cli;

import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import plaza.release.Verification;

@Command(
    name = "verify",
    description = {
      "Says whether the files of a release are those that were released and signed.",
      "Needs nothing but them."
    })
final class VerifyCommand extends PlazaCommand {
  @Parameters(paramLabel = "DIR", description = "The folder of one version for one tier.")
  private Path folder = Path.of("");

  @Override
  public Integer call() {
    List<Verification.Line> lines = Verification.of(folder);
    Grid grid = new Grid("", "file", "");
    lines.forEach(line -> grid.add(line.isGood() ? "good" : "BAD", line.what(), line.seen()));
    grid.print(terminal().out());
    boolean isGood = lines.stream().allMatch(Verification.Line::isGood);
    if (!isGood) {
      terminal()
          .fail(
              "this is not what was released",
              "Get it again; if it stays so, ask whoever released it.");
    }
    return isGood ? Plaza.DONE : Plaza.REFUSED;
  }
}
