package plaza.jobs.sample;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * A sensor of flood depth; the first stands under a bridge, where the water runs together.
 *
 * @param depthPerMm centimetres of water for each millimetre of rain that the drains cannot take
 */
record FloodSensor(
    int number, UUID id, String name, Village village, Position position, double depthPerMm) {
  private static final int PEOPLE_PER_SENSOR = 6000;
  private static final int FEWEST_SENSORS = 8;
  private static final double MM_DRAINED = 12;
  private static final int HOURS_TO_DRAIN = 2;

  static List<FloodSensor> all(CityPlan plan, SampleCity city) {
    Chance chance = city.chance().of("flood sensors");
    int count = Math.max(FEWEST_SENSORS, city.people() / PEOPLE_PER_SENSOR);
    List<FloodSensor> sensors = new ArrayList<>();
    for (int index = 0; index < count; index++) {
      Chance own = chance.of(index);
      Village village = plan.villages().get(index * plan.villages().size() / count);
      boolean isBridge = index == 0;
      sensors.add(
          new FloodSensor(
              index + 1,
              uuid(own),
              (isBridge ? "Bridge in " : "") + village.name() + " (simulated)",
              village,
              plan.within(village, own),
              isBridge ? 1.2 : own.of("depth").between(0.1, 0.5)));
    }
    return List.copyOf(sensors);
  }

  /** An identifier that chance gives. */
  static UUID uuid(Chance chance) {
    long high = (chance.of("high").key() & 0xFFFFFFFFFFFF0FFFL) | 0x4000L;
    long low = (chance.of("low").key() & 0x3FFFFFFFFFFFFFFFL) | 0x8000000000000000L;
    return new UUID(high, low);
  }

  boolean isUnderBridge() {
    return number == 1;
  }

  /** Centimetres of water at an instant, a whole ten minutes. */
  double depth(Rain rain, Instant at) {
    double mm = rain.ofHours(number, at, HOURS_TO_DRAIN) - MM_DRAINED;
    // Hundredths, with the noise in the last digit that real ones have.
    return StrictMath.round(Math.max(0, mm) * depthPerMm * 100) * 0.01;
  }
}
