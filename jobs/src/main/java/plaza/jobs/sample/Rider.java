package plaza.jobs.sample;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * Somebody who rides: a home and a workplace, the stations near to each, nearest first, and habits
 * that last.
 *
 * @param number what the bike share calls the rider, always the same
 * @param nearHome the two stations nearest to the home
 * @param nearWork the two stations nearest to the workplace, other than the nearest to the home
 * @param commutes how often the rider goes to work by bike, 0 to 1 of weekdays
 * @param leavesAt when the rider leaves home for work, in minutes of the day, give or take {@code
 *     jitter}
 * @param returnsAt when the rider leaves work, likewise
 * @param metresPerSecond how fast the rider is
 */
record Rider(
    int index,
    String number,
    Position home,
    Position work,
    List<BikeStation> nearHome,
    List<BikeStation> nearWork,
    double commutes,
    double leavesAt,
    double returnsAt,
    double jitter,
    double metresPerSecond) {
  private static final int PEOPLE_PER_RIDER = 25;
  private static final int FEWEST_RIDERS = 200;
  private static final double SHARE_WITHOUT_COMMUTE = 0.2;
  private static final int OFFICES_TO_CHOOSE_FROM = 4;
  private static final double DEGREES_AROUND_OFFICE = 0.003;

  /** All riders of the city, drawn from its people: villages with more of them have more riders. */
  static List<Rider> all(CityPlan plan, SampleCity city) {
    Chance chance = city.chance().of("riders");
    List<BikeStation> stations = BikeStation.all(plan, city);
    List<BikeStation> offices = stations.stream().filter(BikeStation::isOffice).toList();
    int count = Math.max(FEWEST_RIDERS, city.people() / PEOPLE_PER_RIDER);
    List<Rider> riders = new ArrayList<>();
    for (int index = 0; index < count; index++) {
      Chance own = chance.of(index);
      Village village = plan.home(own);
      Position home = plan.within(village, own.of("home"));
      riders.add(of(index, home, workplace(home, offices, own), stations, own));
    }
    return List.copyOf(riders);
  }

  private static Rider of(
      int index, Position home, Position work, List<BikeStation> stations, Chance own) {
    List<BikeStation> nearHome = nearest(home, stations);
    List<BikeStation> others =
        stations.stream().filter(station -> !station.equals(nearHome.getFirst())).toList();
    boolean stays = own.of("commutes").unit() < SHARE_WITHOUT_COMMUTE;
    return new Rider(
        index,
        String.format(Locale.ROOT, "M%06d", index + 1),
        home,
        work,
        nearHome,
        nearest(work, others),
        stays ? 0 : own.of("regular").between(0.55, 0.95),
        7 * 60 + 65 + 75 * lean(own.of("leaves")),
        18 * 60 + 10 + 90 * lean(own.of("returns")),
        own.of("jitter").between(4, 18),
        own.of("speed").between(2.8, 4.8));
  }

  /** People work where offices are, and of several rather at the near one. */
  private static Position workplace(Position home, List<BikeStation> offices, Chance own) {
    List<Position> offers = new ArrayList<>();
    for (int offer = 0; offer < OFFICES_TO_CHOOSE_FROM; offer++) {
      Chance drawn = own.of("work").of(offer);
      Position office = offices.get(drawn.below(offices.size())).position();
      offers.add(
          office.shifted(
              DEGREES_AROUND_OFFICE * lean(drawn.of("x")),
              DEGREES_AROUND_OFFICE * lean(drawn.of("y"))));
    }
    return offers.stream().min(Comparator.comparingDouble(home::metresTo)).orElseThrow();
  }

  private static List<BikeStation> nearest(Position place, List<BikeStation> stations) {
    BikeStation first = stations.getFirst();
    BikeStation second = stations.get(1);
    double toFirst = Double.MAX_VALUE;
    double toSecond = Double.MAX_VALUE;
    for (BikeStation station : stations) {
      double metres = place.metresTo(station.position());
      if (metres < toFirst) {
        second = first;
        toSecond = toFirst;
        first = station;
        toFirst = metres;
      } else if (metres < toSecond) {
        second = station;
        toSecond = metres;
      }
    }
    return List.of(first, second);
  }

  /** A number from -1 to 1, more often near 0. */
  static double lean(Chance chance) {
    return chance.of(1).unit() + chance.of(2).unit() - 1;
  }
}
