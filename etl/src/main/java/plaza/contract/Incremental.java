package plaza.contract;

import java.time.Duration;
import java.time.LocalDate;
import java.util.Collection;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * How a derived table is brought up to date without deriving all of it.
 *
 * @param by its own date column: rows of a day are derived together
 * @param reads the date column of its inputs, of which only the days concerned are read; inputs
 *     without such a column are read whole
 * @param lookbackDays how many days of the inputs, before and after, a day of the table may need
 */
public record Incremental(String by, String reads, int lookbackDays) {
  /** Reads the value of the customProperty {@code incremental}. */
  static Optional<Incremental> read(Yaml yaml) {
    yaml.allow("by", "reads", "lookback");
    String by = yaml.text("by");
    int days = yaml.as("lookback", "whole days such as P1D", Incremental::days).orElse(0);
    return Optional.of(new Incremental(by, yaml.text("reads", by), days));
  }

  private static Integer days(String text) {
    Duration span = Duration.parse(text);
    if (span.isNegative() || !span.equals(Duration.ofDays(span.toDays()))) {
      throw new IllegalArgumentException(text);
    }
    return Math.toIntExact(span.toDays());
  }

  /** These days and those that the lookback adds on both sides. */
  public SortedSet<LocalDate> around(Collection<LocalDate> days) {
    SortedSet<LocalDate> around = new TreeSet<>();
    for (LocalDate day : days) {
      for (int i = -lookbackDays; i <= lookbackDays; i++) {
        around.add(day.plusDays(i));
      }
    }
    return around;
  }
}
