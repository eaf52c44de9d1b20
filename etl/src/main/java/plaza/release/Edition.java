package plaza.release;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import plaza.contract.Bounds;
import plaza.contract.Limits;
import plaza.contract.Release;

/**
 * One version of a table for one tier, as it is delivered: all that its documents may say of it.
 *
 * @param release how the table is given away
 * @param limits what the tier shows, and on which terms
 * @param version a semantic version
 * @param releasedAt when it was released
 * @param load the load of the table that it was made from
 * @param rows how many rows it shows
 * @param bounds where it lies (EPSG:4326), as the tier shows it; null without a geometry
 * @param from the earliest age that it shows, or null
 * @param until the latest age that it shows, or null
 * @param files what was written, by names relative to the edition's folder
 * @param origins the feeds that it was made of
 */
public record Edition(
    Release release,
    Limits limits,
    String version,
    Instant releasedAt,
    String load,
    long rows,
    @Nullable Bounds bounds,
    @Nullable Instant from,
    @Nullable Instant until,
    List<File> files,
    List<Origin> origins) {

  /** A file of rows. */
  public record File(String name, String mediaType, long bytes, String sha256, long rows) {}

  /** A feed that the table was made of, and on which terms it came. */
  public record Origin(
      String feed, String title, String publisher, String license, String attribution) {}
}
