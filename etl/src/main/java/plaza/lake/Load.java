package plaza.lake;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import plaza.check.Finding;
import plaza.contract.DatasetName;

/**
 * One attempt to build a table, as it is recorded.
 *
 * @param fingerprint of all that the table is a function of
 * @param rows in the table
 * @param fates of the rows that were read: of all of them, or, where {@link Basis#isWhole} is
 *     false, by how much the counts of the published load change
 */
public record Load(
    String id,
    DatasetName dataset,
    boolean isPublished,
    String fingerprint,
    long rows,
    Instant finishedAt,
    List<FateCount> fates,
    List<Finding> findings,
    Basis basis) {

  /** How many rows of one landed file met one fate; {@code code} is empty where there is none. */
  public record FateCount(String source, String receipt, String fate, String code, long rows) {
    /** Whether the rows are in the table. */
    public boolean isKept() {
      return fate.equals("kept");
    }
  }

  /**
   * What a load was made from.
   *
   * @param isWhole the table was made anew; else it is the published one with what is new
   * @param isChanged readers see other rows than before, bookkeeping aside
   * @param declared the sum of the declarations that it was made by
   * @param receipts the landed files that were read for it, by feed
   * @param inputs the load of each table that it was derived from
   * @param changes the days on which rows changed, by date column; none where all may have
   */
  public record Basis(
      boolean isWhole,
      boolean isChanged,
      String declared,
      Map<String, ? extends Collection<String>> receipts,
      Map<DatasetName, String> inputs,
      Map<String, SortedSet<LocalDate>> changes) {

    /** All anew, by these declarations, from nothing that is told. */
    public static Basis whole(String declared) {
      return new Basis(true, true, declared, Map.of(), Map.of(), Map.of());
    }
  }
}
