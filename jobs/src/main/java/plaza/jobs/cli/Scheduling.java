package plaza.jobs.cli;

import java.io.IOException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import plaza.catalog.Catalog;
import plaza.catalog.Dataset;
import plaza.jobs.airflow.Airflow;
import plaza.jobs.airflow.AirflowClient;
import plaza.jobs.airflow.Dag;
import plaza.jobs.airflow.ImportError;
import plaza.jobs.airflow.Run;
import plaza.jobs.stack.StackException;

/** What feeds and datasets are called in Airflow, and which of its DAGs are concerned by one. */
final class Scheduling {
  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final Duration LIMIT = Duration.ofSeconds(90);

  private final Plaza plaza;
  private final Catalog catalog;

  Scheduling(Plaza plaza) {
    this.plaza = plaza;
    this.catalog = plaza.catalog();
  }

  /** The Airflow of the home, where it runs. */
  AirflowClient client() throws IOException {
    Airflow airflow = new Airflow(plaza.home(), plaza.installation());
    if (!airflow.isUp()) {
      throw new Plaza.WrongUse("Airflow is not up", "./plaza airflow up starts it.");
    }
    return airflow.client();
  }

  Catalog catalog() {
    return catalog;
  }

  static String land(String feed) {
    return "land_" + feed;
  }

  static String build(Dataset dataset) {
    return "build_" + dataset.name().toString().replace(".", "__");
  }

  static String release(Dataset dataset) {
    return "release_" + dataset.name().toString().replace(".", "__");
  }

  /** A name: of a feed, or of a dataset, or neither. */
  record Named(@Nullable String feed, @Nullable Dataset dataset) {}

  Named named(String name) {
    if (catalog.feeds().containsKey(name)) {
      return new Named(name, null);
    }
    if (!name.contains(".")) {
      throw new Plaza.WrongUse(
          "no feed " + name, "There are: " + String.join(", ", catalog.feeds().keySet()) + ".");
    }
    return new Named(null, Plaza.dataset(catalog, name));
  }

  /** The DAG of what is named itself. */
  String dag(Named named) {
    return named.dataset() == null ? land(String.valueOf(named.feed())) : build(named.dataset());
  }

  /** The DAGs that have to run for what is named to stay up to date, what comes first first. */
  Set<String> upstream(Named named) {
    Set<String> dags = new LinkedHashSet<>(landings(named));
    if (named.dataset() != null) {
      catalog.upstream(List.of(named.dataset().name())).forEach(each -> dags.add(build(each)));
    }
    return dags;
  }

  /** The DAGs that land what is named, or what it is made of. */
  Set<String> landings(Named named) {
    Set<String> dags = new LinkedHashSet<>();
    feeds(named).forEach(feed -> dags.add(land(feed)));
    return dags;
  }

  /** The feed that is named, or those of what it is made of. */
  List<String> feeds(Named named) {
    if (named.dataset() == null) {
      return List.of(String.valueOf(named.feed()));
    }
    List<String> feeds = new ArrayList<>();
    for (Dataset each : catalog.upstream(List.of(named.dataset().name()))) {
      each.feeds().stream().filter(feed -> !feeds.contains(feed)).forEach(feeds::add);
    }
    return feeds;
  }

  /** A DAG, which Airflow makes within half a minute of what it is made of being declared. */
  static Dag known(AirflowClient client, String dag, Terminal terminal)
      throws InterruptedException {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (true) {
      Optional<Dag> found = client.findDag(dag);
      if (found.isPresent()) {
        return found.get();
      }
      for (ImportError error : client.listImportErrors()) {
        if (error.file().endsWith(Airflow.DAGS)) {
          throw new StackException(
              "Airflow cannot read its DAGs: %s; ./plaza airflow up puts them right"
                  .formatted(error.cause()));
        }
      }
      if (System.nanoTime() > deadline) {
        throw new StackException(
            "Airflow has made no DAG %s within %d s; is it of other --schemas than Airflow was"
                    .formatted(dag, LIMIT.toSeconds())
                + " started with? See ./plaza logs airflow/dag-processor");
      }
      terminal.progress("waiting for Airflow to read " + dag);
      Thread.sleep(LOOK);
    }
  }

  /** As Airflow's page has it. */
  static String word(Run.State state) {
    return state.name().toLowerCase(Locale.ROOT);
  }

  /** Days, from before to. */
  static void check(@Nullable LocalDate from, @Nullable LocalDate to) {
    if (from != null && to != null && to.isBefore(from)) {
      throw new Plaza.WrongUse("--to " + to + " is before --from " + from, "Turn them round.");
    }
    if (from == null && to != null) {
      throw new Plaza.WrongUse("--to without --from", "Say from which day on.");
    }
  }
}
