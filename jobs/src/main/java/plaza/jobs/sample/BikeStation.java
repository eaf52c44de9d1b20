package plaza.jobs.sample;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A station of the bike share; {@code isOffice} where bikes gather by day instead of by night. */
record BikeStation(
    int index,
    String number,
    String name,
    Village village,
    Position position,
    int docks,
    boolean isOffice,
    String address) {
  private static final int PEOPLE_PER_STATION = 200;
  private static final int FEWEST_STATIONS = 40;

  static List<BikeStation> all(CityPlan plan, SampleCity city) {
    Chance chance = city.chance().of("bike stations");
    int count = Math.max(FEWEST_STATIONS, city.people() / PEOPLE_PER_STATION);
    List<BikeStation> stations = new ArrayList<>();
    for (int index = 0; index < count; index++) {
      stations.add(station(index, plan, chance.of(index)));
    }
    return List.copyOf(stations);
  }

  private static BikeStation station(int index, CityPlan plan, Chance chance) {
    Village village = plan.village(chance);
    int house = 1 + chance.of("house").below(200);
    return new BikeStation(
        index,
        String.format(Locale.ROOT, "9%03d%05d", village.district().number(), index + 1),
        "SimBike_" + village.name() + " (" + (index + 1) + ")",
        village,
        plan.within(village, chance).toDecimals(5),
        10 + chance.of("docks").below(50),
        chance.of("office").unit() < 0.4,
        PlaceNames.street(chance.of("street").below(1000)) + ", " + house);
  }
}
