package plaza.jobs.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import plaza.jobs.bench.Leaks;
import plaza.jobs.bench.Score;

@Command(
    name = "leaks",
    description =
        "Releases, and tries to find out what must not be told; prints what held, as a table and"
            + " JSON.")
final class LeaksCommand extends MeasuringCommand {
  @Option(
      names = "--only",
      paramLabel = "PART",
      description = "Only these: ${COMPLETION-CANDIDATES}.")
  private List<Leaks.Part> only = List.of();

  @Override
  List<Score> run(Path folder, Consumer<String> tell) throws Exception {
    return new Leaks(folder, tell).run(only, isWhole, times);
  }
}
