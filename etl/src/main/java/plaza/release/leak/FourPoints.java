package plaza.release.leak;

import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Four times and places tell nearly everyone apart (de Montjoye et al., Unique in the Crowd, 2013):
 * who is told apart by them is found with all else that is shown under the same pseudonym.
 */
final class FourPoints implements Attack {
  private static final int KNOWN = 4;
  private static final double ALLOWED = 0.05;

  @Override
  public String name() {
    return "four points";
  }

  @Override
  public String description() {
    return "Knows up to four times and places of a subject and looks for the one pseudonym that was at"
        + " all, to learn of further ones; won if that names more than 5 % of subjects.";
  }

  @Override
  public Optional<Outcome> on(Target target) {
    if (target.findFollowed().isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(Traces.best(target, FourPoints::told));
  }

  private static Outcome told(Traces traces, Map<String, List<Long>> shown) {
    Map<String, List<Long>> known = new TreeMap<>();
    shown.forEach((subject, points) -> {
      if (points.size() > 1) {
        known.put(subject, points.subList(0, Math.min(KNOWN, points.size() - 1)));
      }
    });
    long unique =
        known.isEmpty()
            ? 0
            : traces
                .candidates(known)
                .groupBy("_subject")
                .agg(count(lit(1)).as("_candidates"))
                .where("_candidates = 1")
                .count();
    return Outcome.of(
            shown.isEmpty() ? 0 : (double) unique / shown.size(),
            ALLOWED,
            "of %d subjects %d are told apart by up to four of their points"
                .formatted(shown.size(), unique))
        .orElseThrow();
  }
}
