package plaza.format;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.geotools.api.referencing.FactoryException;
import org.geotools.api.referencing.crs.CoordinateReferenceSystem;
import org.geotools.api.referencing.crs.GeographicCRS;
import org.geotools.api.referencing.crs.ProjectedCRS;
import org.geotools.api.referencing.crs.SingleCRS;
import org.geotools.api.referencing.datum.Ellipsoid;
import org.geotools.api.referencing.datum.GeodeticDatum;
import org.geotools.api.referencing.operation.MathTransform;
import org.geotools.api.referencing.operation.TransformException;
import org.geotools.referencing.CRS;
import plaza.contract.Crs;
import plaza.format.UnreadableFile.Fault;

/**
 * The CRS that a {@code .prj} file names (WKT as ESRI writes it, mostly without an EPSG code), held
 * against the one that the feed declares. To look for the code that a WKT has takes GeoTools a
 * minute; to see whether it is a given one's takes milliseconds, once it has read its tables.
 */
final class Prj {
  private static final Pattern CODE =
      Pattern.compile(
          "AUTHORITY\\s*\\[\\s*\"EPSG\"\\s*,\\s*\"?(\\d+)\"?\\s*\\]\\s*\\]\\s*$",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern NAME = Pattern.compile("^\\s*\\w+\\s*\\[\\s*\"([^\"]{1,80})\"");

  // About a millimetre, in degrees.
  private static final double SAME_PLACE = 1e-8;

  private Prj() {}

  /**
   * Passes when a WKT and an EPSG code put the corners of a box at the same place of the same
   * Earth.
   *
   * @param box west, south, east and north in the units of either
   * @throws UnreadableFile when they do not, or when the WKT is none
   */
  static void check(String wkt, String declared, double[] box) {
    Matcher code = CODE.matcher(wkt);
    if (code.find() && declared.equals("EPSG:" + code.group(1))) {
      return;
    }
    Matcher name = NAME.matcher(wkt);
    String found = name.find() ? "a .prj that names " + name.group(1) : "a .prj that names no CRS";
    try {
      CoordinateReferenceSystem given = CRS.parseWKT(wkt.strip());
      CoordinateReferenceSystem wanted = CRS.decode(declared, true);
      if (!isSame(given, wanted, box)) {
        throw wrong(found, declared);
      }
    } catch (FactoryException | RuntimeException e) {
      if (e instanceof UnreadableFile told) {
        throw told;
      }
      throw wrong(
          found + " (" + String.valueOf(e.getMessage()).lines().findFirst().orElse("") + ")",
          declared);
    }
  }

  private static UnreadableFile wrong(String found, String declared) {
    return new UnreadableFile(
        Fault.WRONG_CRS,
        0,
        found,
        declared + "; where the .prj lies, say `prj: ignore` in the feed's format");
  }

  private static boolean isSame(
      CoordinateReferenceSystem given, CoordinateReferenceSystem wanted, double[] box)
      throws FactoryException {
    if (!(given instanceof SingleCRS one)
        || !(wanted instanceof SingleCRS other)
        || !(one.getDatum() instanceof GeodeticDatum datum)
        || !(other.getDatum() instanceof GeodeticDatum otherDatum)) {
      return false;
    }
    return isSame(datum, otherDatum) && isSamePlace(given, wanted, box);
  }

  private static boolean isSame(GeodeticDatum one, GeodeticDatum other) {
    Ellipsoid a = one.getEllipsoid();
    Ellipsoid b = other.getEllipsoid();
    boolean isSameEarth =
        Math.abs(a.getSemiMajorAxis() - b.getSemiMajorAxis()) < 0.001
            && Math.abs(a.getInverseFlattening() - b.getInverseFlattening()) < 1e-5
            && one.getPrimeMeridian().getGreenwichLongitude()
                == other.getPrimeMeridian().getGreenwichLongitude();
    // On this ellipsoid lie the datums of satellites, at most two metres from each other.
    boolean isModern =
        a.getSemiMajorAxis() == 6378137 && Math.abs(a.getInverseFlattening() - 298.25722) < 1e-3;
    return isSameEarth
        && (isModern || names(one).anyMatch(name -> names(other).anyMatch(name::equals)));
  }

  /** A datum's names as they compare: D_European_1950 is "European Datum 1950". */
  private static Stream<String> names(GeodeticDatum datum) {
    return Stream.concat(
            Stream.of(datum.getName().getCode()),
            datum.getAlias().stream().map(alias -> alias.tip().toString()))
        .map(name ->
            name.toLowerCase(Locale.ROOT)
                .replaceFirst("^d_", "")
                .replace("datum", "")
                .replaceAll("[^a-z0-9]", "")
                .replaceFirst("(?:19|20)(\\d\\d)$", "$1"));
  }

  private static boolean isSamePlace(
      CoordinateReferenceSystem given, CoordinateReferenceSystem wanted, double[] box)
      throws FactoryException {
    if (given instanceof GeographicCRS || wanted instanceof GeographicCRS) {
      return given instanceof GeographicCRS && wanted instanceof GeographicCRS;
    }
    if (!(given instanceof ProjectedCRS) || !(wanted instanceof ProjectedCRS)) {
      return false;
    }
    try {
      double[] one = places(given, box);
      double[] other = places(wanted, box);
      for (int i = 0; i < one.length; i++) {
        if (!(Math.abs(one[i] - other[i]) <= SAME_PLACE)) {
          return false;
        }
      }
      return true;
    } catch (TransformException e) {
      return false;
    }
  }

  /** Longitude and latitude of a box's corners, on the CRS's own datum. */
  private static double[] places(CoordinateReferenceSystem crs, double[] box)
      throws FactoryException, TransformException {
    MathTransform inverse = CRS.findMathTransform(crs, ((ProjectedCRS) crs).getBaseCRS(), true);
    double[] corners = {box[0], box[1], box[2], box[1], box[2], box[3], box[0], box[3]};
    inverse.transform(corners, 0, corners, 0, 4);
    return corners;
  }

  /** Refuses degrees that are none: what says EPSG:4326 and holds metres. */
  static void plausible(String declared, double[] box) {
    if (declared.equals(Crs.WGS84)
        && Stream.of(box[0], box[2]).anyMatch(x -> Math.abs(x) > 360)
        && Stream.of(box[1], box[3]).anyMatch(y -> Math.abs(y) > 90)) {
      throw new UnreadableFile(
          Fault.WRONG_CRS,
          0,
          "coordinates up to " + box[2] + " " + box[3],
          "degrees of "
              + declared
              + "; declare the true `crs`, and `prj: ignore` if there is a .prj");
    }
  }
}
