package plaza.jobs.cli;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import plaza.check.Finding;
import plaza.jobs.doctor.Checked;
import plaza.jobs.doctor.Doctor;
import plaza.jobs.stack.Home;
import plaza.jobs.stack.Postgres;
import plaza.jobs.stack.StackException;
import plaza.lake.Database;

@Command(
    name = "doctor",
    description = "Looks over all that a home keeps, beside whatever runs, and changes nothing.")
final class DoctorCommand extends PlazaCommand {
  private static final int SHOWN = 20;

  @Option(names = "--deep", description = "Reads each byte: takes as long as the disk needs.")
  private boolean isDeep;

  @Override
  public Integer call() throws Exception {
    Home home = plaza().home();
    Terminal terminal = terminal();
    List<Checked> checked =
        new Doctor(plaza().catalog(), home, findDatabase(home))
            .examine(isDeep, what -> terminal.progress("looking at " + what));
    Grid grid = new Grid("check", "looked at", "state");
    for (Checked each : checked) {
      String state =
          each.isWrong()
              ? "wrong: " + Terminal.plural(each.findings().size(), "finding")
              : each.findings().isEmpty() ? "ok" : "note";
      grid.add(each.what(), each.looked(), state);
    }
    grid.print(terminal.out());
    checked.forEach(each -> tell(terminal, each.findings()));
    boolean isWrong = checked.stream().anyMatch(Checked::isWrong);
    terminal.say("");
    terminal.say(isWrong ? "something is wrong with this home" : "nothing is wrong with this home");
    return isWrong ? Plaza.REFUSED : Plaza.DONE;
  }

  private static @Nullable Database findDatabase(Home home) throws InterruptedException {
    try {
      return new Postgres(home).catalogue();
    } catch (IOException | StackException e) {
      return null; // which is a finding of its own
    }
  }

  private static void tell(Terminal terminal, List<Finding> findings) {
    for (Finding finding : findings.subList(0, Math.min(SHOWN, findings.size()))) {
      boolean isWrong = finding.fails();
      terminal.say("");
      terminal.say(
          (isWrong ? "@|red " : "@|yellow ")
              + finding.code().id()
              + "|@ "
              + finding.dataset()
              + " "
              + Grid.oneLine(finding.address()));
      terminal.say("  " + Grid.oneLine(finding.message()));
      terminal.say("  @|faint " + finding.code().remedy() + "|@");
    }
    if (findings.size() > SHOWN) {
      terminal.say("  … and " + Terminal.count(findings.size() - SHOWN) + " more");
    }
  }
}
