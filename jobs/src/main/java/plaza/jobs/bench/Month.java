package plaza.jobs.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import plaza.catalog.Catalog;
import plaza.jobs.sample.SampleCity;
import plaza.jobs.stack.Home;
import plaza.jobs.stack.Postgres;

/**
 * Days of the sample city, each run when it is over, killed on the way; the same days run at once
 * must give the same tables.
 */
final class Month {
  // So many that the stations which are refused are within what the contract allows.
  private static final int PEOPLE = 16_000;

  private final Path folder;
  private final List<Path> schemas;
  private final Consumer<String> tell;
  private final Random random = new Random(23);
  private long failures;

  Month(Path folder, List<Path> schemas, Consumer<String> tell) {
    this.folder = folder;
    this.schemas = schemas;
    this.tell = tell;
  }

  Score run(int days, int kills, int whole) throws Exception {
    SampleCity standard = SampleCity.standard();
    LocalDate first = standard.from();
    Home daily = new Home(Files.createDirectories(folder.resolve("daily")));
    Home atOnce = new Home(Files.createDirectories(folder.resolve("at-once")));
    new SampleCity(standard.seed(), PEOPLE, first, days).write(daily.folder("sample"), what -> {});
    Files.createSymbolicLink(atOnce.root().resolve("sample"), daily.root().resolve("sample"));

    List<Integer> order = new ArrayList<>(IntStream.range(1, days).boxed().toList());
    Collections.shuffle(order, random);
    Set<Integer> disturbed = new HashSet<>(order.subList(0, Math.min(kills, order.size())));
    double usual = 0;
    int killed = 0;
    int late = 0;
    for (int day = 0; day < days; day++) {
      LocalDate date = first.plusDays(day);
      if (disturbed.contains(day)) {
        if (kill(daily, date, random.nextDouble(usual), killed % 4 == 3)) {
          killed++;
        } else {
          late++;
        }
      }
      long start = System.nanoTime();
      finish(daily, date);
      // The first day makes all tables, and says little about how long a day takes.
      usual = (System.nanoTime() - start) / 1e9;
      tell.accept("%s done in %.0f s".formatted(date, usual));
    }
    long start = System.nanoTime();
    finish(atOnce, first.plusDays(days - 1));
    double seconds = (System.nanoTime() - start) / 1e9;

    var datasets = Catalog.read(schemas).datasets().keySet();
    Contents found = Contents.of(daily, new Postgres(daily).catalogue(), datasets);
    Contents expected = Contents.of(atOnce, new Postgres(atOnce).catalogue(), datasets);
    expected
        .tables()
        .forEach((table, content) ->
            expect(
                content.equals(found.tables().get(table)),
                table + ": day by day " + found.tables().get(table) + ", at once " + content));
    new Postgres(daily).stop();
    new Postgres(atOnce).stop();
    return new Score(
        "%d days of the sample city one by one, killed %d times, against all at once"
            .formatted(days, killed),
        days,
        whole,
        failures,
        ("%,d rows in %d tables; the last day %.0f s, all at once %.0f s; %d runs were over before they"
                + " could be killed")
            .formatted(expected.rows(), expected.tables().size(), usual, seconds, late));
  }

  private Process start(Home home, LocalDate to) throws IOException {
    return new Commands(home.root())
        .start(Map.of(), List.of(), "run", "--city", SampleCity.CITY, "--to", to.toString());
  }

  private void finish(Home home, LocalDate to) throws Exception {
    int exit = start(home, to).waitFor();
    expect(exit == 0, to + ": a run ended with " + exit);
  }

  /** Kills a run after so long; says whether there was still one. */
  private boolean kill(Home home, LocalDate to, double seconds, boolean withDatabase)
      throws Exception {
    Process process = start(home, to);
    if (process.waitFor((long) (seconds * 1000), TimeUnit.MILLISECONDS)) {
      expect(process.exitValue() == 0, to + ": a run ended with " + process.exitValue());
      tell.accept(to + " was over before it could be killed");
      return false;
    }
    if (withDatabase) {
      Commands.killDatabase(home);
    }
    Commands.kill(process);
    tell.accept(
        "%s killed after %.1f s%s"
            .formatted(to, seconds, withDatabase ? ", with the database" : ""));
    return true;
  }

  private void expect(boolean isSo, String otherwise) {
    if (!isSo) {
      failures++;
      tell.accept("FAILED " + otherwise + "; see " + folder);
    }
  }
}
