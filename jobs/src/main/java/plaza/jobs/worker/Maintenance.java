package plaza.jobs.worker;

import java.io.File;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.apache.commons.io.FileUtils;
import org.apache.spark.sql.SparkSession;
import plaza.catalog.Catalog;
import plaza.catalog.Dataset;
import plaza.contract.DatasetName;
import plaza.jobs.stack.Home;
import plaza.lake.Build;
import plaza.lake.Database;
import plaza.lake.LandedFiles;
import plaza.lake.Orphans;
import plaza.lake.Orphans.Orphan;
import plaza.lake.Pointer;
import plaza.lake.Upkeep;
import plaza.lake.Upkeep.Size;

/**
 * Keeps the tables of a home in shape, beside readers and in turn with builds: puts small files
 * together, forgets old versions, and deletes the files that are nobody's, and what killed landings
 * left.
 */
public final class Maintenance {
  private final Catalog catalog;
  private final Database database;
  private final Upkeep upkeep;
  private final Orphans orphans;
  private final LandedFiles landed;
  private final Instant safe;
  private final Progress progress;

  /**
   * Maintenance as of an instant.
   *
   * @param age nothing younger is deleted, so that whoever reads it can finish
   */
  public Maintenance(
      Catalog catalog, Home home, Database database, Instant now, Duration age, Progress progress) {
    this.catalog = catalog;
    this.database = database;
    this.upkeep = new Upkeep(database, home.warehouse(), now, age);
    this.orphans = new Orphans(database, home.warehouse());
    this.landed = home.landed();
    this.safe = now.minus(age);
    this.progress = progress;
  }

  /** What maintenance says while it goes on. */
  public interface Progress extends Stoppable {
    /** A build holds the catalogue; maintenance waits. */
    void waiting();

    /** The n-th of so many tables is being looked at. */
    void maintaining(String dataset, int number, int total);

    /** A table has been published in other files. */
    void published(String dataset);

    /** A table could not be maintained and stays as it was. */
    void failed(String dataset, String why);
  }

  /** What was, or is to be, done: for a table and its fates together. */
  public record Done(
      String dataset, Size before, Size after, int versions, long orphans, long orphanBytes) {}

  /** What there is to do for these datasets, or for all when there are none; needs no engine. */
  public List<Done> plan(List<DatasetName> wanted) throws SQLException, IOException {
    Map<String, Upkeep.Outcome> outcomes = new LinkedHashMap<>();
    Set<DatasetName> published = published();
    for (Dataset dataset : declared(wanted)) {
      if (published.contains(dataset.name())) {
        outcomes.put(dataset.name().toString(), upkeep.plan(dataset.name(), dataset.contract()));
      }
    }
    List<Orphan> nobodys = new ArrayList<>(nobodys(wanted));
    nobodys.addAll(unfinished(wanted));
    return done(outcomes, nobodys);
  }

  /** Does it, for these datasets or for all when there are none. */
  public List<Done> run(SparkSession spark, List<DatasetName> wanted)
      throws SQLException, IOException, InterruptedException {
    String id = "maintenance-" + UUID.randomUUID();
    Map<String, Upkeep.Outcome> outcomes = new LinkedHashMap<>();
    try (Build build = Build.begin(database, id, progress::waiting)) {
      Set<DatasetName> published = published();
      List<Dataset> datasets = declared(wanted);
      int number = 0;
      for (Dataset dataset : datasets) {
        DatasetName name = dataset.name();
        progress.checkStop();
        progress.maintaining(name.toString(), ++number, datasets.size());
        try {
          if (published.contains(name)) {
            Upkeep.Outcome outcome = upkeep.apply(spark, name, dataset.contract());
            if (outcome.isChanged()) {
              build.publishUpkeep(name);
              progress.published(name.toString());
            }
            outcomes.put(name.toString(), outcome);
          }
          upkeep.clearFailed(name, dataset.contract());
          upkeep.expireFailed(name, dataset.contract());
        } catch (RuntimeException e) {
          progress.checkStop();
          progress.failed(name.toString(), e.getClass().getSimpleName() + ": " + e.getMessage());
        }
      }
      progress.checkStop();
      // Still under the lock: a build that began now would share files with what is read here.
      List<Orphan> nobodys = new ArrayList<>(nobodys(wanted));
      orphans.delete(nobodys);
      for (Orphan left : unfinished(wanted)) {
        FileUtils.deleteDirectory(new File(left.location()));
        nobodys.add(left);
      }
      return done(outcomes, nobodys);
    }
  }

  private List<Dataset> declared(List<DatasetName> wanted) {
    return catalog.datasets().values().stream()
        .filter(dataset -> wanted.isEmpty() || wanted.contains(dataset.name()))
        .toList();
  }

  private Set<DatasetName> published() throws SQLException {
    Set<DatasetName> published = new HashSet<>();
    for (Pointer pointer : Pointer.list(database)) {
      if (pointer.catalog().equals(plaza.lake.Shelf.PUBLISHED.tables())) {
        published.add(pointer.dataset());
      }
    }
    return published;
  }

  private List<Orphan> nobodys(List<DatasetName> wanted) throws SQLException, IOException {
    List<String> names = wanted.stream().map(DatasetName::toString).toList();
    return orphans.list(safe).stream()
        .filter(orphan -> names.isEmpty() || names.contains(orphan.table()))
        .toList();
  }

  /** What killed landings left belongs to no table: it goes when all are maintained. */
  private List<Orphan> unfinished(List<DatasetName> wanted) throws IOException {
    if (!wanted.isEmpty()) {
      return List.of();
    }
    return landed.listUnfinished(safe).stream()
        .map(left ->
            new Orphan(
                left.toString(),
                "landing " + left.resolveSibling("").getFileName(),
                FileUtils.sizeOfDirectory(left.toFile())))
        .toList();
  }

  private static List<Done> done(Map<String, Upkeep.Outcome> outcomes, List<Orphan> nobodys) {
    Set<String> names = new TreeSet<>(outcomes.keySet());
    nobodys.forEach(orphan -> names.add(orphan.table()));
    Size nothing = new Size(0, 0);
    Upkeep.Outcome none = new Upkeep.Outcome(nothing, nothing, 0, false);
    List<Done> done = new ArrayList<>();
    for (String name : names) {
      Upkeep.Outcome outcome = outcomes.getOrDefault(name, none);
      List<Orphan> own = nobodys.stream().filter(o -> o.table().equals(name)).toList();
      done.add(
          new Done(
              name,
              outcome.before(),
              outcome.after(),
              outcome.versions(),
              own.size(),
              own.stream().mapToLong(Orphan::bytes).sum()));
    }
    return done;
  }
}
