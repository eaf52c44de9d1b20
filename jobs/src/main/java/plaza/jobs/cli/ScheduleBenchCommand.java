package plaza.jobs.cli;

import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import plaza.jobs.bench.schedule.ScheduleBench;

@Command(
    name = "schedule",
    description =
        "Measures a real scheduler, job service and worker: what a task costs over its job, jobs an"
            + " hour, parsing, memory at rest; as a table and JSON.")
final class ScheduleBenchCommand extends PlazaCommand {
  @Mixin private Amount amount = new Amount();

  @Option(
      names = "--only",
      paramLabel = "PART",
      description = "Only these: ${COMPLETION-CANDIDATES}.")
  private List<ScheduleBench.Part> only = List.of();

  @Override
  public Integer call() throws Exception {
    Path folder = plaza().home().folder("bench");
    Terminal terminal = terminal();
    return Scores.print(
        terminal,
        new ScheduleBench(folder, plaza().installation(), terminal::progress)
            .run(only, amount.isWhole, amount.times),
        folder.resolve("schedule.json"));
  }
}
