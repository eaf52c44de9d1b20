package plaza.jobs.sample;

import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A car park; {@code isOffice} where it fills by day instead of by night.
 *
 * @param index from 0
 */
record ParkingLot(
    int index,
    String id,
    String name,
    Village village,
    Position position,
    int cars,
    int motorcycles,
    boolean hasLiveCount,
    boolean isOffice) {
  private static final int PEOPLE_PER_LOT = 1250;
  private static final int FEWEST_LOTS = 20;
  // Date.toString of the publisher's server, which says AZOT in summer too.
  private static final DateTimeFormatter UPDATETIME =
      DateTimeFormatter.ofPattern("EEE MMM dd HH:mm:ss 'AZOT' uuuu", Locale.ROOT);

  static List<ParkingLot> all(CityPlan plan, SampleCity city) {
    Chance chance = city.chance().of("parking lots");
    int count = Math.max(FEWEST_LOTS, city.people() / PEOPLE_PER_LOT);
    List<ParkingLot> lots = new ArrayList<>();
    for (int index = 0; index < count; index++) {
      Chance own = chance.of(index);
      Village village = plan.village(own);
      lots.add(
          new ParkingLot(
              index,
              String.format(Locale.ROOT, "SIM%04d", index + 1),
              "SimPark " + village.name() + " (" + (index + 1) + ")",
              village,
              plan.within(village, own),
              10 + own.of("cars").below(300),
              own.of("motorcycles").below(4) == 0 ? 5 + own.of("motorcycle").below(40) : 0,
              index % 5 != 4,
              own.of("office").unit() < 0.5));
    }
    return List.copyOf(lots);
  }

  /** Free spaces for cars: full when people are where it is. */
  int free(Chance chance, Instant at) {
    ZonedDateTime local = LocalDay.local(at);
    double hours = local.toLocalTime().toSecondOfDay() / 3600.0;
    double tide = StrictMath.cos(2 * StrictMath.PI * (hours - 13) / 24) * (isOffice ? -1 : 1);
    double drift = chance.of(index).drift(at.getEpochSecond() / 5400.0);
    double share = 0.35 + 0.35 * tide + 0.5 * (drift - 0.5);
    return Math.clamp(StrictMath.round(cars * share), 0, cars);
  }

  /** When a document was made, in the words of its envelope. */
  static String updateTime(Instant at) {
    return UPDATETIME.format(LocalDay.local(at));
  }
}
