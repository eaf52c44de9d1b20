package plaza.jobs.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import plaza.jobs.bench.Faults;
import plaza.jobs.bench.Score;

@Command(
    name = "faults",
    description =
        "Kills, cuts, shuffles, damages, seeds mistakes; prints what held, as a table and JSON.")
final class FaultsCommand extends MeasuringCommand {
  @Option(
      names = "--only",
      paramLabel = "PART",
      description = "Only these: ${COMPLETION-CANDIDATES}.")
  private List<Faults.Part> only = List.of();

  @Override
  List<Score> run(Path folder, Consumer<String> tell) throws Exception {
    return new Faults(folder, plaza().roots(), tell).run(only, isWhole, times);
  }
}
