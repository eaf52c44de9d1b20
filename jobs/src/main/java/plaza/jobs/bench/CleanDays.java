package plaza.jobs.bench;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.SparkSession;
import plaza.catalog.Catalog;
import plaza.catalog.Dataset;
import plaza.check.Finding;
import plaza.contract.DatasetName;
import plaza.contract.Source;
import plaza.jobs.sample.SampleCity;
import plaza.jobs.stack.Home;
import plaza.jobs.worker.Run;
import plaza.lake.Database;
import plaza.lake.Load;
import plaza.lake.Loads;
import plaza.landing.Fetch;

/**
 * Lands and builds a recording day by day, as a scheduler would: what is new, and what reads it.
 */
final class CleanDays {
  private final SparkSession spark;
  private final Catalog catalog;
  private final Home home;
  private final Database database;
  private final List<Dataset> datasets;
  private int built;

  /** For some datasets, in the order of their builds. */
  CleanDays(
      SparkSession spark, Catalog catalog, Home home, Database database, List<Dataset> datasets) {
    this.datasets = datasets;
    this.spark = spark;
    this.catalog = catalog;
    this.home = home;
    this.database = database;
  }

  /** How many tables the last day changed. */
  int built() {
    return built;
  }

  /** Builds what a day brings; says every finding, and every count of refused rows. */
  List<String> build(LocalDate day) throws IOException, InterruptedException, SQLException {
    Set<String> fed = land(day);
    return build(
        datasets.stream()
            .filter(dataset -> dataset.feeds().stream().anyMatch(fed::contains))
            .toList());
  }

  /** Builds some tables; says every finding, and every count of refused rows. */
  List<String> build(List<Dataset> concerned) throws SQLException {
    built = concerned.size();
    Attentive progress = new Attentive();
    new Run(spark, catalog, home.landed(), database, progress).build(concerned);
    List<String> alarms = new ArrayList<>();
    progress.findings().forEach(finding -> alarms.add(finding.toString()));
    progress.skipped().forEach(skipped -> alarms.add("skipped " + skipped));
    for (Dataset dataset : concerned) {
      alarms.addAll(refused(new Loads(database), dataset.name()));
    }
    return alarms;
  }

  private static List<String> refused(Loads loads, DatasetName name) throws SQLException {
    return loads.findLast(name).map(Load::fates).orElse(List.of()).stream()
        .filter(count -> count.fate().equals("refused"))
        .map(count -> "refused " + name + " " + count)
        .toList();
  }

  private Set<String> land(LocalDate day) throws IOException, InterruptedException {
    Fetch fetch = new Fetch(home.landed(), home.root(), day, day);
    Set<String> fed = new LinkedHashSet<>();
    Set<String> asked = new HashSet<>();
    for (Dataset dataset : datasets) {
      for (Source source : dataset.sources()) {
        boolean isOurs = source.city() == null || source.city().equals(SampleCity.CITY);
        if (isOurs && asked.add(source.feed())) {
          ZoneId zone = SampleCity.ZONE;
          if (fetch.fetch(catalog.feed(source.feed()), zone, Instant.EPOCH) > 0) {
            fed.add(source.feed());
          }
        }
      }
    }
    return fed;
  }

  /** All that a build finds. */
  static final class Attentive extends Silent {
    private final List<Finding> findings = new ArrayList<>();
    private final List<String> skipped = new ArrayList<>();

    List<Finding> findings() {
      return findings;
    }

    List<String> skipped() {
      return skipped;
    }

    @Override
    public void failed(String dataset, List<Finding> found) {
      findings.addAll(found);
    }

    @Override
    public void noted(String dataset, List<Finding> found) {
      findings.addAll(found);
    }

    @Override
    public void skipped(String dataset, String why) {
      skipped.add(dataset + ": " + why);
    }
  }
}
