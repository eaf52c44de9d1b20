package plaza.jobs.worker;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.SparkSession;
import plaza.catalog.Catalog;
import plaza.catalog.Dataset;
import plaza.contract.DatasetName;
import plaza.contract.Tier;
import plaza.jobs.stack.Home;
import plaza.lake.Database;
import plaza.release.Difference;
import plaza.release.leak.Attacks;

/**
 * Carries out orders; what comes of each is an exit code: 0 when all is done, 1 when something
 * failed its checks, 3 when broken.
 *
 * @param spark a session of this work alone
 */
record Work(SparkSession spark, Home home, Database database, Events events) {
  int carryOut(Worker.Order order) throws Exception {
    return switch (order) {
      case Worker.Order.Build build -> build(build);
      case Worker.Order.Maintain maintain -> maintain(maintain);
      case Worker.Order.Release release -> release(release);
      case Worker.Order.Compare compare -> compare(compare);
    };
  }

  private static Catalog catalog(Worker.Order order) {
    return Catalog.read(order.roots().stream().map(Path::of).toList());
  }

  private int build(Worker.Order.Build order) throws Exception {
    Catalog catalog = catalog(order);
    List<Dataset> datasets = new ArrayList<>();
    for (String name : order.datasets()) {
      catalog
          .findDataset(DatasetName.parse(name))
          .ifPresentOrElse(datasets::add, () -> events.skipped(name, undeclared(name)));
    }
    Run run = new Run(spark, catalog, home.landed(), database, events);
    Run.Outcome outcome =
        order.onlyStale() ? run.refresh(datasets) : run.build(datasets, order.isAnew());
    return outcome.failed() > 0 ? Worker.REFUSED : Worker.DONE;
  }

  private int maintain(Worker.Order.Maintain order) throws Exception {
    Maintaining maintaining = new Maintaining(events);
    List<Maintenance.Done> done =
        new Maintenance(
                catalog(order),
                home,
                database,
                Instant.now(),
                Duration.parse(order.age()),
                maintaining)
            .run(spark, order.datasets().stream().map(DatasetName::parse).toList());
    events.tell("maintained", Map.of("done", done));
    return maintaining.failures > 0 ? Worker.BROKEN : Worker.DONE;
  }

  private int release(Worker.Order.Release order) throws Exception {
    Catalog catalog = catalog(order);
    Set<Tier> tiers = EnumSet.noneOf(Tier.class);
    order.tiers().forEach(tier -> tiers.add(Tier.of(tier)));
    Releasing.Report report =
        new Releasing(spark, catalog, home, database, Attacks.all(), new TiersTold(events))
            .release(
                dataset(catalog, order.dataset()),
                tiers,
                Instant.parse(order.asOf()),
                order.isDry());
    events.tell("released", Map.of("report", report));
    return report.state() == Releasing.State.REFUSED ? Worker.REFUSED : Worker.DONE;
  }

  private int compare(Worker.Order.Compare order) {
    Dataset dataset = dataset(catalog(order), order.dataset());
    events.tell(
        "compared",
        Map.of(
            "difference",
            Difference.between(
                Drafting.rows(spark, Path.of(order.former()), dataset.name()),
                Drafting.rows(spark, Path.of(order.latter()), dataset.name()),
                dataset.contract())));
    return Worker.DONE;
  }

  private static Dataset dataset(Catalog catalog, String name) {
    return catalog
        .findDataset(DatasetName.parse(name))
        .orElseThrow(() -> new IllegalStateException(undeclared(name)));
  }

  private static String undeclared(String name) {
    return "it is declared no longer, or its declaration has problems; see ./plaza check " + name;
  }

  private record TiersTold(Events events) implements Releasing.Progress {
    @Override
    public void checkStop() {
      events.checkStop();
    }

    @Override
    public void beforePublishing() {
      events.beforePublishing();
    }

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
    public void checkStop() {
      events.checkStop();
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
}
