package plaza.jobs.bench;

/**
 * A place in the bench's city.
 *
 * @param x metres east of 3 degrees east
 * @param y metres north of the equator
 */
record Spot(double x, double y) {
  private static final double SCALE = 0.9996;
  // Radii of curvature of WGS 84 at the equator: along it, and across.
  private static final double ALONG = 6_378_137;
  private static final double ACROSS = 6_335_439;

  static Spot ofDegrees(double lon, double lat) {
    return new Spot(Math.toRadians(lon - 3) * SCALE * ALONG, Math.toRadians(lat) * SCALE * ACROSS);
  }

  double lon() {
    return 3 + Math.toDegrees(x / (SCALE * ALONG));
  }

  double lat() {
    return Math.toDegrees(y / (SCALE * ACROSS));
  }

  double metres(Spot other) {
    return Math.hypot(x - other.x, y - other.y);
  }

  /** The greater of the distances east and north. */
  double aside(Spot other) {
    return Math.max(Math.abs(x - other.x), Math.abs(y - other.y));
  }

  /** Here or a little beside, so that no coordinate is a cell's middle by chance. */
  Spot besideMiddles() {
    return new Spot(beside(x), beside(y));
  }

  private static double beside(double metres) {
    double rest = metres - Math.floor(metres / 250) * 250;
    return rest < 10 ? metres + 10 : rest > 240 ? metres - 10 : metres;
  }
}
