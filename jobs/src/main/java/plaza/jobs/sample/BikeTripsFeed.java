package plaza.jobs.sample;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Every trip of the bike share as CSV (UTF-8 with a byte order mark, LF, local times without
 * offset), a file for each day, fetched a quarter of an hour before its end.
 *
 * <p>Rows are in the order in which trips began; trip_no is the day and the place in that order,
 * from 1. Riders are always the same, with homes and workplaces that are told nowhere but here; the
 * stations nearest to these give them away, which is the point. Defects, by the number of the trip:
 *
 * <ul>
 *   <li>trip 5 of the first day ends five minutes before it began;
 *   <li>trip 8 of the first day is given twice, one behind the other;
 *   <li>trip 12 of each day comes at the end of the next day's file;
 *   <li>about one trip in 200 has no return_station: the bike was left beside a full one.
 * </ul>
 */
final class BikeTripsFeed implements SampleFeed {
  private static final LocalTime FETCHED_AT = LocalTime.of(23, 45);
  private static final DateTimeFormatter BASIC =
      DateTimeFormatter.ofPattern("uuuuMMdd", Locale.ROOT);
  private static final double SHARE_NOT_DOCKED = 0.005;
  private static final int BEFORE_ITS_START = 5;
  private static final int TWICE = 8;
  private static final int LATE = 12;

  private final List<BikeStation> stations;
  private final RiderDays days;
  private final Chance chance;
  private final boolean hasDefects;

  BikeTripsFeed(CityPlan plan, SampleCity city) {
    stations = BikeStation.all(plan, city);
    chance = city.chance().of(id());
    hasDefects = city.hasDefects();
    days = new RiderDays(Rider.all(plan, city), stations, chance.of("days"));
  }

  @Override
  public String id() {
    return "atlantis_bike_trips";
  }

  @Override
  public void write(LocalDay day, Recording recording) throws IOException {
    Instant fetchedAt = day.date().atTime(FETCHED_AT).atZone(SampleCity.ZONE).toInstant();
    String name = "trips_" + BASIC.format(day.date()) + ".csv";
    try (Writer out =
            new OutputStreamWriter(recording.open(id(), fetchedAt, name), StandardCharsets.UTF_8);
        CsvWriter csv = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(out)) {
      out.write('\uFEFF');
      csv.writeRecord(
          "trip_no,member_no,bike_no,rent_station,return_station,rent_time,return_time,distance"
              .split(",", -1));
      List<Trip> trips = trips(day.date());
      for (Trip trip : trips) {
        boolean isFirstDay = hasDefects && day.index() == 0;
        if (trip.number() != LATE) {
          csv.writeRecord(row(trip, isFirstDay && trip.number() == BEFORE_ITS_START));
        }
        if (isFirstDay && trip.number() == TWICE) {
          csv.writeRecord(row(trip, false));
        }
      }
      if (day.index() > 0) {
        csv.writeRecord(row(trips(day.date().minusDays(1)).get(LATE - 1), false));
      }
    }
  }

  private record Trip(LocalDate date, int number, Ride ride, String bike) {}

  private List<Trip> trips(LocalDate date) {
    List<Ride> rides = days.on(date);
    List<String> bikes = new BikeFleet(stations, date).take(rides);
    List<Trip> trips = new ArrayList<>();
    for (int index = 0; index < rides.size(); index++) {
      trips.add(new Trip(date, index + 1, rides.get(index), bikes.get(index)));
    }
    return trips;
  }

  private List<String> row(Trip trip, boolean endsTooEarly) {
    Ride ride = trip.ride();
    Chance own = chance.of("docked").of(trip.date().toEpochDay()).of(trip.number());
    boolean isDocked = own.unit() >= SHARE_NOT_DOCKED;
    return List.of(
        String.format(Locale.ROOT, "%s-%06d", BASIC.format(trip.date()), trip.number()),
        ride.rider().number(),
        trip.bike(),
        ride.from().number(),
        isDocked ? ride.to().number() : "",
        text(ride.startedAt()),
        text(endsTooEarly ? ride.startedAt().minus(Duration.ofMinutes(5)) : ride.endedAt()),
        Integer.toString(ride.metres()));
  }

  private static String text(Instant instant) {
    return LocalDay.text(LocalDay.local(instant).toLocalDateTime());
  }
}
