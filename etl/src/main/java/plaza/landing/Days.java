package plaza.landing;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/** The local days of fetching that are wanted, first and last; null is without limit. */
record Days(@Nullable LocalDate from, @Nullable LocalDate to) {
  boolean cover(Instant at, ZoneId zone) {
    LocalDate day = at.atZone(zone).toLocalDate();
    return (from == null || !day.isBefore(from)) && (to == null || !day.isAfter(to));
  }

  boolean areAfter(Instant at, ZoneId zone) {
    return from != null && at.atZone(zone).toLocalDate().isBefore(from);
  }
}
