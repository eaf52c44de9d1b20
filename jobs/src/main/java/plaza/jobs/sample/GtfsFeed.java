package plaza.jobs.sample;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalTime;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Transit as GTFS (CRLF), fetched once, at the first day's start: two metro lines with stations and
 * platforms, and buses; calendars cover 366 days, and one Monday is a holiday. The metro's last
 * trips end at 25:40:00; on weekends those of one line are said again as a headway of ten minutes.
 *
 * <p>Defects:
 *
 * <ul>
 *   <li>stop L1 is at 0, 0, and stop L2 has latitude and longitude swapped; no trip uses them;
 *   <li>trip B01-WD-0-0700 arrives at its 5th stop at "7:6x:00";
 *   <li>trip B02-WD-0-0700 has no times at its 6th stop, which is allowed: timepoint is 0 there;
 *   <li>buses' times have hours of one digit, which is allowed, too.
 * </ul>
 */
final class GtfsFeed implements SampleFeed {
  private final TransitNetwork network;
  private final GtfsPublisher publisher;
  private final boolean hasDefects;

  GtfsFeed(CityPlan plan, SampleCity city) {
    network = new TransitNetwork(plan, city);
    publisher = new GtfsPublisher(city.from());
    hasDefects = city.hasDefects();
  }

  @Override
  public String id() {
    return "atlantis_gtfs";
  }

  @Override
  public void write(LocalDay day, Recording recording) throws IOException {
    if (day.index() > 0) {
      return;
    }
    try (ZipOutputStream zip = new ZipOutputStream(recording.open(id(), day.start(), "gtfs.zip"))) {
      table(zip, "agency.txt", publisher::agency);
      table(zip, "stops.txt", this::stops);
      table(zip, "routes.txt", this::routes);
      table(zip, "trips.txt", this::trips);
      table(zip, "stop_times.txt", this::stopTimes);
      table(zip, "calendar.txt", publisher::calendar);
      table(zip, "calendar_dates.txt", publisher::calendarDates);
      table(zip, "shapes.txt", this::shapes);
      table(zip, "frequencies.txt", this::frequencies);
      table(zip, "feed_info.txt", publisher::feedInfo);
    }
  }

  private void table(ZipOutputStream zip, String name, Consumer<CsvWriter> rows)
      throws IOException {
    ZipEntry entry = new ZipEntry(name);
    // Local on purpose: the other setters depend on the machine's zone.
    entry.setTimeLocal(publisher.from().atTime(LocalTime.NOON));
    zip.putNextEntry(entry);
    Writer out = new OutputStreamWriter(zip, StandardCharsets.UTF_8);
    CsvWriter csv = CsvWriter.builder().lineDelimiter(LineDelimiter.CRLF).build(out);
    rows.accept(csv);
    // Not closed: that would close the archive.
    csv.flush();
    zip.closeEntry();
  }

  private void stops(CsvWriter csv) {
    csv.writeRecord(
        "stop_id",
        "stop_code",
        "stop_name",
        "stop_lat",
        "stop_lon",
        "location_type",
        "parent_station");
    for (TransitStop stop : network.stops()) {
      csv.writeRecord(
          stop.id(),
          stop.code(),
          stop.name(),
          BigDecimal.valueOf(stop.position().latitude()).toPlainString(),
          BigDecimal.valueOf(stop.position().longitude()).toPlainString(),
          stop.isStation() ? "1" : "0",
          stop.parent());
    }
  }

  private void routes(CsvWriter csv) {
    csv.writeRecord("route_id", "agency_id", "route_short_name", "route_long_name", "route_type");
    for (TransitLine line : network.lines()) {
      csv.writeRecord(
          line.id(),
          "AT",
          line.shortName(),
          line.longName(),
          Integer.toString(line.mode().routeType));
    }
  }

  private void trips(CsvWriter csv) {
    csv.writeRecord(
        "route_id", "service_id", "trip_id", "trip_headsign", "direction_id", "shape_id");
    for (TransitLine line : network.lines()) {
      StopTimes.trips(line, GtfsPublisher.SERVICES)
          .forEach(trip ->
              csv.writeRecord(
                  line.id(),
                  trip.service(),
                  trip.tripId(),
                  network.name(trip.lastStop()),
                  Integer.toString(trip.direction()),
                  shape(line, trip.direction())));
    }
  }

  private static String shape(TransitLine line, int direction) {
    return line.id() + "-" + direction;
  }

  /** Straight from stop to stop, numbered in tens. */
  private void shapes(CsvWriter csv) {
    csv.writeRecord("shape_id", "shape_pt_lat", "shape_pt_lon", "shape_pt_sequence");
    for (TransitLine line : network.lines()) {
      for (int direction = 0; direction < line.directions().size(); direction++) {
        int sequence = 0;
        for (String stop : line.directions().get(direction)) {
          Position position = network.position(stop);
          csv.writeRecord(
              shape(line, direction),
              BigDecimal.valueOf(position.latitude()).toPlainString(),
              BigDecimal.valueOf(position.longitude()).toPlainString(),
              Integer.toString(sequence += 10));
        }
      }
    }
  }

  /** The last weekend trip of the first line comes again ten minutes later. */
  private void frequencies(CsvWriter csv) {
    TransitLine line = network.lines().getFirst();
    csv.writeRecord("trip_id", "start_time", "end_time", "headway_secs", "exact_times");
    StopTimes.trips(line, List.of(GtfsPublisher.WEEKEND))
        .filter(trip -> trip.departure() == line.mode().lastDeparture)
        .forEach(trip -> csv.writeRecord(trip.tripId(), "25:20:00", "25:40:00", "600", "0"));
  }

  private void stopTimes(CsvWriter csv) {
    csv.writeRecord(
        "trip_id",
        "arrival_time",
        "departure_time",
        "stop_id",
        "stop_sequence",
        "pickup_type",
        "drop_off_type",
        "timepoint");
    for (TransitLine line : network.lines()) {
      StopTimes.trips(line, GtfsPublisher.SERVICES).forEach(trip -> trip.write(csv, hasDefects));
    }
  }
}
