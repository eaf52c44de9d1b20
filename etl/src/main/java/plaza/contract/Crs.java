package plaza.contract;

import java.util.Locale;
import java.util.regex.Pattern;

/** Names of coordinate reference systems, as declarations and files write them. */
public final class Crs {
  /** Longitude and latitude in degrees, in that order. */
  public static final String WGS84 = "EPSG:4326";

  private static final Pattern EPSG = Pattern.compile("EPSG:\\d{4,6}");
  private static final Pattern URN =
      Pattern.compile("URN:OGC:DEF:CRS:(EPSG|OGC):[\\d.]*:(\\w+)", Pattern.CASE_INSENSITIVE);

  private Crs() {}

  /**
   * The EPSG name of a CRS; CRS84 in its forms (RFC 7946, OGC URN) is EPSG:4326, since Plaza always
   * takes x as longitude. Throws IllegalArgumentException for anything else.
   */
  public static String epsg(String name) {
    String upper = name.strip().toUpperCase(Locale.ROOT);
    var urn = URN.matcher(upper);
    if (urn.matches()) {
      upper = urn.group(1) + ":" + urn.group(2);
    }
    if (upper.equals("OGC:CRS84") || upper.equals("CRS84")) {
      return WGS84;
    }
    if (!EPSG.matcher(upper).matches()) {
      throw new IllegalArgumentException(name);
    }
    return upper;
  }
}
