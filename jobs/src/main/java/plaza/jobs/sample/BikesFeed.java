package plaza.jobs.sample;

import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.Iterator;
import java.util.List;

/**
 * The bike share's stations as JSON, polled every ten minutes of each local day from its start and
 * fetched 20 seconds later; until 28 March 2026 in YouBike's older shape, then in its newer one.
 *
 * <p>Every snapshot lists all stations in the same order; counted from 1, as rows of a file are,
 * and with polls of a day counted from 0, the defects are:
 *
 * <ul>
 *   <li>all stations but the first 32: about 3 % of reports (never in the recording's first poll)
 *       are the previous poll's once more: the same mday and counts;
 *   <li>station 4 is at 0, 0; station 8 has latitude and longitude swapped; station 12 is at
 *       latitude 25.05, longitude 121.55;
 *   <li>station 14 is frozen: mday is always 14:05:00 three days before the first day;
 *   <li>station 18 has no district: sarea is null; the row is good otherwise;
 *   <li>station 20 has -1 bikes in poll 50 of the first day;
 *   <li>station 30 reports 30 February, 12:00:00, in poll 60 of the first day;
 *   <li>station 32 has a null sno in poll 70 of the first day;
 *   <li>station 24 reports, in poll 12 of each day on which clocks go forward, half an hour after
 *       they did by the old clock: a local time that never was;
 *   <li>about 20 % of reports have broken docks: bikes and free docks are fewer than the total.
 * </ul>
 */
final class BikesFeed implements SampleFeed {
  private static final LocalDate NEWER_FROM = LocalDate.of(2026, 3, 29);
  private static final int FETCHED_SECONDS_LATER = 20;
  private static final int STATIONS_NEVER_SILENT = 32;
  private static final int FROZEN = 14 - 1;
  private static final int NEGATIVE = 20 - 1;
  private static final int IN_GAP = 24 - 1;
  private static final int IMPOSSIBLE_DATE = 30 - 1;
  private static final int WITHOUT_NUMBER = 32 - 1;

  private final List<BikeStation> stations;
  private final BikeRhythm rhythm;
  private final LocalDate from;
  private final boolean hasDefects;

  BikesFeed(CityPlan plan, SampleCity city) {
    stations = BikeStation.all(plan, city);
    rhythm = new BikeRhythm(city.chance().of(id()));
    from = city.from();
    hasDefects = city.hasDefects();
  }

  @Override
  public String id() {
    return "atlantis_bikes";
  }

  @Override
  public void write(LocalDay day, Recording recording) throws IOException {
    Iterator<Instant> polls = day.every(BikeRhythm.POLL_EVERY).iterator();
    for (int poll = 0; polls.hasNext(); poll++) {
      write(day, poll, polls.next(), recording);
    }
  }

  private void write(LocalDay day, int poll, Instant instant, Recording recording)
      throws IOException {
    boolean isNewer = !day.date().isBefore(NEWER_FROM);
    Instant fetchedAt = instant.plusSeconds(FETCHED_SECONDS_LATER);
    try (BikeSnapshot snapshot =
        new BikeSnapshot(
            recording.open(id(), fetchedAt, "youbike_immediate.json"),
            instant,
            isNewer,
            hasDefects)) {
      for (BikeStation station : stations) {
        boolean hasNumber = !(isAt(day, poll, 70) && station.index() == WITHOUT_NUMBER);
        snapshot.row(station, report(station, day, poll, instant), hasNumber);
      }
    }
  }

  private BikeReport report(BikeStation station, LocalDay day, int poll, Instant instant) {
    if (!hasDefects) {
      return rhythm.report(station, instant);
    }
    BikeReport report = rhythm.report(station, lastHeard(station, instant));
    return switch (station.index()) {
      case FROZEN -> frozen(station);
      case NEGATIVE ->
          isAt(day, poll, 50) ? new BikeReport(report.localTime(), -1, report.freeDocks()) : report;
      case IMPOSSIBLE_DATE ->
          isAt(day, poll, 60) ? report.at(from.getYear() + "-02-30 12:00:00") : report;
      case IN_GAP ->
          poll == 12
              ? day.findSkippedTime().map(time -> report.at(LocalDay.text(time))).orElse(report)
              : report;
      default -> report;
    };
  }

  private BikeReport frozen(BikeStation station) {
    String time = LocalDay.text(from.minusDays(3).atTime(LocalTime.of(14, 5)));
    return new BikeReport(time, station.docks() / 2, station.docks() - station.docks() / 2);
  }

  /** The latest poll up to this one for which the station reported. */
  private Instant lastHeard(BikeStation station, Instant poll) {
    Instant first = new LocalDay(0, from).start();
    Instant heard = poll;
    while (station.index() >= STATIONS_NEVER_SILENT
        && heard.isAfter(first)
        && rhythm.isSilent(station, heard)) {
      heard = heard.minus(BikeRhythm.POLL_EVERY);
    }
    return heard;
  }

  private boolean isAt(LocalDay day, int poll, int wanted) {
    return hasDefects && day.index() == 0 && poll == wanted;
  }
}
