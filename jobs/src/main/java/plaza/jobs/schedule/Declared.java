package plaza.jobs.schedule;

import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import plaza.catalog.Catalog;
import plaza.contract.Problem;

/** What is said of any declaration. */
final class Declared {
  /** Who owns what names no team. */
  static final String OWNER = "plaza";

  private static final int TOLD = 10;

  private Declared() {}

  /** The problems at one of these files or folders, or null. */
  static @Nullable String findProblem(Catalog catalog, Collection<Path> places) {
    String told =
        catalog.problems().stream()
            .filter(problem -> places.stream().anyMatch(problem.file()::startsWith))
            .limit(TOLD)
            .map(Problem::toString)
            .collect(Collectors.joining("\n"));
    return told.isEmpty() ? null : told;
  }

  /** A zone as the scheduler takes it: {@code GMT+8} and the like are Java's own. */
  static Object zone(ZoneId zone) {
    if (zone.normalized() instanceof ZoneOffset offset) {
      return offset.equals(ZoneOffset.UTC) ? "UTC" : offset.getTotalSeconds();
    }
    return zone.getId();
  }
}
