package plaza.jobs.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import plaza.jobs.bench.Score;
import plaza.jobs.bench.access.AccessBench;

@Command(
    name = "access",
    description =
        "Asks a real Trino for everything as everybody by every way; prints what held, as a table"
            + " and JSON.")
final class AccessCommand extends MeasuringCommand {
  @Option(
      names = "--only",
      paramLabel = "PART",
      description = "Only these: ${COMPLETION-CANDIDATES}.")
  private List<AccessBench.Part> only = List.of();

  @Override
  List<Score> run(Path folder, Consumer<String> tell) throws Exception {
    return new AccessBench(folder, plaza().installation(), tell).run(only, isWhole, times);
  }
}
