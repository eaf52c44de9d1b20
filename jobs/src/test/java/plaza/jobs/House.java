package plaza.jobs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.UUID;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import plaza.catalog.Catalog;
import plaza.catalog.Dataset;
import plaza.contract.Feed;
import plaza.jobs.stack.Home;
import plaza.jobs.stack.SparkSessions;
import plaza.jobs.worker.Run;
import plaza.lake.Database;
import plaza.lake.Shelf;
import plaza.landing.Fetch;

/** A home of its own for a test: own landing, own warehouse, own catalogue, the shared engine. */
public final class House {
  public final Home home;
  public final Database database;
  final SparkSession spark;
  public final Catalog catalog;
  final Engine.Log log = new Engine.Log();

  /** A home in a folder, for what is declared. */
  public House(Path folder, Catalog catalog) {
    this.catalog = catalog;
    this.home = new Home(folder.resolve("home"));
    String schema = "house_" + UUID.randomUUID().toString().replace("-", "");
    Database shared = Engine.database();
    try (var connection = shared.connect();
        var statement = connection.createStatement()) {
      statement.execute("CREATE SCHEMA " + schema);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
    this.database =
        new Database(shared.url() + "?currentSchema=" + schema, shared.user(), shared.password());
    try {
      database.create();
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
    this.spark = SparkSessions.another(Engine.spark(), home, database);
  }

  private House(House other, Catalog catalog) {
    this.catalog = catalog;
    this.home = other.home;
    this.database = other.database;
    this.spark = other.spark;
  }

  /** The same home, for what is declared by now. */
  public House with(Catalog declared) {
    return new House(this, declared);
  }

  /** A session of the shared engine whose catalogues are this home's. */
  public SparkSession spark() {
    return spark;
  }

  /** From now on builds as if its feeds were large: with generated code, plans that adapt. */
  public House asLarge() {
    spark.conf().set(SparkSessions.LITTLE_BYTES, "0");
    return this;
  }

  /** Replays the recordings of all feeds of a city whose files were fetched on these local days. */
  void land(String city, LocalDate from, LocalDate to) {
    ZoneId zone = catalog.city(city).timeZone();
    Fetch fetch = new Fetch(home.landed(), home.root(), from, to);
    var feeds = new TreeSet<String>();
    catalog.datasets().values().stream()
        .flatMap(d -> d.sources().stream())
        .filter(s -> s.city() == null || s.city().equals(city))
        .forEach(s -> feeds.add(s.feed()));
    try {
      for (String feed : feeds) {
        fetch.fetch(catalog.feed(feed), zone, Instant.EPOCH);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Lands a file of a feed as if it had been fetched at an instant. */
  public void land(String feed, Path file, String at) {
    Feed declared = catalog.feed(feed);
    try {
      new Fetch(home.landed(), home.root(), null, null).land(declared, file, Instant.parse(at));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Run.Outcome buildAnew(String name) {
    return build(true, name);
  }

  /** Builds these, in this order; without names, all in lineage order. */
  public Run.Outcome build(String... names) {
    return build(false, names);
  }

  private Run.Outcome build(boolean isAnew, String... names) {
    List<Dataset> datasets =
        names.length == 0
            ? catalog.upstream(catalog.datasets().keySet())
            : Arrays.stream(names)
                .map(n -> catalog.findDataset(plaza.contract.DatasetName.parse(n)).orElseThrow())
                .toList();
    try {
      return new Run(spark, catalog, home.landed(), database, log).build(datasets, isAnew);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  /** What readers see of a table: its rows as texts in order, bookkeeping aside. */
  List<String> published(String name) {
    org.apache.spark.sql.Dataset<Row> rows = spark.table(Shelf.PUBLISHED.tables() + "." + name);
    Column[] columns =
        Arrays.stream(rows.columns())
            .filter(c -> !c.startsWith("_"))
            .map(c -> functions.col(c))
            .toArray(Column[]::new);
    return rows.select(functions.to_json(functions.struct(columns))).collectAsList().stream()
        .map(r -> r.getString(0))
        .sorted()
        .toList();
  }
}
