package plaza.format;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.algorithm.Area;
import org.locationtech.jts.algorithm.RayCrossingCounter;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Location;

/**
 * Shapes of a shapefile as GeoJSON geometries (RFC 7946, section 3.1), with heights where all
 * points have one, without measures. Sedona's own parser of shapes is not used: it takes any hole
 * for one of the ring before it, and drops short rings in silence.
 */
final class Geometries {
  // Below this a height is "no data" (Technical Description, "Numeric Types").
  private static final double NO_DATA = -1e38;

  private Geometries() {}

  /** A shape that is none; the message says what was found and expected. */
  static final class BadShape extends Exception {
    private static final long serialVersionUID = 1;

    BadShape(String found, String expected) {
      super("found " + found + ", expected " + expected);
    }
  }

  /** A shape as GeoJSON text; null for a null shape and for a point that is nowhere. */
  static @Nullable String geoJson(ByteBuffer shape) throws BadShape {
    int type = shape.getInt();
    boolean hasHeights = type > 10 && type < 20;
    return switch (type) {
      case 0 -> null;
      case 1, 11, 21 -> point(shape, hasHeights);
      case 8, 18, 28 -> {
        need(shape, 36);
        shape.position(shape.position() + 32);
        Coordinate[] points = coordinates(shape, shape.getInt(), hasHeights);
        yield geometry("MultiPoint", list(points));
      }
      case 3, 13, 23 -> {
        List<Coordinate[]> lines = parts(shape, hasHeights, 2, "a line");
        yield lines.size() == 1
            ? geometry("LineString", list(lines.getFirst()))
            : geometry("MultiLineString", list(lines));
      }
      case 5, 15, 25 -> {
        List<List<Coordinate[]>> polygons = polygons(parts(shape, hasHeights, 4, "a ring"));
        StringJoiner texts = new StringJoiner(",", "[", "]");
        polygons.forEach(rings -> texts.add(list(rings)));
        yield polygons.size() == 1
            ? geometry("Polygon", list(polygons.getFirst()))
            : geometry("MultiPolygon", texts.toString());
      }
      default -> throw new BadShape("a shape of type " + type, "points, lines or polygons");
    };
  }

  private static void need(ByteBuffer shape, long bytes) throws BadShape {
    if (bytes < 0 || shape.remaining() < bytes) {
      throw new BadShape(
          "a shape of " + shape.limit() + " bytes", (shape.position() + bytes) + " bytes");
    }
  }

  private static @Nullable String point(ByteBuffer shape, boolean hasHeights) throws BadShape {
    need(shape, hasHeights ? 24 : 16);
    double x = shape.getDouble();
    double y = shape.getDouble();
    if (Double.isNaN(x) && Double.isNaN(y)) {
      return null;
    }
    double z = hasHeights ? shape.getDouble() : Double.NaN;
    return geometry("Point", text(finite(new Coordinate(x, y, z > NO_DATA ? z : Double.NaN))));
  }

  private static List<Coordinate[]> parts(
      ByteBuffer shape, boolean hasHeights, int least, String what) throws BadShape {
    need(shape, 40);
    shape.position(shape.position() + 32);
    int count = shape.getInt();
    int points = shape.getInt();
    need(shape, count < 0 ? -1 : 4L * count);
    int[] starts = new int[count + 1];
    for (int i = 0; i < count; i++) {
      starts[i] = shape.getInt();
    }
    starts[count] = points;
    Coordinate[] all = coordinates(shape, points, hasHeights);
    List<Coordinate[]> parts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      if (starts[i] < 0 || starts[i + 1] > all.length || starts[i + 1] - starts[i] < least) {
        throw new BadShape(
            "%s from point %d to %d".formatted(what, starts[i], starts[i + 1]),
            "at least " + least + " points");
      }
      parts.add(Arrays.copyOfRange(all, starts[i], starts[i + 1]));
    }
    if (parts.isEmpty()) {
      throw new BadShape("no part", what);
    }
    return parts;
  }

  private static Coordinate[] coordinates(ByteBuffer shape, int count, boolean hasHeights)
      throws BadShape {
    need(shape, count < 0 ? -1 : 16L * count);
    Coordinate[] points = new Coordinate[count];
    for (int i = 0; i < count; i++) {
      points[i] = finite(new Coordinate(shape.getDouble(), shape.getDouble()));
    }
    if (hasHeights) {
      need(shape, 16 + 8L * count);
      int from = shape.position() + 16;
      boolean all = true;
      for (int i = 0; i < count; i++) {
        double z = shape.getDouble(from + 8 * i);
        all &= z > NO_DATA && Double.isFinite(z);
      }
      for (int i = 0; i < count && all; i++) {
        points[i].setZ(shape.getDouble(from + 8 * i));
      }
    }
    return points;
  }

  private static Coordinate finite(Coordinate point) throws BadShape {
    if (!Double.isFinite(point.x) || !Double.isFinite(point.y)) {
      throw new BadShape("the point " + point.x + " " + point.y, "finite coordinates");
    }
    return point;
  }

  /**
   * Rings as polygons: those that run clockwise are shells (Technical Description, "Polygon"), each
   * other is a hole of the smallest shell around it, or a shell where there is none.
   */
  private static List<List<Coordinate[]>> polygons(List<Coordinate[]> rings) {
    List<List<Coordinate[]>> polygons = new ArrayList<>();
    List<Coordinate[]> holes = new ArrayList<>();
    boolean anyShell = rings.stream().anyMatch(ring -> Area.ofRingSigned(ring) > 0);
    for (Coordinate[] ring : rings) {
      if (anyShell && Area.ofRingSigned(ring) < 0) {
        holes.add(ring);
      } else {
        polygons.add(new ArrayList<>(List.<Coordinate[]>of(ring)));
      }
    }
    List<Coordinate[]> shells = polygons.stream().map(List::getFirst).toList();
    List<Envelope> boxes = shells.stream().map(Geometries::box).toList();
    for (Coordinate[] hole : holes) {
      Envelope box = box(hole);
      int best = -1;
      for (int i = 0; i < shells.size(); i++) {
        if (boxes.get(i).covers(box)
            && (best < 0 || boxes.get(i).getArea() < boxes.get(best).getArea())
            && isInside(hole, shells.get(i))) {
          best = i;
        }
      }
      if (best < 0) {
        polygons.add(new ArrayList<>(List.<Coordinate[]>of(hole)));
      } else {
        polygons.get(best).add(hole);
      }
    }
    return polygons;
  }

  private static Envelope box(Coordinate[] ring) {
    Envelope box = new Envelope();
    for (Coordinate point : ring) {
      box.expandToInclude(point);
    }
    return box;
  }

  private static boolean isInside(Coordinate[] hole, Coordinate[] shell) {
    for (Coordinate point : hole) {
      int place = RayCrossingCounter.locatePointInRing(point, shell);
      if (place != Location.BOUNDARY) {
        return place == Location.INTERIOR;
      }
    }
    return true;
  }

  private static String geometry(String type, String coordinates) {
    return "{\"type\":\"" + type + "\",\"coordinates\":" + coordinates + "}";
  }

  private static String list(List<Coordinate[]> parts) {
    StringJoiner texts = new StringJoiner(",", "[", "]");
    parts.forEach(part -> texts.add(list(part)));
    return texts.toString();
  }

  private static String list(Coordinate[] points) {
    StringJoiner texts = new StringJoiner(",", "[", "]");
    for (Coordinate point : points) {
      texts.add(text(point));
    }
    return texts.toString();
  }

  private static String text(Coordinate point) {
    String height = Double.isNaN(point.getZ()) ? "" : "," + point.getZ();
    return "[" + point.x + "," + point.y + height + "]";
  }
}
