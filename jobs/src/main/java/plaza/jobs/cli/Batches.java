package plaza.jobs.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import plaza.catalog.Catalog;
import plaza.catalog.Dataset;
import plaza.contract.DatasetName;
import plaza.jobs.stack.Home;
import plaza.jobs.stack.Postgres;
import plaza.jobs.stack.StackException;

/** Builds, now and then, what reads the feeds of which something has landed since the last time. */
final class Batches {
  private final Catalog catalog;
  private final Home home;
  private final List<Path> roots;
  private final Terminal terminal;
  private final Set<String> feeds = new TreeSet<>();
  private int exit = Plaza.DONE;

  Batches(Catalog catalog, Home home, List<Path> roots, Terminal terminal) {
    this.catalog = catalog;
    this.home = home;
    this.terminal = terminal;
    this.roots = roots;
  }

  /** Something of a feed has landed. */
  synchronized void add(String feed) {
    feeds.add(feed);
  }

  private synchronized Set<String> take() {
    Set<String> taken = Set.copyOf(feeds);
    feeds.clear();
    return taken;
  }

  /** Builds what has changed; what goes wrong is told, and the next batch tries again. */
  void build() throws InterruptedException {
    Set<String> taken = take();
    if (taken.isEmpty()) {
      return;
    }
    int done = Plaza.BROKEN;
    try {
      done = build(taken);
    } catch (IOException | SQLException | StackException e) {
      terminal.fail("could not build: " + e.getMessage(), "The next batch tries again.");
    }
    if (done == Plaza.BROKEN) {
      taken.forEach(this::add);
    }
    exit = Math.max(exit, done);
  }

  private int build(Set<String> taken) throws IOException, InterruptedException, SQLException {
    List<Dataset> order = catalog.upstream(catalog.datasets().keySet());
    Set<DatasetName> concerned = new HashSet<>();
    for (Dataset dataset : order) {
      boolean isFed = dataset.feeds().stream().anyMatch(taken::contains);
      if (isFed || dataset.inputs().stream().anyMatch(concerned::contains)) {
        concerned.add(dataset.name());
      }
    }
    terminal.progress("starting PostgreSQL");
    Building building =
        new Building(catalog, home, new Postgres(home).catalogue(), roots, terminal);
    List<Dataset> stale =
        building.stale(order).stream()
            .filter(dataset -> concerned.contains(dataset.name()))
            .toList();
    return stale.isEmpty() ? Plaza.DONE : building.refresh(stale);
  }

  /** Says which feeds have landed and wait for a build. */
  void tellUnbuilt() {
    Set<String> left = take();
    if (!left.isEmpty()) {
      terminal.tell("  not built yet: " + String.join(", ", left) + "; ./plaza run builds them");
    }
  }

  /** How the builds ended, the worst of them. */
  int exit() {
    return exit;
  }
}
