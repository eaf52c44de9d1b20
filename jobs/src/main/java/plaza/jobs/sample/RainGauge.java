package plaza.jobs.sample;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A rain gauge, of Atlantis or of Lemuria, a county beyond the city's bounds. */
record RainGauge(int number, String name, String county, Position position) {
  private static final int PEOPLE_PER_GAUGE = 10_000;
  private static final int FEWEST_GAUGES = 6;
  private static final int GAUGES_OF_LEMURIA = 3;

  static List<RainGauge> all(CityPlan plan, SampleCity city) {
    Chance chance = city.chance().of("rain gauges");
    int ours = Math.max(FEWEST_GAUGES, city.people() / PEOPLE_PER_GAUGE);
    List<RainGauge> gauges = new ArrayList<>();
    for (int index = 0; index < ours; index++) {
      Village village = plan.villages().get(index * plan.villages().size() / ours);
      gauges.add(
          new RainGauge(
              index + 1,
              village.name() + " (simulated)",
              "Atlantis",
              plan.within(village, chance.of(index))));
    }
    for (int index = 0; index < GAUGES_OF_LEMURIA; index++) {
      Chance own = chance.of("Lemuria").of(index);
      gauges.add(
          new RainGauge(
              ours + index + 1,
              "Lemuria " + (index + 1) + " (simulated)",
              "Lemuria",
              Position.rounded(
                  own.of("x").between(-19.5, -18.5), own.of("y").between(40.4, 41.2))));
    }
    return List.copyOf(gauges);
  }

  String id() {
    return String.format(Locale.ROOT, "RG%04d", number);
  }
}
