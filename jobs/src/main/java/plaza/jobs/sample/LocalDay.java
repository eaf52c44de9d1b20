package plaza.jobs.sample;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.zone.ZoneOffsetTransition;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** A day of the city, 23 to 25 hours long; {@code index} counts from 0, the recording's first. */
record LocalDay(int index, LocalDate date) {
  private static final DateTimeFormatter TEXT =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);

  /** The first instant of the day. */
  Instant start() {
    return date.atStartOfDay(SampleCity.ZONE).toInstant();
  }

  /** The instants of the day, one each {@code step} from its start. */
  Stream<Instant> every(Duration step) {
    Instant end = date.plusDays(1).atStartOfDay(SampleCity.ZONE).toInstant();
    return Stream.iterate(start(), instant -> instant.isBefore(end), instant -> instant.plus(step));
  }

  /**
   * A local time of this day that no clock showed, half an hour after the clocks were put forward.
   */
  Optional<LocalDateTime> findSkippedTime() {
    ZoneOffsetTransition next =
        SampleCity.ZONE.getRules().nextTransition(date.atStartOfDay().toInstant(ZoneOffset.MAX));
    return Optional.ofNullable(next)
        .filter(ZoneOffsetTransition::isGap)
        .map(ZoneOffsetTransition::getDateTimeBefore)
        .filter(local -> local.toLocalDate().equals(date))
        .map(local -> local.plusMinutes(30));
  }

  static ZonedDateTime local(Instant instant) {
    return instant.atZone(SampleCity.ZONE);
  }

  /** A local time as publishers like it: without an offset. */
  static String text(LocalDateTime local) {
    return TEXT.format(local);
  }
}
