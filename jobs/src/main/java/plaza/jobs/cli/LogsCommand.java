package plaza.jobs.cli;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "logs", description = "Shows the end of a log of the stack.")
final class LogsCommand extends PlazaCommand {
  private static final List<String> LOGS =
      List.of(
          "worker",
          "trino",
          "postgres",
          "keeper",
          "service",
          "airflow/api-server",
          "airflow/scheduler",
          "airflow/dag-processor",
          "airflow/triggerer");

  @Parameters(
      arity = "0..1",
      paramLabel = "LOG",
      description = "worker, trino, postgres, keeper, service, airflow/scheduler … (default: all).")
  private String log = "";

  @Option(names = "--lines", paramLabel = "N", description = "How many lines (default: 40).")
  private int lines = 40;

  @Override
  public Integer call() throws Exception {
    if (!log.isEmpty() && !LOGS.contains(log)) {
      throw new Plaza.WrongUse("no log " + log, "There are: " + String.join(", ", LOGS) + ".");
    }
    for (String name : log.isEmpty() ? LOGS : List.of(log)) {
      Path file = plaza().home().log(name);
      terminal().say("── " + file);
      if (Files.exists(file)) {
        // A log may hold bytes of any encoding; they are shown, not judged.
        List<String> all =
            new String(Files.readAllBytes(file), StandardCharsets.UTF_8).lines().toList();
        all.subList(Math.max(0, all.size() - lines), all.size()).forEach(terminal().out()::println);
      }
    }
    terminal().out().flush();
    return Plaza.DONE;
  }
}
