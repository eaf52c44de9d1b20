package plaza.jobs.sample;

/**
 * A position in UTM zone 27 north (EPSG:32627), in metres; by the series of Snyder, Map Projections
 * (USGS Professional Paper 1395), equations 8-9 to 8-15, good to centimetres in the zone.
 */
record Utm(double east, double north) {
  private static final double CENTRAL_MERIDIAN = -21;
  private static final double SCALE = 0.9996;
  private static final double FALSE_EASTING = 500_000;
  private static final double A = 6_378_137;
  private static final double E2 = 0.006694379990141317;
  private static final double E2_PRIME = E2 / (1 - E2);

  static Utm of(Position position) {
    double phi = StrictMath.toRadians(position.latitude());
    double sin = StrictMath.sin(phi);
    double cos = StrictMath.cos(phi);
    double n = A / StrictMath.sqrt(1 - E2 * sin * sin);
    double t = (sin / cos) * (sin / cos);
    double c = E2_PRIME * cos * cos;
    double a = cos * StrictMath.toRadians(position.longitude() - CENTRAL_MERIDIAN);
    double a2 = a * a;
    double x =
        n
            * a
            * (1
                + a2 * (1 - t + c) / 6
                + a2 * a2 * (5 - 18 * t + t * t + 72 * c - 58 * E2_PRIME) / 120);
    double y =
        meridian(phi)
            + n
                * (sin / cos)
                * a2
                * (0.5
                    + a2 * (5 - t + 9 * c + 4 * c * c) / 24
                    + a2 * a2 * (61 - 58 * t + t * t + 600 * c - 330 * E2_PRIME) / 720);
    return new Utm(FALSE_EASTING + SCALE * x, SCALE * y);
  }

  /** Metres along the meridian from the equator. */
  private static double meridian(double phi) {
    double e4 = E2 * E2;
    double e6 = e4 * E2;
    return A
        * ((1 - E2 / 4 - 3 * e4 / 64 - 5 * e6 / 256) * phi
            - (3 * E2 / 8 + 3 * e4 / 32 + 45 * e6 / 1024) * StrictMath.sin(2 * phi)
            + (15 * e4 / 256 + 45 * e6 / 1024) * StrictMath.sin(4 * phi)
            - 35 * e6 / 3072 * StrictMath.sin(6 * phi));
  }
}
