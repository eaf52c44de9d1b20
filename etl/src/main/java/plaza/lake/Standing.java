package plaza.lake;

import java.time.Instant;
import plaza.contract.DatasetName;

/**
 * How a table stands: the load that readers see.
 *
 * @param load the load's key
 * @param sequence its place among all loads
 * @param declared the sum of the declarations that it was made by
 * @param refused how many of the rows read for it are refused
 * @param isLastFailed whether a later build failed
 */
public record Standing(
    DatasetName dataset,
    String load,
    long sequence,
    String fingerprint,
    String declared,
    long rows,
    long refused,
    Instant finishedAt,
    boolean isLastFailed) {}
