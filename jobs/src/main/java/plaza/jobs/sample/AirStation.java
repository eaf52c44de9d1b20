package plaza.jobs.sample;

import java.util.ArrayList;
import java.util.List;

/**
 * A station that measures the air, of Atlantis or of Lemuria, a county beyond the city's bounds.
 */
record AirStation(int number, String name, String county, Position position) {
  private static final int PEOPLE_PER_STATION = 8000;
  private static final int FEWEST_STATIONS = 6;
  private static final int STATIONS_OF_LEMURIA = 10;

  static List<AirStation> all(CityPlan plan, SampleCity city) {
    Chance chance = city.chance().of("air stations");
    int ours = Math.max(FEWEST_STATIONS, city.people() / PEOPLE_PER_STATION);
    List<AirStation> stations = new ArrayList<>();
    for (int index = 0; index < ours; index++) {
      // Spread evenly over the register, so that most districts have one.
      Village village = plan.villages().get(index * plan.villages().size() / ours);
      Position position = plan.within(village, chance.of(index));
      stations.add(
          new AirStation(index + 1, village.name() + " (simulated)", "Atlantis", position));
    }
    for (int index = 0; index < STATIONS_OF_LEMURIA; index++) {
      Chance own = chance.of("Lemuria").of(index);
      Position position =
          Position.rounded(own.of("x").between(-19.5, -18.5), own.of("y").between(40.4, 41.2));
      stations.add(
          new AirStation(
              ours + index + 1, "Lemuria " + (index + 1) + " (simulated)", "Lemuria", position));
    }
    return List.copyOf(stations);
  }
}
