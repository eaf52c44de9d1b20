package plaza.jobs.sample;

import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.function.Consumer;

/**
 * Atlantis, a simulated city in the Atlantic, whose feeds look like real publishers' and have their
 * usual defects, each listed where it is written. The same city always has the same bytes, and a
 * longer recording begins with the shorter one.
 *
 * @param seed what all chance is derived from
 * @param people inhabitants; everything else is in proportion
 * @param from the first local day
 * @param days how many days
 * @param hasDefects whether feeds have the defects listed where they are written; a clean city's
 *     have none that a table refuses or a check tells of
 */
public record SampleCity(long seed, int people, LocalDate from, int days, boolean hasDefects) {
  /** The city's name in declarations. */
  public static final String CITY = "atlantis";

  /** The city's time zone, UTC-1; its clocks go forward at midnight. */
  public static final ZoneId ZONE = ZoneId.of("Atlantic/Azores");

  /** The city's name where people read it, and what it is. */
  static final String TITLE = "Atlantis (simulated)";

  private static final int FEWEST_PEOPLE = 1000;

  /** A city with the usual defects. */
  public SampleCity(long seed, int people, LocalDate from, int days) {
    this(seed, people, from, days, true);
  }

  public SampleCity {
    if (people < FEWEST_PEOPLE || days < 1) {
      throw new IllegalArgumentException(
          "a city has "
              + FEWEST_PEOPLE
              + " people and a day at least, not "
              + people
              + ", "
              + days);
    }
  }

  /**
   * The city that tests and the documentation speak of; its clocks go forward on the second day.
   */
  public static SampleCity standard() {
    return new SampleCity(1, 50_000, LocalDate.of(2026, 3, 28), 2);
  }

  /**
   * Writes the city's recording, overwriting what is there.
   *
   * @param recording a landing folder: {@code <feed>/<instant of fetching, UTC>/<file>}
   * @param progress told of each day of each feed
   */
  public void write(Path recording, Consumer<String> progress) throws IOException {
    CityPlan plan = CityPlan.of(this);
    List<SampleFeed> feeds =
        List.of(
            new VillagesFeed(plan),
            new DistrictsFeed(plan),
            new PopulationFeed(plan, this),
            new GtfsFeed(plan, this),
            new AirFeed(plan, this),
            new BikesFeed(plan, this),
            new TollGantriesFeed(this),
            new TollFlowsFeed(this),
            new TollSpeedsFeed(this),
            new ParkingLotsFeed(plan, this),
            new ParkingFeed(plan, this),
            new CrashesFeed(plan, this),
            new BikeTripsFeed(plan, this),
            new TheftsFeed(plan, this),
            new CareFacilitiesFeed(plan, this),
            new EnergyFeed(this),
            new AttractionsFeed(plan, this),
            new RainfallFeed(plan, this),
            new FloodSensorsFeed(plan, this),
            new FloodEventsFeed(plan, this),
            new HistoricFloodsFeed(plan, this));
    for (int index = 0; index < days; index++) {
      LocalDay day = new LocalDay(index, from.plusDays(index));
      for (SampleFeed feed : feeds) {
        feed.write(day, new Recording(recording));
        progress.accept(feed.id() + " " + day.date());
      }
    }
  }

  Chance chance() {
    return new Chance(seed);
  }

  /** The one weather that gauges, flood sensors and reports of floods share. */
  Rain rain() {
    return new Rain(chance().of("rain"), from);
  }
}
