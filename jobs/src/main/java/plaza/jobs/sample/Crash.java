package plaza.jobs.sample;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A crash as the police writes it down; the day's last one is fatal.
 *
 * @param number from 1 on its day
 * @param at when it happened
 */
record Crash(
    LocalDay day,
    int number,
    boolean isFatal,
    Instant at,
    String place,
    Position position,
    int parties,
    Chance chance) {
  private static final int PEOPLE_PER_CRASH = 2500;
  private static final int FEWEST_CRASHES = 8;
  private static final Duration OF_THE_DAY = Duration.ofHours(21);
  private static final Position OF_LEMURIA = new Position(-19.0, 40.8);

  /** The crashes of a day, in order of time; every fifth is beyond the city. */
  static List<Crash> of(LocalDay day, CityPlan plan, SampleCity city) {
    Chance chance = city.chance().of("crashes").of(day.date().toEpochDay());
    int count = Math.max(FEWEST_CRASHES, city.people() / PEOPLE_PER_CRASH);
    List<Crash> crashes = new ArrayList<>();
    for (int number = 1; number <= count; number++) {
      Chance own = chance.of(number);
      // One in each of as many spans of the day, so that they are in order and never at one time.
      double share = (number - 1 + own.of("time").unit()) / count;
      Instant at = day.start().plusSeconds((long) (share * OF_THE_DAY.toSeconds()));
      Village village = plan.village(own);
      boolean isOurs = number % 5 != 0;
      String street = PlaceNames.street(own.of("street").below(1000));
      crashes.add(
          new Crash(
              day,
              number,
              number == count - 1,
              at,
              (isOurs ? "Atlantis, " + village.district().name() : "Lemuria, Port")
                  + ", "
                  + street
                  + ", "
                  + (1 + own.of("house").below(200)),
              isOurs ? plan.within(village, own) : OF_LEMURIA,
              number % 7 == 0 ? 3 : 2,
              own));
    }
    return crashes;
  }
}
