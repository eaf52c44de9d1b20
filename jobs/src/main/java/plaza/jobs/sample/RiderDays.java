package plaza.jobs.sample;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What riders do with their days: to work and back at hours of their own on most weekdays, and
 * other ways at any time, more at weekends. A rider's day depends on the rider and the date alone.
 */
record RiderDays(List<Rider> riders, List<BikeStation> stations, Chance chance) {
  private static final double SHARE_HOME_BY_BIKE = 0.85;
  private static final double SHARE_FIRST_STATION_OF_NO_USE = 0.12;
  private static final double SHARE_FROM_HOME = 0.7;
  private static final double SHARE_THERE_AND_BACK = 0.6;
  private static final int PLACES_TO_CHOOSE_FROM = 5;
  private static final int FIRST_MINUTE = 6 * 60;
  private static final int LAST_MINUTE = 22 * 60;

  /** The rides that begin on a day and end before its last quarter of an hour, in order. */
  List<Ride> on(LocalDate date) {
    List<Ride> rides = new ArrayList<>();
    for (Rider rider : riders) {
      Chance own = chance.of(rider.index()).of(date.toEpochDay());
      commute(rider, date, own.of("commute"), rides);
      leisure(rider, date, own.of("leisure"), rides);
    }
    Instant last = date.atTime(23, 40).atZone(SampleCity.ZONE).toInstant();
    rides.removeIf(ride -> ride.endedAt().isAfter(last));
    rides.sort(
        Comparator.comparing(Ride::startedAt).thenComparingInt(ride -> ride.rider().index()));
    return rides;
  }

  private static void commute(Rider rider, LocalDate date, Chance own, List<Ride> rides) {
    if (isWeekend(date) || own.of("goes").unit() >= rider.commutes()) {
      return;
    }
    BikeStation home = usual(rider.nearHome(), own.of("from home"));
    BikeStation work = usual(rider.nearWork(), own.of("at work"));
    double leaves = rider.leavesAt() + rider.jitter() * Rider.lean(own.of("leaves"));
    add(rider, home, work, date, leaves, own.of("there"), rides);
    if (own.of("comes back").unit() < SHARE_HOME_BY_BIKE) {
      double returns = rider.returnsAt() + 1.5 * rider.jitter() * Rider.lean(own.of("returns"));
      BikeStation from = usual(rider.nearWork(), own.of("from work"));
      add(rider, from, usual(rider.nearHome(), own.of("at home")), date, returns, own, rides);
    }
  }

  private void leisure(Rider rider, LocalDate date, Chance own, List<Ride> rides) {
    if (own.of("goes").unit() >= (isWeekend(date) ? 0.45 : 0.18)) {
      return;
    }
    BikeStation from =
        own.of("from home").unit() < SHARE_FROM_HOME
            ? usual(rider.nearHome(), own.of("station"))
            : stations.get(own.of("anywhere").below(stations.size()));
    Optional<BikeStation> to = somewhereNear(from, own.of("to"));
    if (to.isEmpty()) {
      return;
    }
    double leaves = own.of("leaves").between(FIRST_MINUTE, LAST_MINUTE);
    add(rider, from, to.get(), date, leaves, own.of("there"), rides);
    double returns = leaves + own.of("stays").between(60, 220);
    if (own.of("comes back").unit() < SHARE_THERE_AND_BACK && returns < LAST_MINUTE) {
      add(rider, to.get(), from, date, returns, own.of("back"), rides);
    }
  }

  /** The nearest station, or the next one when there is no bike or no free dock. */
  private static BikeStation usual(List<BikeStation> nearest, Chance own) {
    return nearest.get(own.unit() < SHARE_FIRST_STATION_OF_NO_USE ? 1 : 0);
  }

  private Optional<BikeStation> somewhereNear(BikeStation from, Chance own) {
    List<BikeStation> places = new ArrayList<>();
    for (int place = 0; place < PLACES_TO_CHOOSE_FROM; place++) {
      places.add(stations.get(own.of(place).below(stations.size())));
    }
    return places.stream()
        .filter(place -> !place.equals(from))
        .min(Comparator.comparingDouble(place -> place.position().metresTo(from.position())));
  }

  private static void add(
      Rider rider,
      BikeStation from,
      BikeStation to,
      LocalDate date,
      double minute,
      Chance own,
      List<Ride> rides) {
    // Streets are longer than the crow flies; then there is the time to unlock, wait and dock.
    double metres = from.position().metresTo(to.position()) * own.of("way").between(1.2, 1.45);
    long seconds = StrictMath.round(metres / rider.metresPerSecond());
    Instant start =
        date.atStartOfDay()
            .plusSeconds(StrictMath.round(minute * 60))
            .atZone(SampleCity.ZONE)
            .toInstant();
    Instant end = start.plusSeconds(seconds + 60 + own.of("docks").below(180));
    rides.add(new Ride(rider, from, to, start, end, (int) StrictMath.round(metres)));
  }

  private static boolean isWeekend(LocalDate date) {
    return date.getDayOfWeek().compareTo(DayOfWeek.SATURDAY) >= 0;
  }
}
