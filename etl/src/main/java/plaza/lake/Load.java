package plaza.lake;

import java.time.Instant;
import java.util.List;
import plaza.check.Finding;
import plaza.contract.DatasetName;

/**
 * One attempt to build a table, as it is recorded.
 *
 * @param fingerprint of all that the table is a function of
 * @param rows in the table
 */
public record Load(
    String id,
    DatasetName dataset,
    boolean isPublished,
    String fingerprint,
    long rows,
    Instant finishedAt,
    List<FateCount> fates,
    List<Finding> findings) {

  /** How many rows of one landed file met one fate; {@code code} is empty where there is none. */
  public record FateCount(String source, String receipt, String fate, String code, long rows) {}
}
