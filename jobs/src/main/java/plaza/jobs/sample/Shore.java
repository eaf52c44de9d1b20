package plaza.jobs.sample;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

/** What the sea does to outlines: an islet, a spike; and how much land an outline holds. */
final class Shore {
  private static final Position ISLET = new Position(-20.012, 40.138);
  private static final double ISLET_RADIUS_DEGREES = 0.004;
  private static final int ISLET_CORNERS = 6;
  private static final double SPIKE_DEGREES = 0.0008;
  private static final double METRES_PER_DEGREE = 111_195;

  private Shore() {}

  /**
   * An islet off the city's north-east, closed and counter-clockwise; it belongs to the last
   * village.
   */
  static List<Position> islet() {
    List<Position> ring = new ArrayList<>();
    for (int corner = 0; corner < ISLET_CORNERS; corner++) {
      double angle = 2 * StrictMath.PI * corner / ISLET_CORNERS;
      ring.add(
          ISLET.shifted(
              ISLET_RADIUS_DEGREES * StrictMath.cos(angle),
              ISLET_RADIUS_DEGREES * StrictMath.sin(angle)));
    }
    ring.add(ring.getFirst());
    return ring;
  }

  /**
   * The ring with a bow-tie in place of its first point: both edges there run on beyond it, cross
   * in it, and are joined outside.
   */
  static List<Position> spiked(List<Position> ring) {
    Position corner = ring.getFirst();
    Position beyondNext = beyond(ring.get(1), corner);
    Position beyondLast = beyond(ring.get(ring.size() - 2), corner);
    List<Position> spiked = new ArrayList<>(ring.subList(1, ring.size() - 1));
    spiked.addFirst(beyondNext);
    spiked.add(beyondLast);
    spiked.add(beyondNext);
    return spiked;
  }

  /** The area of rings as publishers state it, in square metres on a sphere, with two decimals. */
  static String area(List<List<Position>> rings) {
    double squareMetres = 0;
    for (List<Position> ring : rings) {
      squareMetres += squareDegrees(ring) * squareMetresPerDegree(ring.getFirst());
    }
    return BigDecimal.valueOf(squareMetres).setScale(2, RoundingMode.HALF_UP).toPlainString();
  }

  /** The signed area of a closed ring: positive when it is counter-clockwise. */
  static double squareDegrees(List<Position> ring) {
    Position origin = ring.getFirst();
    double twice = 0;
    for (int point = 1; point < ring.size(); point++) {
      Position from = ring.get(point - 1);
      Position to = ring.get(point);
      twice +=
          (from.longitude() - origin.longitude()) * (to.latitude() - origin.latitude())
              - (to.longitude() - origin.longitude()) * (from.latitude() - origin.latitude());
    }
    return twice / 2;
  }

  private static double squareMetresPerDegree(Position position) {
    return METRES_PER_DEGREE
        * METRES_PER_DEGREE
        * StrictMath.cos(StrictMath.toRadians(position.latitude()));
  }

  private static Position beyond(Position from, Position corner) {
    double east = corner.longitude() - from.longitude();
    double north = corner.latitude() - from.latitude();
    double scale = SPIKE_DEGREES / StrictMath.hypot(east, north);
    return corner.shifted(east * scale, north * scale);
  }
}
