package plaza.jobs.sample;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Where the city's districts and villages lie, and how its people are spread over them. */
record CityPlan(VillageGrid grid, List<District> districts, List<Village> villages) {
  private static final int PEOPLE_PER_VILLAGE = 2500;
  private static final int FEWEST_VILLAGES = 20;
  private static final int VILLAGES_PER_DISTRICT = 8;
  private static final int FEWEST_DISTRICTS = 4;
  private static final double LENGTH_TO_HEIGHT = 1.2;

  static CityPlan of(SampleCity city) {
    int wanted = Math.max(FEWEST_VILLAGES, city.people() / PEOPLE_PER_VILLAGE);
    int columns = (int) StrictMath.ceil(StrictMath.sqrt(wanted * LENGTH_TO_HEIGHT));
    int rows = (int) StrictMath.round(wanted / (double) columns);
    VillageGrid grid = new VillageGrid(columns, rows, city.chance().of("grid"));
    List<District> districts = districts(columns, rows);
    return new CityPlan(grid, districts, villages(city, districts));
  }

  /** A village drawn by lot. */
  Village village(Chance chance) {
    return villages.get(chance.of("village").below(villages.size()));
  }

  /** A village drawn by lot among the people, so that a larger one is drawn more often. */
  Village home(Chance chance) {
    int people = villages.stream().mapToInt(Village::people).sum();
    int drawn = chance.of("home village").below(people);
    for (Village village : villages) {
      drawn -= village.people();
      if (drawn < 0) {
        return village;
      }
    }
    return villages.getLast();
  }

  /** A position drawn by lot, well within a village. */
  Position within(Village village, Chance chance) {
    return grid.at(
        village.x() + chance.of("x").between(0.15, 0.85),
        village.y() + chance.of("y").between(0.15, 0.85));
  }

  private static List<District> districts(int columns, int rows) {
    int wanted = Math.max(FEWEST_DISTRICTS, columns * rows / VILLAGES_PER_DISTRICT);
    int across = (int) StrictMath.round(StrictMath.sqrt(wanted * LENGTH_TO_HEIGHT));
    int up = Math.max(1, (int) StrictMath.round(wanted / (double) across));
    List<District> districts = new ArrayList<>();
    for (int y = 0; y < up; y++) {
      for (int x = 0; x < across; x++) {
        int number = districts.size() + 1;
        VillageGrid.Block block =
            new VillageGrid.Block(
                cut(columns, x, across),
                cut(rows, y, up),
                cut(columns, x + 1, across),
                cut(rows, y + 1, up));
        String code = String.format(Locale.ROOT, "A%02d", number);
        districts.add(new District(number, code, PlaceNames.district(number - 1), block));
      }
    }
    return List.copyOf(districts);
  }

  /** Where the n-th of so many bands begins: bands differ by one cell at most. */
  private static int cut(int cells, int band, int bands) {
    return (cells * band + bands - 1) / bands;
  }

  private static List<Village> villages(SampleCity city, List<District> districts) {
    Chance chance = city.chance().of("people");
    List<Village> villages = new ArrayList<>();
    double total = 0;
    for (District district : districts) {
      for (int cell = 0; cell < cells(district); cell++) {
        total += weight(chance, district, cell);
      }
    }
    double reached = 0;
    long settled = 0;
    for (District district : districts) {
      for (int cell = 0; cell < cells(district); cell++) {
        reached += weight(chance, district, cell);
        // Rounding the running sum instead of each share makes the shares add up exactly.
        long upToHere = StrictMath.round(city.people() * reached / total);
        int width = district.block().east() - district.block().west();
        villages.add(
            new Village(
                villages.size(),
                String.format(Locale.ROOT, "%s-%03d", district.code(), cell + 1),
                PlaceNames.village(villages.size()),
                district,
                district.block().west() + cell % width,
                district.block().south() + cell / width,
                (int) (upToHere - settled)));
        settled = upToHere;
      }
    }
    return List.copyOf(villages);
  }

  private static int cells(District district) {
    VillageGrid.Block block = district.block();
    return (block.east() - block.west()) * (block.north() - block.south());
  }

  private static double weight(Chance chance, District district, int cell) {
    return chance.of(district.number()).of(cell).between(0.5, 1.5);
  }
}
