package plaza.jobs.bench;

import java.io.File;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;
import plaza.catalog.Catalog;
import plaza.catalog.Dataset;
import plaza.contract.DatasetName;
import plaza.jobs.sample.Defect;
import plaza.jobs.sample.SampleCity;
import plaza.jobs.sample.SeededDefects;
import plaza.jobs.stack.Home;
import plaza.jobs.stack.Postgres;
import plaza.jobs.stack.SparkSessions;
import plaza.lake.Database;

/**
 * Builds clean days and tries mistakes on the day behind them, in a process of its own: {@code
 * FOLDER SCHEMAS DAYS all|one}. A line for each begins with what came of it.
 */
final class DefectsProcess {
  // The day on which the sample city's clocks go forward, so that there is an hour that never was.
  private static final LocalDate TRIED = LocalDate.of(2026, 3, 29);
  private static final int PEOPLE = 2_000;
  // A day of a small city is a handful of rows: more tasks would only be more to schedule.
  static final String SHUFFLES = "spark.sql.shuffle.partitions";

  private DefectsProcess() {}

  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    List<Path> schemas =
        Arrays.stream(arguments[1].split(File.pathSeparator, -1)).map(Path::of).toList();
    int days = Integer.parseInt(arguments[2]);
    Home home = new Home(folder.resolve("home"));
    // One day more, for what is only told of a day when the next one has begun.
    new SampleCity(1, PEOPLE, TRIED.minusDays(days), days + 2, false)
        .write(home.folder("sample"), what -> {});
    Catalog catalog = Catalog.read(schemas);
    Database database = new Postgres(home).catalogue();
    try (SparkSession spark = SparkSessions.create(home, database)) {
      spark.conf().set(SHUFFLES, "1");
      boolean isWhole = arguments[3].equals("all");
      List<Defect> defects = isWhole ? SeededDefects.all() : SeededDefects.oneOfEachKind();
      List<Dataset> all = catalog.upstream(catalog.datasets().keySet());
      CleanDays clean =
          new CleanDays(
              spark, catalog, home, database, isWhole ? published(all) : concerned(all, defects));
      for (LocalDate day = TRIED.minusDays(days); day.isBefore(TRIED); day = day.plusDays(1)) {
        long start = System.nanoTime();
        List<String> alarms = clean.build(day);
        tell(alarms.isEmpty(), "clean " + day + " " + clean.built() + " tables", alarms, start);
      }
      if (isWhole) {
        long start = System.nanoTime();
        List<String> alarms =
            clean.build(all.stream().filter(d -> d.findQuery().isPresent()).toList());
        tell(alarms.isEmpty(), "control " + clean.built() + " derived tables", alarms, start);
      }
      Trials trials = new Trials(spark, catalog, home, database, TRIED);
      Set<String> controlled = new HashSet<>();
      for (Defect defect : defects) {
        long start = System.nanoTime();
        if (controlled.add(defect.feed() + " " + defect.dataset())) {
          List<String> alarms = trials.control(defect);
          tell(alarms.isEmpty(), "control " + defect.dataset(), alarms, start);
          start = System.nanoTime();
        }
        List<String> missed = trials.of(defect);
        String what =
            "trial %s, %s: %s; expected %s"
                .formatted(
                    defect.kind().name().toLowerCase(Locale.ROOT),
                    defect.dataset(),
                    defect.what(),
                    defect.expected());
        tell(missed.isEmpty(), what, missed, start);
      }
    }
    System.exit(0);
  }

  /** All tables that are filled from feeds. */
  private static List<Dataset> published(List<Dataset> all) {
    return all.stream().filter(dataset -> dataset.findQuery().isEmpty()).toList();
  }

  /** The tables that mistakes are tried on, and those that their checks look into. */
  private static List<Dataset> concerned(List<Dataset> all, List<Defect> defects) {
    Set<DatasetName> names = new HashSet<>();
    defects.forEach(defect -> names.add(DatasetName.parse(defect.dataset())));
    for (Dataset dataset : all.reversed()) {
      if (names.contains(dataset.name())) {
        names.addAll(dataset.consulted());
      }
    }
    return published(all).stream().filter(dataset -> names.contains(dataset.name())).toList();
  }

  private static void tell(boolean isGood, String what, List<String> why, long start) {
    System.out.println(
        (isGood ? "good " : "BAD ")
            + what
            + " (%.1f s)".formatted((System.nanoTime() - start) / 1e9)
            + why.stream().map(w -> "\n    " + w).collect(Collectors.joining()));
  }
}
