package plaza.jobs.sample;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** A position in EPSG:4326, in degrees. */
record Position(double longitude, double latitude) {
  private static final double METRES_PER_DEGREE = 111_195;

  /**
   * The same position to six decimals, about a decimetre, so that shared points are written alike.
   */
  static Position rounded(double longitude, double latitude) {
    return new Position(round(longitude, 6), round(latitude, 6));
  }

  Position toDecimals(int decimals) {
    return new Position(round(longitude, decimals), round(latitude, decimals));
  }

  Position shifted(double east, double north) {
    return rounded(longitude + east, latitude + north);
  }

  /** The way as the crow flies, on a sphere and within one city. */
  double metresTo(Position other) {
    double east = (other.longitude - longitude) * StrictMath.cos(StrictMath.toRadians(latitude));
    return METRES_PER_DEGREE * StrictMath.hypot(east, other.latitude - latitude);
  }

  Position swapped() {
    return new Position(latitude, longitude);
  }

  private static double round(double degrees, int decimals) {
    return BigDecimal.valueOf(degrees).setScale(decimals, RoundingMode.HALF_UP).doubleValue();
  }
}
