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

  /** The box around what lies between these, some ten metres wide where that is one place. */
  public static Bounds around(double west, double south, double east, double north) {
    double margin = 5e-5;
    return new Bounds(
        Math.max(-180, west - margin),
        Math.max(-90, south - margin),
        Math.min(180, east + margin),
        Math.min(90, north + margin));
  }

  static Bounds of(List<String> texts) {
    if (texts.size() != 4) {
      throw new IllegalArgumentException("not four numbers: " + texts);
    }
    double[] n = texts.stream().mapToDouble(Double::parseDouble).toArray();
    return new Bounds(n[0], n[1], n[2], n[3]);
  }
}
