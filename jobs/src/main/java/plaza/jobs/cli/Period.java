package plaza.jobs.cli;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Days of UTC, the last included: log and receipts are of people in many cities. */
final class Period {
  @Option(
      names = "--from",
      paramLabel = "DAY",
      description = "The first day, in UTC (default: the last, or today).")
  private @Nullable LocalDate from;

  @Option(names = "--to", paramLabel = "DAY", description = "The last day (default: today).")
  private @Nullable LocalDate to;

  Instant starts(Instant now) {
    return Objects.requireNonNullElse(from, last(now)).atStartOfDay(ZoneOffset.UTC).toInstant();
  }

  /** The first instant behind it. */
  Instant ends(Instant now) {
    LocalDate last = last(now);
    if (from != null && last.isBefore(from)) {
      throw new Plaza.WrongUse(
          "it would end on %s, before it begins on %s".formatted(last, from),
          "--to is the last day, --from the first.");
    }
    return last.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
  }

  private LocalDate last(Instant now) {
    return Objects.requireNonNullElse(to, LocalDate.ofInstant(now, ZoneOffset.UTC));
  }
}
