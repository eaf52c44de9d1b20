package plaza.silver;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import java.util.List;
import org.apache.spark.sql.Column;
import plaza.lake.Load.FateCount;

/**
 * Which rows are told of one by one and not only counted: the refused, the superseded, and those
 * with a note. Said once, for counts and for the rows themselves: rows that a count calls told and
 * the engine does not find would be missing from the table of fates without a trace.
 */
final class Told {
  private static final List<String> FATES = List.of("refused", "superseded");

  private Told() {}

  /** Whether each of the rows counted is told of. */
  static boolean is(FateCount count) {
    return FATES.contains(count.fate()) || !count.code().isEmpty();
  }

  /** Of the rows with these counts those that are told of. */
  static Column rows(List<FateCount> counts) {
    // Most files have none: what is known to be empty is not looked for.
    return counts.stream().anyMatch(Told::is)
        ? col("_fate").isin(FATES.toArray()).or(col("_code").isNotNull())
        : lit(false);
  }
}
