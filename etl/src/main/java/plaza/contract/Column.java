package plaza.contract;

import org.jspecify.annotations.Nullable;

/**
 * A column of a contract (ODCS v3.1 property).
 *
 * @param type its type in Trino's words, the ODCS {@code physicalType}
 * @param keyPosition its place in the primary key from 1, or 0
 * @param partitionPosition its place among the partition keys from 1, or 0
 * @param partitionTransform an Iceberg transform: identity, day, month or year
 * @param minimum least allowed value, inclusive, or null
 * @param maximum greatest allowed value, inclusive, or null
 * @param geometryType what a WKB column holds (Point, MultiPolygon …), or null for other columns
 */
public record Column(
    String name,
    String type,
    String description,
    boolean required,
    int keyPosition,
    int partitionPosition,
    String partitionTransform,
    @Nullable Double minimum,
    @Nullable Double maximum,
    @Nullable String geometryType,
    int line) {

  /** Whether it is part of the primary key. */
  public boolean isKey() {
    return keyPosition > 0;
  }

  /** Whether it holds a geometry, as WKB in EPSG:4326. */
  public boolean isGeometry() {
    return geometryType != null;
  }
}
