package plaza.contract;

import java.time.Duration;
import java.time.LocalTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAmount;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * When and how often a contract promises what it gives away anew: {@code timeOfAvailability} and
 * {@code frequency} (ODCS v3.1, "Service-Level Agreement"). Where it does not say, at 06:00 of each
 * day: the day before has ended, and those who work with it have not begun.
 *
 * @param at the hour; of several the earliest, which keeps the promise of all
 * @param offset the clock of that hour, or null where it is the city's
 * @param every how often; a {@link Cadence} that has a cron
 */
public record Sla(LocalTime at, @Nullable ZoneOffset offset, TemporalAmount every) {
  /** Of a contract that says nothing of time. */
  public static final Sla DEFAULT = new Sla(LocalTime.of(6, 0), null, Period.ofDays(1));

  private static final String HOUR = "an hour such as 06:00 of the city, or 09:00-08:00 of all";
  private static final String EVERY =
      "a number with the unit h (as many as divide a day), d (1 or 7), week (1), month (as many as"
          + " divide a year) or y (1)";

  /** Reads {@code slaProperties}; properties that promise nothing of time are for people. */
  static Sla read(Yaml contract) {
    List<OffsetTime> offset = new ArrayList<>();
    List<LocalTime> local = new ArrayList<>();
    Optional<TemporalAmount> every = Optional.empty();
    for (Yaml property : contract.list("slaProperties")) {
      switch (property.text("property").toLowerCase(Locale.ROOT)) {
        case "timeofavailability" ->
            property
                .require("value")
                .ifPresent(value -> {
                  if (value.text().length() > "06:00".length()) {
                    value.as(HOUR, Sla::offsetTime).ifPresent(offset::add);
                  } else {
                    value.as(HOUR, LocalTime::parse).ifPresent(local::add);
                  }
                  if (!offset.isEmpty() && !local.isEmpty()) {
                    value.problem("hours with an offset and without", "all with, or all without");
                  }
                });
        case "frequency", "fy" -> {
          if (every.isPresent()) {
            property.problem("a second frequency", "one");
          }
          String unit = property.text("unit", "d");
          every = property.require("value").flatMap(v -> v.as(EVERY, text -> every(text, unit)));
        }
        default -> {
          // Latency is a check; others are for people and other tools.
        }
      }
    }
    TemporalAmount each = every.orElse(DEFAULT.every);
    if (!offset.isEmpty()) {
      OffsetTime first = Collections.min(offset);
      return new Sla(first.toLocalTime(), first.getOffset(), each);
    }
    return new Sla(local.isEmpty() ? DEFAULT.at : Collections.min(local), null, each);
  }

  private static OffsetTime offsetTime(String text) {
    OffsetTime time = OffsetTime.parse(text);
    if (time.getSecond() != 0 || time.getNano() != 0) {
      throw new IllegalArgumentException(text);
    }
    return time;
  }

  private static TemporalAmount every(String value, String unit) {
    int number = Integer.parseInt(value);
    TemporalAmount every =
        switch (unit) {
          case "h", "hr", "hour", "hours" -> Duration.ofHours(number);
          case "d", "day", "days" -> Period.ofDays(number);
          case "w", "wk", "week", "weeks" -> Period.ofWeeks(number);
          case "mo", "month", "months" -> Period.ofMonths(number);
          case "y", "yr", "year", "years" -> Period.ofYears(number);
          default -> throw new IllegalArgumentException(unit);
        };
    if (number < 1 || Cadence.cron(every, LocalTime.MIDNIGHT).isEmpty()) {
      throw new IllegalArgumentException(value);
    }
    return every;
  }
}
