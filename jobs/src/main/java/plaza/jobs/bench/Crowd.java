package plaza.jobs.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/** Riders with homes and workplaces, and the trips that they make; always the same. */
final class Crowd {
  static final ZoneId ZONE = ZoneId.of("Europe/Paris");
  static final LocalDate FIRST = LocalDate.of(2026, 3, 2);

  private static final int SITES = 30;
  private static final double RIDING = 0.8;
  private static final double STROLLING = 0.15;
  private static final double GPS_M = 15;

  /** Somebody, by the name that must not be known. */
  record Rider(String id, Spot home, Spot work) {}

  /**
   * A trip.
   *
   * @param isFromWork whether it began at the rider's workplace
   */
  record Trip(String id, Rider rider, Instant at, Spot from, boolean isFromWork) {}

  private final Random random = new Random(11);
  private final List<Rider> riders = new ArrayList<>();
  private final double side;
  private final int days;

  /** So many riders in a square of so many metres, for so many days. */
  Crowd(int riders, double side, int days) {
    this.side = side;
    this.days = days;
    List<Spot> sites = new ArrayList<>();
    for (int i = 0; i < SITES; i++) {
      sites.add(anywhere());
    }
    for (int i = 0; i < riders; i++) {
      Spot site = sites.get(random.nextInt(SITES));
      this.riders.add(new Rider("rider-" + name(), anywhere(), near(site, 30)));
    }
  }

  List<Rider> riders() {
    return riders;
  }

  int days() {
    return days;
  }

  /** When the last day is over. */
  Instant end() {
    return FIRST.plusDays(days).atStartOfDay(ZONE).toInstant();
  }

  /** All trips, in no order that tells of anyone. */
  List<Trip> trips() {
    List<Trip> trips = new ArrayList<>();
    for (int day = 0; day < days; day++) {
      LocalDate date = FIRST.plusDays(day);
      for (Rider rider : riders) {
        if (random.nextDouble() < RIDING) {
          trips.add(trip(rider, date, 6.5, 3, rider.home(), false));
          trips.add(trip(rider, date, 16, 3, rider.work(), true));
        }
        if (random.nextDouble() < STROLLING) {
          trips.add(trip(rider, date, 10, 5, anywhere(), false));
        }
      }
    }
    java.util.Collections.shuffle(trips, random);
    return trips;
  }

  private Trip trip(
      Rider rider, LocalDate date, double from, double hours, Spot place, boolean isFromWork) {
    double hour = from + random.nextDouble() * hours;
    // Never on a full minute, which is too round to be looked for.
    long second = (long) (hour * 3600) / 60 * 60 + 1 + random.nextInt(59);
    return new Trip(
        "trip-" + name(),
        rider,
        date.atTime(LocalTime.ofSecondOfDay(second)).atZone(ZONE).toInstant(),
        near(place, GPS_M).besideMiddles(),
        isFromWork);
  }

  private String name() {
    byte[] bytes = new byte[8];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  private Spot anywhere() {
    return new Spot(random.nextDouble() * side, random.nextDouble() * side);
  }

  private Spot near(Spot place, double metres) {
    return new Spot(
        place.x() + random.nextGaussian() * metres, place.y() + random.nextGaussian() * metres);
  }

  /** As their publisher would send them. */
  static Path write(List<Trip> trips, Path file) throws IOException {
    try (PrintWriter csv = new PrintWriter(Files.newBufferedWriter(file))) {
      csv.println("trip,rider,at,lon,lat");
      for (Trip trip : trips) {
        Spot from = trip.from();
        csv.printf(
            "%s,%s,%s,%s,%s%n", trip.id(), trip.rider().id(), trip.at(), from.lon(), from.lat());
      }
    }
    return file;
  }
}
