package plaza.lake;

import java.io.Serializable;
import org.apache.sedona.shaded.s2.S2CellId;
import org.apache.sedona.shaded.s2.S2LatLng;
import org.apache.spark.sql.api.java.UDF4;
import org.jspecify.annotations.Nullable;

/**
 * The S2 cell of the middle of a box in degrees, EPSG:4326: near things have near numbers. Sedona's
 * own function covers any geometry with cells, which takes far longer.
 */
final class S2Cell implements UDF4<Double, Double, Double, Double, Long>, Serializable {
  private static final long serialVersionUID = 1;
  // About half a metre.
  private static final int LEVEL = 24;

  /** How many of the last bits are the same for all cells. */
  static final int FREE_BITS = 2 * (30 - LEVEL);

  @Override
  public @Nullable Long call(
      @Nullable Double west,
      @Nullable Double south,
      @Nullable Double east,
      @Nullable Double north) {
    if (west == null || south == null || east == null || north == null) {
      return null;
    }
    S2LatLng middle = S2LatLng.fromDegrees((south + north) / 2, (west + east) / 2);
    return S2CellId.fromLatLng(middle.normalized()).parent(LEVEL).id();
  }
}
