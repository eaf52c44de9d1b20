package plaza.jobs.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import plaza.jobs.bench.Score;
import plaza.jobs.bench.schedule.ScheduleBench;

@Command(
    name = "schedule",
    description =
        "Measures a real scheduler, job service and worker: what a task costs over its job, jobs an"
            + " hour, parsing, memory at rest; as a table and JSON.")
final class ScheduleBenchCommand extends MeasuringCommand {
  @Option(
      names = "--only",
      paramLabel = "PART",
      description = "Only these: ${COMPLETION-CANDIDATES}.")
  private List<ScheduleBench.Part> only = List.of();

  @Override
  List<Score> run(Path folder, Consumer<String> tell) throws Exception {
    return new ScheduleBench(folder, plaza().installation(), tell).run(only, isWhole, times);
  }
}
