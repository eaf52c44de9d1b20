package plaza.jobs.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import plaza.catalog.Catalog;
import plaza.jobs.bench.Leaks.Part;
import plaza.jobs.bench.Leaks.Size;
import plaza.jobs.stack.Home;
import plaza.jobs.stack.Postgres;
import plaza.jobs.stack.SparkSessions;
import plaza.lake.Database;

/**
 * The parts of the bench of leaks that need Spark, in a process of their own: {@code FOLDER
 * small|whole TIMES PART...}. Answers with a line of JSON for each score; other lines are progress.
 */
final class LeaksProcess {
  private static final double SIDE_M = 6_000;

  private final Ground ground;
  private final Size size;
  private @Nullable ReleasedTrips trips;

  private LeaksProcess(Ground ground, Size size) {
    this.ground = ground;
    this.size = size;
  }

  public static void main(String[] arguments) throws Exception {
    PrintStream answers =
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    System.setOut(System.err);
    ObjectMapper json = JsonMapper.builder().build();
    Home home = new Home(Path.of(arguments[0]).resolve("home"));
    Catalog catalog = Catalog.read(List.of(LeakTree.write(Path.of(arguments[0]).resolve("tree"))));
    if (!catalog.problems().isEmpty()) {
      throw new IllegalStateException(catalog.problems().toString());
    }
    Size size = new Size(arguments[1].equals("whole"), Integer.parseInt(arguments[2]));
    Database database = new Postgres(home).catalogue();
    try (SparkSession spark = SparkSessions.create(home, database)) {
      LeaksProcess process =
          new LeaksProcess(new Ground(spark, catalog, home, database, answers::println), size);
      for (String name : Arrays.asList(arguments).subList(3, arguments.length)) {
        Part part = Part.valueOf(name);
        answers.println("bench " + part);
        long start = System.nanoTime();
        for (Score score : process.scores(part)) {
          answers.println(json.writeValueAsString(score));
        }
        answers.println("%s took %.1f s".formatted(part, (System.nanoTime() - start) / 1e9));
      }
    }
    System.exit(0);
  }

  private List<Score> scores(Part part) throws Exception {
    return switch (part) {
      case secrets -> List.of(new SecretSearch(trips()).run(size.of(200, 1000), 1000));
      case averaging -> List.of(new Averages(ground).run(size.of(7, 365), 365));
      case cells -> {
        int versions = size.of(3, 30);
        SparkSessions.suit(ground.spark(), 0);
        yield List.of(
            new CountVersions(ground).run(versions, 90),
            new GroupVersions(ground).run(versions, 30));
      }
      case riders -> List.of(new Followers(trips()).unique(2000));
      case homes -> List.of(new Followers(trips()).homes(2000));
      case fresh -> List.of(new FreshRows(ground).run(size.of(2000, 100_000), 100_000));
      case refused -> throw new IllegalArgumentException(part + " needs no engine");
      case square -> {
        SparkSessions.suit(ground.spark(), Long.MAX_VALUE);
        yield List.of(new SquareRead(ground).run(size.of(100_000, 10_000_000), 10_000_000));
      }
      case release -> List.of(ReleaseTime.run(ground, size.of(1_000_000, 1_000_000), 1_000_000));
    };
  }

  /** The trips that several parts look into, released once. */
  private ReleasedTrips trips() throws Exception {
    if (trips == null) {
      Crowd crowd = size.isWhole() ? new Crowd(2000, SIDE_M, 60) : new Crowd(1000, SIDE_M, 10);
      trips = ReleasedTrips.of(ground, crowd);
    }
    return trips;
  }
}
