package plaza.jobs.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.commons.io.FileUtils;
import org.apache.spark.sql.SparkSession;
import plaza.catalog.Catalog;
import plaza.catalog.Dataset;
import plaza.contract.DatasetName;
import plaza.jobs.stack.Home;
import plaza.jobs.stack.Postgres;
import plaza.jobs.stack.SparkSessions;
import plaza.jobs.worker.Run;
import plaza.lake.Database;
import plaza.lake.Load.FateCount;
import plaza.lake.Loads;
import plaza.landing.Fetch;

/**
 * The parts of a bench that need Spark, in a process of their own: {@code orders FOLDER FROM TO}
 * prints a line for each order, {@code writer HOME TREE FIRST COMMITS} commits.
 */
final class Engine {
  private static final int FILES = 12;

  private Engine() {}

  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[1]);
    switch (arguments[0]) {
      case "orders" -> {
        Path tree = folder.resolve("tree");
        Town.declare(tree);
        orders(
            folder,
            Catalog.read(List.of(tree)),
            Integer.parseInt(arguments[2]),
            Integer.parseInt(arguments[3]));
      }
      case "writer" ->
          write(
              new Home(folder),
              Catalog.read(List.of(Path.of(arguments[2]))),
              Integer.parseInt(arguments[3]),
              Integer.parseInt(arguments[4]));
      default -> throw new IllegalArgumentException(arguments[0]);
    }
    System.exit(0);
  }

  /** Random steps over six days, repeated and overlapping, must end in one content. */
  private static void orders(Path folder, Catalog catalog, int begin, int end) throws Exception {
    Home shared = new Home(folder.resolve("home"));
    Database server = new Postgres(shared).catalogue();
    Town town = new Town(Duration.ofHours(12), true);
    List<Integer> all = IntStream.range(0, FILES).boxed().toList();
    Town.Sums expected = town.expected(all);
    try (SparkSession engine = SparkSessions.create(shared, server)) {
      for (int i = begin; i < end; i++) {
        Random random = new Random(i);
        Home home = new Home(Files.createDirectories(folder.resolve("order-" + i)));
        Database database = schema(server, "order_" + i);
        SparkSession spark = SparkSessions.another(engine, home, database);
        for (int n : all) {
          town.offer(home.root(), n);
        }
        List<String> steps = new ArrayList<>();
        int count = random.nextInt(12);
        LocalDate first = town.at(0).atZone(ZoneOffset.UTC).toLocalDate();
        for (int s = 0; s < count; s++) {
          LocalDate from = first.plusDays(random.nextInt(6));
          LocalDate to = from.plusDays(random.nextInt(3));
          steps.add(from + "/" + to);
          step(spark, catalog, home, database, from, to);
        }
        step(spark, catalog, home, database, first, first.plusDays(5));
        Town.Sums seen = Town.published(database, home.warehouse());
        long fates =
            new Loads(database).fates(Town.READINGS).stream().mapToLong(FateCount::rows).sum();
        boolean isGood = seen.equals(expected) && fates == town.read(all);
        System.out.println(
            (isGood ? "good " : "BAD ") + i + " " + steps + " " + seen + " " + fates);
        SparkSessions.release(spark);
        if (isGood) {
          FileUtils.deleteDirectory(home.root().toFile());
        }
      }
    }
  }

  private static Database schema(Database server, String name) throws SQLException {
    try (Connection connection = server.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE SCHEMA " + name);
    }
    Database database =
        new Database(server.url() + "?currentSchema=" + name, server.user(), server.password());
    database.create();
    return database;
  }

  private static void step(
      SparkSession spark,
      Catalog catalog,
      Home home,
      Database database,
      LocalDate from,
      LocalDate to)
      throws Exception {
    new Fetch(home.landed(), home.root(), from, to)
        .fetch(catalog.feed(Town.FEED), ZoneOffset.UTC, Instant.EPOCH);
    build(spark, catalog, home, database);
  }

  private static void build(SparkSession spark, Catalog catalog, Home home, Database database)
      throws SQLException, IOException {
    List<Dataset> datasets =
        Town.datasets().stream()
            .map(name -> catalog.findDataset(DatasetName.parse(name)).orElseThrow())
            .toList();
    new Run(spark, catalog, home.landed(), database, new Silent()).build(datasets);
  }

  /** Lands and publishes files one by one, beside others who do the same. */
  private static void write(Home home, Catalog catalog, int first, int commits) throws Exception {
    Town town = new Town(Duration.ofMinutes(10), false);
    Database database = new Postgres(home).catalogue();
    Path draft = Files.createTempDirectory("plaza-writer-");
    try (SparkSession spark = SparkSessions.create(home, database)) {
      for (int n = first; n < first + commits; n++) {
        new Fetch(home.landed(), home.root(), null, null)
            .land(catalog.feed(Town.FEED), town.offer(draft, n), town.at(n));
        build(spark, catalog, home, database);
      }
    }
  }
}
