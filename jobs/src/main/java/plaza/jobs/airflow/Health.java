package plaza.jobs.airflow;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What Airflow says of its parts.
 *
 * @param healthy whose last sign of life, where it has one, came at that instant, and in time
 */
record Health(boolean isDatabaseHealthy, Map<Part, Instant> healthy) {
  Health {
    healthy = healthy.isEmpty() ? Map.of() : new EnumMap<>(healthy);
  }

  /** Those that are not healthy, or were started and have given no sign since. */
  List<String> missing(List<Part> started, Instant begun) {
    List<String> missing = new ArrayList<>();
    if (!isDatabaseHealthy) {
      missing.add("database");
    }
    for (Part part : List.of(Part.SCHEDULER, Part.DAG_PROCESSOR, Part.TRIGGERER)) {
      Instant last = healthy.get(part);
      // The last sign of one that was killed counts for half a minute.
      if (last == null || (started.contains(part) && last.isBefore(begun))) {
        missing.add(part.title());
      }
    }
    return missing;
  }
}
