package plaza.contract;

import java.util.List;

/** A box in EPSG:4326, degrees: x is longitude, y is latitude. */
public record Bounds(double west, double south, double east, double north) {
  /** Refuses a box that is empty, turned over or outside the globe. */
  public Bounds {
    if (!(west < east && south < north) || west < -180 || east > 180 || south < -90 || north > 90) {
      throw new IllegalArgumentException("no box: " + List.of(west, south, east, north));
    }
  }

  static Bounds of(List<String> texts) {
    if (texts.size() != 4) {
      throw new IllegalArgumentException("not four numbers: " + texts);
    }
    double[] n = texts.stream().mapToDouble(Double::parseDouble).toArray();
    return new Bounds(n[0], n[1], n[2], n[3]);
  }
}
