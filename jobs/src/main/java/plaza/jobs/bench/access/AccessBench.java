package plaza.jobs.bench.access;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import plaza.catalog.Catalog;
import plaza.jobs.access.Access;
import plaza.jobs.bench.Score;
import plaza.jobs.metering.Terms;
import plaza.jobs.service.Services;
import plaza.jobs.stack.Home;
import plaza.jobs.stack.Installation;
import plaza.jobs.stack.Postgres;
import plaza.jobs.stack.Trino;
import plaza.jobs.wall.Keepers;

/**
 * Whether everybody gets what is theirs, and nothing else, from a real stack in a home of its own.
 */
public final class AccessBench {
  /** The parts of it. */
  public enum Part {
    wall,
    others,
    credentials,
    changes,
    damage,
    overhead,
    chain,
    rotate
  }

  private static final int SMALL = 600;
  private static final int SMALL_CHANGES = 60;
  private static final int CHANGES = 1000;
  private static final int SMALL_PAIRS = 100;
  private static final int PAIRS = 1000;
  private static final int SMALL_TAMPERS = 30;
  private static final int TAMPERS = 300;

  private final Path folder;
  private final Installation installation;
  private final Consumer<String> tell;

  /** In a folder that is used for homes; tells how it goes. */
  public AccessBench(Path folder, Installation installation, Consumer<String> tell) {
    this.folder = folder;
    this.installation = installation;
    this.tell = tell;
  }

  /**
   * Runs parts, all where none is named.
   *
   * @param times how many checks of the wall and queries beside changes, instead of the small or
   *     the whole number; 0 for these
   */
  public List<Score> run(List<Part> only, boolean isWhole, int times)
      throws IOException, InterruptedException, SQLException {
    Set<Part> parts = only.isEmpty() ? EnumSet.allOf(Part.class) : EnumSet.copyOf(only);
    Path place = Files.createTempDirectory(folder, "access-");
    Home home = new Home(place.resolve("home"));
    Path tree = place.resolve("tree");
    tell.accept("building and releasing four small tables");
    Trino trino = new Trino(home, installation);
    Keepers keepers = new Keepers(home);
    try {
      Quarter.build(home, tree);
      Access access = Access.open(new Postgres(home).catalogue());
      List<Path> roots = List.of(installation.schemas(), tree);
      Cast.Secrets secrets = new Cast.Secrets(new HashMap<>());
      Map<String, Cast> cast = Cast.add(access, roots, secrets);
      keepers.start(roots);
      tell.accept("starting Trino");
      trino.start();
      List<Score> scores = new ArrayList<>();
      if (parts.contains(Part.wall)) {
        scores.addAll(
            new Wall(trino, cast, tell).run(of(times, isWhole ? Integer.MAX_VALUE : SMALL)));
      }
      if (parts.contains(Part.others)) {
        scores.add(new Others(home, trino, cast, tell).run());
      }
      if (parts.contains(Part.credentials)) {
        scores.add(new Credentials(home, trino, access, secrets, tell).run());
      }
      if (parts.contains(Part.changes)) {
        scores.add(
            new Changes(trino, access, roots, tell)
                .run(of(times, isWhole ? CHANGES : SMALL_CHANGES), CHANGES));
      }
      if (parts.contains(Part.damage)) {
        scores.add(new Damaged(home, trino, tell).run());
      }
      if (parts.contains(Part.overhead)) {
        tell.accept("starting another Trino, without metering");
        scores.add(
            new Overhead(home, trino, place.resolve("plain"))
                .run(isWhole ? PAIRS : SMALL_PAIRS, PAIRS));
      }
      if (parts.contains(Part.chain)) {
        keepers.stop();
        scores.add(
            new Chain(home, new Postgres(home).catalogue(), tell)
                .run(Terms.of(Catalog.read(roots)), isWhole ? TAMPERS : SMALL_TAMPERS, TAMPERS));
        keepers.start(roots);
      }
      if (parts.contains(Part.rotate)) {
        scores.add(new Rotated(home, trino, tree, tell).run());
      }
      return scores;
    } finally {
      // Rotating starts all that there is.
      new Services(home).stop();
      keepers.stop();
      trino.stop();
      new Postgres(home).stop();
    }
  }

  private static int of(int times, int usual) {
    return times > 0 ? times : usual;
  }
}
