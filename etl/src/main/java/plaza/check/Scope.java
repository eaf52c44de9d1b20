package plaza.check;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What of a table a build has changed, and what time it is for its checks.
 *
 * @param by the column of the days that were built anew, or null where all was
 * @param days those days; all others are as they were published
 * @param newest for each city the greatest instant of fetching among the files that landed for the
 *     table: the only now that a check knows
 */
public record Scope(@Nullable String by, SortedSet<LocalDate> days, Map<String, Instant> newest) {

  /** The whole table was built anew. */
  public static Scope whole(Map<String, Instant> newest) {
    return new Scope(null, new TreeSet<>(), newest);
  }

  /** Only these days of the table were built anew. */
  public static Scope days(String by, SortedSet<LocalDate> days, Map<String, Instant> newest) {
    return new Scope(by, days, newest);
  }

  /** The days built anew, if only some were and they are counted by this column. */
  @Nullable SortedSet<LocalDate> daysOf(String column) {
    return column.equals(by) ? days : null;
  }
}
