package plaza.jobs.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.apache.spark.sql.SparkSession;
import plaza.catalog.Catalog;
import plaza.catalog.Dataset;
import plaza.check.FindingCode;
import plaza.contract.DatasetName;
import plaza.contract.Feed;
import plaza.jobs.sample.Defect;
import plaza.jobs.sample.Defect.Catch;
import plaza.jobs.sample.PublishedDay;
import plaza.jobs.sample.SampleCity;
import plaza.jobs.stack.Home;
import plaza.jobs.stack.SparkSessions;
import plaza.jobs.worker.Run;
import plaza.lake.Database;
import plaza.lake.FateRows;
import plaza.lake.LandedFiles;
import plaza.lake.Load;
import plaza.lake.Load.FateCount;
import plaza.lake.Loads;
import plaza.lake.Receipt;
import plaza.lake.Shelf;
import plaza.landing.Fetch;

/**
 * Tries mistakes one by one on the day that follows what is published, each on a copy of the
 * catalogue: the clean tables before it stay as they are.
 */
final class Trials {
  private static final String SCHEMA = "trial";

  private final SparkSession spark;
  private final Catalog catalog;
  private final Home home;
  private final Database database;
  private final LocalDate day;

  Trials(SparkSession engine, Catalog catalog, Home home, Database database, LocalDate day)
      throws SQLException {
    this.catalog = catalog;
    this.home = home;
    this.day = day;
    this.database =
        new Database(
            database.url() + (database.url().contains("?") ? "&" : "?") + "currentSchema=" + SCHEMA,
            database.user(),
            database.password());
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE SCHEMA " + SCHEMA);
    }
    this.database.create();
    this.spark = SparkSessions.another(engine, home, this.database);
    spark.conf().set(DefectsProcess.SHUFFLES, "1");
  }

  /** What a build found of the files of a day. */
  private record Outcome(Load load, Set<String> receipts) {
    List<FateCount> counts(String fate) {
      return load.fates().stream()
          .filter(count -> count.fate().equals(fate) && receipts.contains(count.receipt()))
          .toList();
    }

    long rows(String fate) {
      return counts(fate).stream().mapToLong(FateCount::rows).sum();
    }

    String text() {
      return (load.isPublished() ? "published" : "not published")
          + ", refused "
          + counts("refused").stream().map(c -> c.rows() + " " + c.code()).distinct().toList()
          + ", superseded "
          + rows("superseded")
          + ", found "
          + load.findings();
    }
  }

  /** Builds the day without a mistake; says every finding and every refused row. */
  List<String> control(Defect defect) throws Exception {
    Outcome outcome = build(defect, day -> 0).outcome();
    return outcome.load().findings().isEmpty() && outcome.rows("refused") == 0
        ? List.of()
        : List.of(outcome.text());
  }

  private record Built(int rows, Outcome outcome) {}

  /** Makes the mistake and builds; says what was not as expected. */
  List<String> of(Defect defect) throws Exception {
    Built built = build(defect, defect.mistake());
    Outcome outcome = built.outcome();
    boolean isCaught =
        built.rows() > 0
            && switch (defect.expected()) {
              case Catch.Refused(FindingCode code) ->
                  outcome.rows("refused") == built.rows()
                      && outcome.counts("refused").stream()
                          .allMatch(count -> count.code().equals(code.id()))
                      && places(defect, outcome) == built.rows();
              case Catch.Superseded() -> outcome.rows("superseded") == built.rows();
              case Catch.Found(FindingCode code) ->
                  outcome.load().findings().stream().anyMatch(f -> f.code() == code);
            };
    return isCaught ? List.of() : List.of(built.rows() + " rows wrong; " + outcome.text());
  }

  /** How many refused rows of the day can be looked at, each where it stood. */
  private long places(Defect defect, Outcome outcome) {
    Shelf shelf = outcome.load().isPublished() ? Shelf.PUBLISHED : Shelf.FAILED;
    return new FateRows(database, home.warehouse())
        .refused(DatasetName.parse(defect.dataset()), shelf, Integer.MAX_VALUE).stream()
            .filter(row -> outcome.receipts().contains(row.receipt()) && row.row() > 0)
            .count();
  }

  private Built build(Defect defect, Defect.Mistake mistake) throws Exception {
    Dataset dataset = catalog.findDataset(DatasetName.parse(defect.dataset())).orElseThrow();
    Feed feed = catalog.feed(defect.feed());
    restore();
    Path folder = Files.createTempDirectory(home.root(), "trial-");
    Path recording = home.root().resolve("sample").resolve(feed.id());
    copy(recording, folder);
    int rows = mistake.make(PublishedDay.of(feed, folder, recording));
    LandedFiles landed = home.landed();
    List<Receipt> receipts = land(feed, folder);
    try {
      new Run(spark, catalog, landed, database, new CleanDays.Attentive()).build(List.of(dataset));
      Load load = new Loads(database).findLast(dataset.name()).orElseThrow();
      return new Built(
          rows, new Outcome(load, receipts.stream().map(Receipt::id).collect(Collectors.toSet())));
    } finally {
      for (Receipt receipt : receipts) {
        FileUtils.deleteDirectory(landed.file(receipt).resolveSibling("").toFile());
      }
      FileUtils.deleteDirectory(folder.toFile());
    }
  }

  /** What was fetched on the day, or else the last edition, as if it were that day's. */
  private void copy(Path recording, Path folder) throws IOException {
    List<Path> fetches;
    try (Stream<Path> found = Files.list(recording)) {
      fetches = found.sorted().toList();
    }
    List<Path> today = fetches.stream().filter(f -> day(f).equals(day)).toList();
    for (Path fetch : today.isEmpty() ? List.of(fetches.getLast()) : today) {
      String name =
          today.isEmpty()
              ? LandedFiles.INSTANT.format(day.atTime(12, 0).atZone(SampleCity.ZONE))
              : fetch.getFileName().toString();
      Path to = Files.createDirectories(folder.resolve(name));
      try (Stream<Path> files = Files.list(fetch)) {
        for (Path file : files.toList()) {
          Files.copy(file, to.resolve(file.getFileName().toString()));
        }
      }
    }
  }

  private static LocalDate day(Path fetch) {
    return instant(fetch).atZone(SampleCity.ZONE).toLocalDate();
  }

  private static Instant instant(Path fetch) {
    return LandedFiles.INSTANT.parse(String.valueOf(fetch.getFileName()), Instant::from);
  }

  private List<Receipt> land(Feed feed, Path folder) throws IOException {
    Fetch fetch = new Fetch(home.landed(), home.root(), null, null);
    List<Receipt> receipts = new ArrayList<>();
    try (Stream<Path> found = Files.walk(folder)) {
      for (Path file : new TreeSet<>(found.filter(Files::isRegularFile).toList())) {
        receipts.add(fetch.land(feed, file, instant(file.resolveSibling(""))));
      }
    }
    return receipts;
  }

  /** Makes the copy what is published once more. */
  private void restore() throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      for (String table : tables(statement)) {
        statement.execute("DELETE FROM " + table);
        statement.execute(
            "INSERT INTO %s OVERRIDING SYSTEM VALUE SELECT * FROM public.%s"
                .formatted(table, table));
      }
      statement.execute(
          "SELECT setval(pg_get_serial_sequence('plaza_load', 'sequence'),"
              + " (SELECT max(sequence) FROM plaza_load))");
      connection.commit();
    }
  }

  private static List<String> tables(Statement statement) throws SQLException {
    List<String> tables = new ArrayList<>();
    try (ResultSet names =
        statement.executeQuery("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")) {
      while (names.next()) {
        tables.add(names.getString(1));
      }
    }
    return tables;
  }
}
