package plaza.jobs.sample;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** Two metro lines that cross in the middle of the city, and bus routes that start at a station. */
final class TransitNetwork {
  private static final int PEOPLE_PER_BUS_ROUTE = 4000;
  private static final int FEWEST_BUS_ROUTES = 6;
  private static final int STATIONS_OF_LINE = 9;
  private static final int STOPS_OF_BUS_ROUTE = 12;
  private static final double PLATFORM_ASIDE_DEGREES = 0.0002;

  private final VillageGrid grid;
  private final Chance chance;
  private final Map<String, TransitStop> stops = new LinkedHashMap<>();
  private final List<TransitLine> lines = new ArrayList<>();

  TransitNetwork(CityPlan plan, SampleCity city) {
    grid = plan.grid();
    chance = city.chance().of("transit");
    metro("M1", "Linha da Âncora, East-West");
    metro("M2", "Γραμμή \"Tridente\", South-North");
    int routes = Math.max(FEWEST_BUS_ROUTES, city.people() / PEOPLE_PER_BUS_ROUTE);
    for (int route = 1; route <= routes; route++) {
      bus(route);
    }
    if (city.hasDefects()) {
      lostStops();
    }
  }

  List<TransitStop> stops() {
    return List.copyOf(stops.values());
  }

  /** The name of a stop. */
  String name(String stop) {
    return Objects.requireNonNull(stops.get(stop), stop).name();
  }

  /** Where a stop is. */
  Position position(String stop) {
    return Objects.requireNonNull(stops.get(stop), stop).position();
  }

  List<TransitLine> lines() {
    return List.copyOf(lines);
  }

  private void metro(String line, String name) {
    boolean isEastWest = line.equals("M1");
    List<String> there = new ArrayList<>();
    List<String> back = new ArrayList<>();
    for (int k = 0; k < STATIONS_OF_LINE; k++) {
      boolean isCrossing = k == STATIONS_OF_LINE / 2;
      String station = isCrossing ? "MX" : line + "-" + (k + 1);
      double share = k / (STATIONS_OF_LINE - 1.0);
      double bend = isCrossing ? 0 : chance.of(station).between(-0.2, 0.2);
      double x = isEastWest ? 0.5 + share * (grid.columns() - 1) : grid.columns() / 2.0 + bend;
      double y = isEastWest ? grid.rows() / 2.0 + bend : 0.5 + share * (grid.rows() - 1);
      String title = isCrossing ? "Central, Praça do \"Mar\"" : line + " " + PlaceNames.village(k);
      TransitStop parent =
          stops.computeIfAbsent(
              station, id -> new TransitStop(id, "", title, grid.at(x, y), true, ""));
      there.add(platform(parent, line, 1));
      back.addFirst(platform(parent, line, 2));
    }
    lines.add(new TransitLine(line, line, name, TransitLine.Mode.METRO, List.of(there, back)));
  }

  private String platform(TransitStop station, String line, int number) {
    String id = station.id() + "-" + line + "-" + number;
    double aside = number == 1 ? PLATFORM_ASIDE_DEGREES : -PLATFORM_ASIDE_DEGREES;
    Position position =
        line.equals("M1")
            ? station.position().shifted(0, aside)
            : station.position().shifted(aside, 0);
    stops.put(
        id, new TransitStop(id, line + number, station.name(), position, false, station.id()));
    return id;
  }

  /** A bus route goes straight, but for a wobble, from a metro line to anywhere. */
  private void bus(int number) {
    String route = String.format(Locale.ROOT, "B%02d", number);
    Chance own = chance.of(route);
    double startX = own.of("start").between(0.5, grid.columns() - 0.5);
    double startY = grid.rows() / 2.0;
    double endX = own.of("end x").between(0.5, grid.columns() - 0.5);
    double endY = own.of("end y").between(0.3, 0.6) * (number % 2 == 0 ? 1 : -1) * startY + startY;
    List<String> there = new ArrayList<>();
    for (int k = 0; k < STOPS_OF_BUS_ROUTE; k++) {
      double share = k / (STOPS_OF_BUS_ROUTE - 1.0);
      double x = startX + share * (endX - startX) + own.of("x").of(k).between(-0.1, 0.1);
      double y = startY + share * (endY - startY) + own.of("y").of(k).between(-0.1, 0.1);
      String id = route + "-" + (k + 1);
      String name = PlaceNames.street(number + k) + " / " + route + " stop " + (k + 1);
      stops.put(id, new TransitStop(id, id, name, grid.at(x, y), false, ""));
      there.add(id);
    }
    String title = PlaceNames.street(number) + " - " + PlaceNames.street(number + 11);
    lines.add(
        new TransitLine(
            route,
            Integer.toString(number),
            title,
            TransitLine.Mode.BUS,
            List.of(there, there.reversed())));
  }

  /** Stops that no trip uses, with the coordinates that such stops tend to have. */
  private void lostStops() {
    Position swapped = grid.at(grid.columns() / 2.0, 1.5).swapped();
    stops.put("L1", new TransitStop("L1", "", "Depot, zero", new Position(0, 0), false, ""));
    stops.put("L2", new TransitStop("L2", "", "Depot \"swapped\"", swapped, false, ""));
  }
}
