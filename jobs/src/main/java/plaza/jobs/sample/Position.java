package plaza.jobs.sample;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** A position in EPSG:4326, in degrees. */
record Position(double longitude, double latitude) {

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

  Position swapped() {
    return new Position(latitude, longitude);
  }

  private static double round(double degrees, int decimals) {
    return BigDecimal.valueOf(degrees).setScale(decimals, RoundingMode.HALF_UP).doubleValue();
  }
}
