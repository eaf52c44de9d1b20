package plaza.silver;

import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneRules;
import org.apache.spark.sql.api.java.UDF2;
import org.jspecify.annotations.Nullable;

/**
 * Finds local times that do not exist or exist twice. Given the instant that a text was read as in
 * the source's zone, and the one it is read as at UTC+18, where no clock stands: texts with an
 * offset give the same instant twice, local times give the local time away.
 */
final class LocalTimes implements UDF2<Instant, Instant, String>, Serializable {
  private static final long serialVersionUID = 1;

  /** The zone of the second reading. */
  static final String FAR = "+18:00";

  private final ZoneId zone;

  LocalTimes(ZoneId zone) {
    this.zone = zone;
  }

  /** Whether the zone's clocks have been changed since 1980, so that there is something to find. */
  static boolean change(ZoneId zone) {
    return zone.getRules().nextTransition(Instant.parse("1980-01-01T00:00:00Z")) != null;
  }

  @Override
  public @Nullable String call(@Nullable Instant read, @Nullable Instant far) {
    if (read == null || far == null || read.equals(far)) {
      return null;
    }
    ZoneRules rules = zone.getRules();
    LocalDateTime local = LocalDateTime.ofInstant(far.plus(Duration.ofHours(18)), ZoneOffset.UTC);
    return switch (rules.getValidOffsets(local).size()) {
      case 0 -> "time_in_gap";
      case 1 -> null;
      default -> "time_in_overlap";
    };
  }
}
