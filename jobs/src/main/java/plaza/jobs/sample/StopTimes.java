package plaza.jobs.sample;

import de.siegmar.fastcsv.writer.CsvWriter;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The timetable: trips at a fixed headway, and when they call at each stop. */
record StopTimes(TransitLine line, String service, int direction, int departure) {
  private static final int SEVEN_O_CLOCK = 7 * 3600;

  /** All trips of a line, by service, direction, and departure. */
  static Stream<StopTimes> trips(TransitLine line, List<String> services) {
    TransitLine.Mode mode = line.mode();
    return services.stream()
        .flatMap(service ->
            IntStream.range(0, 2)
                .boxed()
                .flatMap(direction ->
                    IntStream.iterate(
                            mode.firstDeparture,
                            departure -> departure <= mode.lastDeparture,
                            departure -> departure + mode.headway)
                        .mapToObj(
                            departure -> new StopTimes(line, service, direction, departure))));
  }

  String tripId() {
    return String.format(
        Locale.ROOT,
        "%s-%s-%d-%02d%02d",
        line.id(),
        service,
        direction,
        departure / 3600,
        departure / 60 % 60);
  }

  String lastStop() {
    return line.directions().get(direction).getLast();
  }

  void write(CsvWriter csv, boolean hasDefects) {
    List<String> stops = line.directions().get(direction);
    for (int index = 0; index < stops.size(); index++) {
      int sequence = index + 1;
      boolean isEnd = index == 0 || sequence == stops.size();
      int arrival = departure + index * line.mode().betweenStops;
      String arrivalTime = hasDefects && isImpossible(sequence) ? "7:6x:00" : text(arrival);
      String departureTime = text(isEnd ? arrival : arrival + line.mode().dwell);
      boolean isBetweenTimepoints = isUntimed(sequence);
      csv.writeRecord(
          tripId(),
          isBetweenTimepoints ? "" : arrivalTime,
          isBetweenTimepoints ? "" : departureTime,
          stops.get(index),
          Integer.toString(sequence),
          "0",
          "0",
          isBetweenTimepoints ? "0" : "1");
    }
  }

  private boolean isImpossible(int sequence) {
    return isFirstSevenOClock("B01") && sequence == 5;
  }

  private boolean isUntimed(int sequence) {
    return isFirstSevenOClock("B02") && sequence == 6;
  }

  private boolean isFirstSevenOClock(String route) {
    return line.id().equals(route)
        && service.equals(GtfsPublisher.WEEKDAY)
        && direction == 0
        && departure == SEVEN_O_CLOCK;
  }

  private String text(int seconds) {
    return String.format(
        Locale.ROOT, line.mode().timeFormat, seconds / 3600, seconds / 60 % 60, seconds % 60);
  }
}
