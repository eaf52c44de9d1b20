package plaza.jobs.worker;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import plaza.catalog.Catalog;
import plaza.catalog.Dataset;
import plaza.check.Finding;
import plaza.contract.DatasetName;
import plaza.contract.Tier;
import plaza.jobs.stack.Home;
import plaza.jobs.stack.Postgres;
import plaza.jobs.stack.SparkSessions;
import plaza.lake.Database;
import plaza.release.Difference;
import plaza.release.leak.Attacks;

/**
 * The worker's process: reads an {@link Order} as JSON from its input, carries it out, and writes
 * each {@link Event} as a line of JSON to its output. All else that is printed goes to the log.
 */
public final class Worker {
  private static final ObjectMapper JSON = JsonMapper.builder().findAndAddModules().build();

  private Worker() {}

  /** What to do, with the declarations under the roots. */
  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = Order.Build.class, name = "build"),
    @JsonSubTypes.Type(value = Order.Maintain.class, name = "maintain"),
    @JsonSubTypes.Type(value = Order.Release.class, name = "release"),
    @JsonSubTypes.Type(value = Order.Compare.class, name = "compare")
  })
  public sealed interface Order {
    /** The home's folder. */
    String home();

    /** Build these datasets, each behind what it reads; anew, whatever is left of their tables. */
    record Build(String home, List<String> roots, List<String> datasets, boolean isAnew)
        implements Order {}

    /** Maintain the tables of these, or of all; {@code age} is an ISO 8601 duration. */
    record Maintain(String home, List<String> roots, List<String> datasets, String age)
        implements Order {}

    /** Release a table, to these tiers or to all; {@code asOf} is ISO 8601. */
    record Release(
        String home,
        List<String> roots,
        String dataset,
        List<String> tiers,
        String asOf,
        boolean isDry)
        implements Order {}

    /** Compare the files of two editions of one tier, by their folders. */
    record Compare(String home, List<String> roots, String dataset, String former, String latter)
        implements Order {}
  }

  /**
   * What happened: {@code kind} is the name of a method of {@link Progress}, {@link
   * Maintenance.Progress} or {@link Releasing.Progress}, or {@code broken}, {@code maintained},
   * {@code unmaintained}, {@code released}, {@code compared}.
   */
  public record Event(
      String kind,
      @Nullable String dataset,
      long rows,
      long refused,
      double seconds,
      int number,
      int total,
      @Nullable String text,
      List<Finding> findings,
      @Nullable List<Maintenance.Done> done,
      Releasing.@Nullable Report report,
      @Nullable Difference difference) {}

  /** Ends with 0 when all is built, 1 when something failed its checks, 3 when broken. */
  public static void main(String[] arguments) {
    PrintStream events =
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    System.setOut(System.err);
    Events progress = new Events(events, new FailPoint(System.getenv("PLAZA_DIE_AT")));
    int exit;
    try {
      exit = carryOut(JSON.readValue(System.in.readAllBytes(), Order.class), progress);
    } catch (Throwable e) {
      // Not 1, with which Java would end: nothing was refused, the run itself broke. A full disk
      // comes as an Error.
      e.printStackTrace();
      progress.broken(e);
      exit = 3;
    }
    // Threads of libraries that would keep the process alive have nothing left to do.
    System.exit(exit);
  }

  private static int carryOut(Order order, Events progress) throws Exception {
    Home home = new Home(Path.of(order.home()));
    Database database = new Postgres(home).catalogue();
    try (SparkSession spark = SparkSessions.create(home, database)) {
      progress.ready();
      return switch (order) {
        case Order.Build build -> build(build, home, spark, database, progress);
        case Order.Maintain maintain -> maintain(maintain, home, spark, database, progress);
        case Order.Release release -> release(release, home, spark, database, progress);
        case Order.Compare compare -> compare(compare, spark, progress);
      };
    }
  }

  private static Catalog catalog(List<String> roots) {
    return Catalog.read(roots.stream().map(Path::of).toList());
  }

  private static int build(
      Order.Build order, Home home, SparkSession spark, Database database, Events progress)
      throws Exception {
    Catalog catalog = catalog(order.roots());
    List<Dataset> datasets = new ArrayList<>();
    order
        .datasets()
        .forEach(name -> catalog.findDataset(DatasetName.parse(name)).ifPresent(datasets::add));
    Run.Outcome outcome =
        new Run(spark, catalog, home.landed(), database, progress).build(datasets, order.isAnew());
    return outcome.failed() > 0 ? 1 : 0;
  }

  private static int maintain(
      Order.Maintain order, Home home, SparkSession spark, Database database, Events progress)
      throws Exception {
    Maintaining maintaining = new Maintaining(progress);
    List<Maintenance.Done> done =
        new Maintenance(
                catalog(order.roots()),
                home,
                database,
                Instant.now(),
                Duration.parse(order.age()),
                maintaining)
            .run(spark, order.datasets().stream().map(DatasetName::parse).toList());
    progress.tell("maintained", Map.of("done", done));
    return maintaining.failures > 0 ? 3 : 0;
  }

  private static int release(
      Order.Release order, Home home, SparkSession spark, Database database, Events progress)
      throws Exception {
    Catalog catalog = catalog(order.roots());
    Set<Tier> tiers = EnumSet.noneOf(Tier.class);
    order.tiers().forEach(tier -> tiers.add(Tier.of(tier)));
    Releasing.Report report =
        new Releasing(spark, catalog, home, database, Attacks.all(), new TiersTold(progress))
            .release(
                dataset(catalog, order.dataset()),
                tiers,
                Instant.parse(order.asOf()),
                order.isDry());
    progress.tell("released", Map.of("report", report));
    return report.state() == Releasing.State.REFUSED ? 1 : 0;
  }

  private static int compare(Order.Compare order, SparkSession spark, Events progress) {
    Dataset dataset = dataset(catalog(order.roots()), order.dataset());
    progress.tell(
        "compared",
        Map.of(
            "difference",
            Difference.between(
                Drafting.rows(spark, Path.of(order.former()), dataset.name()),
                Drafting.rows(spark, Path.of(order.latter()), dataset.name()),
                dataset.contract())));
    return 0;
  }

  private static Dataset dataset(Catalog catalog, String name) {
    return catalog.findDataset(DatasetName.parse(name)).orElseThrow();
  }

  private record TiersTold(Events events) implements Releasing.Progress {
    @Override
    public void waiting() {
      events.waiting();
    }

    @Override
    public void releasing(String tier, String what) {
      events.tell("releasing", Map.of("text", tier + ": " + what));
    }

    @Override
    public void step(String name) {
      events.step("", name);
    }
  }

  private static final class Maintaining implements Maintenance.Progress {
    private final Events events;
    private int failures;

    Maintaining(Events events) {
      this.events = events;
    }

    @Override
    public void waiting() {
      events.waiting();
    }

    @Override
    public void maintaining(String dataset, int number, int total) {
      events.tell("maintaining", Map.of("dataset", dataset, "number", number, "total", total));
    }

    @Override
    public void published(String dataset) {}

    @Override
    public void failed(String dataset, String why) {
      failures++;
      events.tell("unmaintained", Map.of("dataset", dataset, "text", why));
    }
  }

  private record Events(PrintStream out, FailPoint failPoint) implements Progress {
    private void tell(String kind, Map<String, Object> facts) {
      Map<String, Object> event = new LinkedHashMap<>();
      event.put("kind", kind);
      event.putAll(facts);
      try {
        out.println(JSON.writeValueAsString(event));
      } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
        throw new IllegalStateException(e);
      }
    }

    void broken(Throwable e) {
      tell("broken", Map.of("text", e.getClass().getSimpleName() + ": " + e.getMessage()));
    }

    @Override
    public void ready() {
      tell("ready", Map.of());
    }

    @Override
    public void waiting() {
      tell("waiting", Map.of());
    }

    @Override
    public void building(String dataset, int number, int total) {
      tell("building", Map.of("dataset", dataset, "number", number, "total", total));
    }

    @Override
    public void built(String dataset, long rows, long refused, double seconds) {
      tell(
          "built",
          Map.of("dataset", dataset, "rows", rows, "refused", refused, "seconds", seconds));
    }

    @Override
    public void skipped(String dataset, String why) {
      tell("skipped", Map.of("dataset", dataset, "text", why));
    }

    @Override
    public void failed(String dataset, List<Finding> findings) {
      tell("failed", Map.of("dataset", dataset, "findings", findings));
    }

    @Override
    public void step(String dataset, String name) {
      failPoint.reached(name);
    }

    @Override
    public void noted(String dataset, List<Finding> findings) {
      tell("noted", Map.of("dataset", dataset, "findings", findings));
    }

    @Override
    public void published(int tables) {
      tell("published", Map.of("total", tables));
    }
  }
}
