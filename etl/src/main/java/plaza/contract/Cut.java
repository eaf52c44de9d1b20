package plaza.contract;

import java.time.Duration;
import java.time.Period;

/**
 * A period that instants are cut down to the start of, on a city's own clock: a number of seconds
 * that divides a day, counted from local midnight, or one day, or months, counted from January.
 *
 * @param seconds up to a day, or 0
 * @param months that divide a year, or 0
 */
public record Cut(long seconds, int months) {
  private static final long DAY = 86_400;

  /** Instants as they are. */
  public static final Cut NONE = new Cut(0, 0);

  /** Parses an ISO 8601 period such as PT15M, PT1H, P1D, P1M, P1Y. */
  public static Cut parse(String text) {
    if (text.contains("T") || text.endsWith("D")) {
      long seconds = Duration.parse(text).toSeconds();
      if (seconds <= 0 || DAY % seconds != 0 || Duration.parse(text).toNanosPart() != 0) {
        throw new IllegalArgumentException(text);
      }
      return new Cut(seconds, 0);
    }
    Period period = Period.parse(text);
    long months = period.toTotalMonths();
    if (!text.matches("P\\d+[MY]") || months <= 0 || 12 % months != 0) {
      throw new IllegalArgumentException(text);
    }
    return new Cut(0, Math.toIntExact(months));
  }

  /** Whether instants stay as they are. */
  public boolean isNone() {
    return equals(NONE);
  }

  /** Whether what is cut to the other can be cut to this, and ends as if it had not been. */
  public boolean isMultipleOf(Cut other) {
    if (other.isNone()) {
      return true;
    }
    if (months > 0) {
      return other.months == 0 || months % other.months == 0;
    }
    return other.months == 0 && seconds > 0 && seconds % other.seconds == 0;
  }

  /** ISO 8601; empty where instants stay as they are. */
  @Override
  public String toString() {
    if (isNone()) {
      return "";
    }
    if (months > 0) {
      return months % 12 == 0 ? "P" + months / 12 + "Y" : "P" + months + "M";
    }
    return seconds == DAY ? "P1D" : Duration.ofSeconds(seconds).toString();
  }
}
