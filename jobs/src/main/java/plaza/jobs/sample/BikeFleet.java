package plaza.jobs.sample;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * The bikes of a day: each goes on from where it was left, so that no bike is in two places. By
 * night lorries spread them over the stations anew.
 */
final class BikeFleet {
  private static final int STRIDE_BY_NIGHT = 7919;

  private record Arrival(Instant at, int station, String bike) {}

  private final Map<Integer, Deque<String>> docked = new HashMap<>();
  private final PriorityQueue<Arrival> underway =
      new PriorityQueue<>(Comparator.comparing(Arrival::at).thenComparing(Arrival::bike));
  private int bikes;

  BikeFleet(List<BikeStation> stations, LocalDate date) {
    int all = stations.stream().mapToInt(station -> station.docks() / 2).sum();
    long shift = date.toEpochDay() * STRIDE_BY_NIGHT;
    for (BikeStation station : stations) {
      Deque<String> bikesHere = new ArrayDeque<>();
      for (int dock = 0; dock < station.docks() / 2; dock++) {
        bikesHere.add(number((int) Math.floorMod(bikes + shift, (long) all)));
        bikes++;
      }
      docked.put(station.index(), bikesHere);
    }
  }

  /** The bike of each ride; rides are in the order in which they begin. */
  List<String> take(List<Ride> rides) {
    List<String> taken = new ArrayList<>();
    for (Ride ride : rides) {
      while (!underway.isEmpty() && !underway.peek().at().isAfter(ride.startedAt())) {
        Arrival arrival = underway.remove();
        docks(arrival.station()).addLast(arrival.bike());
      }
      // A lorry brings another one to a station that has run out.
      String bike = docks(ride.from().index()).pollFirst();
      String number = bike == null ? number(bikes++) : bike;
      underway.add(new Arrival(ride.endedAt(), ride.to().index(), number));
      taken.add(number);
    }
    return taken;
  }

  private Deque<String> docks(int station) {
    return docked.computeIfAbsent(station, none -> new ArrayDeque<>());
  }

  private static String number(int bike) {
    return String.format(Locale.ROOT, "B%06d", bike + 1);
  }
}
