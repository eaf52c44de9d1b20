package plaza.jobs.bench.schedule;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import plaza.jobs.airflow.Airflow;
import plaza.jobs.bench.Score;
import plaza.jobs.service.Services;
import plaza.jobs.stack.Home;
import plaza.jobs.stack.Installation;
import plaza.jobs.stack.Postgres;
import plaza.jobs.stack.Trino;
import plaza.jobs.wall.Keepers;

/** Measures a real scheduler, service and worker in a home of its own. */
public final class ScheduleBench {
  /** The parts of it. */
  public enum Part {
    overhead,
    warm,
    parse,
    memory
  }

  private static final int SMALL = 3;
  private static final int WHOLE = 30;

  private final Path folder;
  private final Installation installation;
  private final Consumer<String> tell;

  /** In a folder that is used for homes; tells how it goes. */
  public ScheduleBench(Path folder, Installation installation, Consumer<String> tell) {
    this.folder = folder;
    this.installation = installation;
    this.tell = tell;
  }

  /**
   * Runs parts, all where none is named.
   *
   * @param times how often each is measured, instead of the small or the whole number; 0 for these
   */
  public List<Score> run(List<Part> only, boolean isWhole, int times) throws Exception {
    Set<Part> parts = only.isEmpty() ? EnumSet.allOf(Part.class) : EnumSet.copyOf(only);
    int count = times > 0 ? times : isWhole ? WHOLE : SMALL;
    Path place = Files.createTempDirectory(folder, "schedule-");
    Home home = new Home(place.resolve("home"));
    Feeds feeds = new Feeds(home, place.resolve("tree"), count + 1);
    List<Path> roots = List.of(installation.schemas(), feeds.tree());
    Services services = new Services(home);
    Airflow airflow = new Airflow(home, installation);
    List<Score> scores = new ArrayList<>();
    try {
      feeds.declare();
      services.start(roots, Services.ROOM);
      if (parts.contains(Part.warm)) {
        scores.add(new Warm(home, roots, feeds, tell).run(count, WHOLE));
      }
      if (!parts.equals(EnumSet.of(Part.warm))) {
        airflow.start(services.port(), tell);
      }
      if (parts.contains(Part.overhead)) {
        scores.addAll(new Overhead(home, airflow.client(), feeds, tell).run(count, WHOLE));
      }
      if (parts.contains(Part.parse)) {
        tell.accept("parsing the DAGs of 200 datasets");
        scores.add(new Parsed(place, installation, airflow).run());
      }
      if (parts.contains(Part.memory)) {
        scores.add(atRest(home, roots, airflow));
      }
      return scores;
    } finally {
      airflow.stop();
      services.stop();
      new Keepers(home).stop();
      new Trino(home, installation).stop();
      new Postgres(home).stop();
    }
  }

  private Score atRest(Home home, List<Path> roots, Airflow airflow)
      throws IOException, InterruptedException {
    tell.accept("starting all that there is");
    new Keepers(home).start(roots);
    new Trino(home, installation).start();
    return Memory.of(home, airflow);
  }
}
