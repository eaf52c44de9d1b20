package plaza.jobs.sample;

import static java.lang.StrictMath.cos;
import static java.lang.StrictMath.sin;
import static java.lang.StrictMath.sqrt;
import static java.lang.StrictMath.tan;
import static java.lang.StrictMath.toRadians;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** A position in the city's metric CRS, EPSG:32627 (UTM zone 27 north), in metres. */
record MetricPosition(double x, double y) {
  private static final double MERIDIAN = -21;
  private static final double SCALE = 0.9996;
  private static final double FALSE_EASTING = 500_000;
  private static final double RADIUS = 6_378_137;
  private static final double FLATTENING = 1 / 298.257223563;
  private static final double E2 = FLATTENING * (2 - FLATTENING);
  private static final double EP2 = E2 / (1 - E2);

  /** Projects degrees, by the series of Snyder (USGS PP 1395, p. 61): millimetres near by. */
  static MetricPosition of(Position position) {
    double lat = toRadians(position.latitude());
    double n = RADIUS / sqrt(1 - E2 * sin(lat) * sin(lat));
    double t = tan(lat) * tan(lat);
    double c = EP2 * cos(lat) * cos(lat);
    double a = toRadians(position.longitude() - MERIDIAN) * cos(lat);
    double a2 = a * a;
    double x =
        a * (1 + a2 * (1 - t + c) / 6 + a2 * a2 * (5 - 18 * t + t * t + 72 * c - 58 * EP2) / 120);
    double y =
        n
            * tan(lat)
            * a2
            * (0.5
                + a2 * (5 - t + 9 * c + 4 * c * c) / 24
                + a2 * a2 * (61 - 58 * t + t * t + 600 * c - 330 * EP2) / 720);
    return new MetricPosition(FALSE_EASTING + SCALE * n * x, SCALE * (meridianArc(lat) + y));
  }

  private static double meridianArc(double lat) {
    double e4 = E2 * E2;
    double e6 = e4 * E2;
    return RADIUS
        * ((1 - E2 / 4 - 3 * e4 / 64 - 5 * e6 / 256) * lat
            - (3 * E2 / 8 + 3 * e4 / 32 + 45 * e6 / 1024) * sin(2 * lat)
            + (15 * e4 / 256 + 45 * e6 / 1024) * sin(4 * lat)
            - (35 * e6 / 3072) * sin(6 * lat));
  }

  String xText() {
    return text(x);
  }

  String yText() {
    return text(y);
  }

  private static String text(double metres) {
    return BigDecimal.valueOf(metres).setScale(3, RoundingMode.HALF_UP).toPlainString();
  }
}
