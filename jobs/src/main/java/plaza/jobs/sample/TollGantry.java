package plaza.jobs.sample;

import java.util.List;
import java.util.Locale;

/**
 * A gantry of Atlantis' toll roads, where each direction has its own though both share a position.
 * The ring road runs east from kilometre 0.5; the coast road begins with a ramp, whose kilometres
 * are not the road's.
 */
record TollGantry(
    String road,
    String roadName,
    boolean isRamp,
    int hundredMetres,
    char direction,
    String from,
    String to,
    Position position) {
  private static final String RING = "Ring Road (simulated)";
  private static final String COAST = "Coast Road (simulated)";

  // 0.045 degrees are 3.8 km on this latitude, as the mileposts say.
  private static final List<TollGantry> ALL =
      List.of(
          new TollGantry("01F", RING, false, 5, 'N', "Farol", "Cais", at(-20.22, 40.03)),
          new TollGantry("01F", RING, false, 5, 'S', "Cais", "Farol", at(-20.22, 40.03)),
          new TollGantry("01F", RING, false, 43, 'N', "Alameda", "Farol", at(-20.175, 40.03)),
          new TollGantry("01F", RING, false, 43, 'S', "Farol", "Alameda", at(-20.175, 40.03)),
          new TollGantry("01F", RING, false, 82, 'N', "Outeiro", "Alameda", at(-20.13, 40.03)),
          new TollGantry("01F", RING, false, 82, 'S', "Alameda", "Outeiro", at(-20.13, 40.03)),
          new TollGantry("05F", COAST, true, 3, 'N', "Outeiro", "Ilhéu", at(-20.10, 40.06)),
          new TollGantry("05F", COAST, true, 3, 'S', "Ilhéu", "Outeiro", at(-20.10, 40.06)));

  static List<TollGantry> all() {
    return ALL;
  }

  /** The operator's code, as {@code 01F0005N}; with an R for a ramp. */
  String id() {
    return isRamp
        ? String.format(Locale.ROOT, "%sR%03d%c", road, hundredMetres, direction)
        : String.format(Locale.ROOT, "%s%04d%c", road, hundredMetres, direction);
  }

  /** What is written on it, as {@code 01F-000.5N}. */
  String sign() {
    String number = isRamp ? "R%02d.%d" : "%03d.%d";
    return road
        + "-"
        + String.format(Locale.ROOT, number, hundredMetres / 10, hundredMetres % 10)
        + direction;
  }

  private static Position at(double longitude, double latitude) {
    return new Position(longitude, latitude);
  }
}
