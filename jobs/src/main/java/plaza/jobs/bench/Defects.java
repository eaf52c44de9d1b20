package plaza.jobs.bench;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import plaza.jobs.stack.Home;
import plaza.jobs.stack.Postgres;

/**
 * Clean days of the sample city, built one after the other, must raise no alarm; and a publisher's
 * mistake on the day after must be caught before anyone sees it, by the finding that is meant for
 * it.
 */
final class Defects {
  private final Path folder;
  private final List<Path> schemas;

  Defects(Path folder, List<Path> schemas) {
    this.folder = folder;
    this.schemas = schemas;
  }

  /** So many clean days, then all mistakes, or one of each kind. */
  List<Score> run(int days, int wholeDays, boolean isWhole, int whole)
      throws IOException, InterruptedException {
    Path log = folder.resolve("defects.log");
    String trees =
        schemas.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    int exit =
        Commands.spark(
                log,
                DefectsProcess.class,
                folder.toString(),
                trees,
                String.valueOf(days),
                isWhole ? "all" : "one")
            .waitFor();
    new Postgres(new Home(folder.resolve("home"))).stop();
    List<String> lines = Files.readAllLines(log);
    String how = exit == 0 ? "" : "broken: see " + log;
    long trials = count(lines, "good trial ") + count(lines, "BAD trial ");
    long falseAlarms = count(lines, "BAD clean ") + count(lines, "BAD control ");
    return List.of(
        new Score(
            "mistakes of publishers in a day of a city, of 13 kinds, caught before it is published",
            trials,
            whole,
            exit == 0 ? count(lines, "BAD trial ") : Math.max(1, count(lines, "BAD trial ")),
            how.isEmpty() ? "each by its own finding and at its place: " + log : how),
        new Score(
            "clean days of that city, day after day, all checks of all tables: no finding, no row"
                + " refused",
            count(lines, "good clean ") + count(lines, "BAD clean "),
            wholeDays,
            falseAlarms,
            "and %d days without mistake in place of the trials'"
                .formatted(count(lines, "good control "))));
  }

  private static long count(List<String> lines, String start) {
    return lines.stream().filter(line -> line.startsWith(start)).count();
  }
}
