package plaza.jobs.sample;

import java.io.IOException;
import plaza.check.FindingCode;

/**
 * A mistake of a publisher's, made in what it published on one day, and how it is to be caught.
 *
 * @param what it is, in a few words
 * @param feed in whose files it is made
 * @param dataset in whose build it is to be caught
 */
public record Defect(
    Kind kind, String what, String feed, String dataset, Mistake mistake, Catch expected) {

  /** The kinds of mistakes. */
  public enum Kind {
    NULL_KEY,
    DUPLICATE,
    OUT_OF_BOUNDS,
    SWAPPED_AXES,
    WRONG_CRS,
    UNIT_CHANGE,
    STUCK_SENSOR,
    CLOCK_SKEW,
    DST_HOUR,
    FUTURE_STAMP,
    HALF_DAY_MISSING,
    DRIFT,
    ENCODING
  }

  /** What changes the published files. */
  @FunctionalInterface
  public interface Mistake {
    /** Makes the mistake; says how many rows are wrong by it. */
    int make(PublishedDay day) throws IOException;
  }

  /** How a mistake is caught. */
  public sealed interface Catch {
    /** All rows that are wrong, and no other, are refused with this code, each with its place. */
    record Refused(FindingCode code) implements Catch {}

    /** As many rows as are repeated are superseded. */
    record Superseded() implements Catch {}

    /** The build fails, or is published with a note, with this code. */
    record Found(FindingCode code) implements Catch {}
  }
}
