package plaza.silver;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import plaza.check.Finding;
import plaza.lake.Load.FateCount;

/**
 * What the landed rows of a dataset came to.
 *
 * @param rows one for each row read and part of it, with its fate: the table's columns, {@code
 *     _source _receipt _member _row _part}, and {@code _fate _code _message _winner _raw}
 * @param counts how many rows of each file met each fate
 * @param findings what fails the build, and notes (by the severity of their code), which do not
 */
public record Conformed(Dataset<Row> rows, List<FateCount> counts, List<Finding> findings) {
  /** The rows that stay, as the table holds them. */
  public Dataset<Row> table() {
    return rows.where("_fate = 'kept'")
        .drop("_source", "_fate", "_code", "_message", "_winner", "_raw");
  }

  /** The rows that were refused or superseded, or kept with a note. */
  public Dataset<Row> fates() {
    return rows.where("_fate in ('refused', 'superseded') or _code is not null")
        .selectExpr(
            "_source as source",
            "_receipt as receipt",
            "_member as member",
            "_row as row",
            "_part as part",
            "_fate as fate",
            "_code as code",
            "_message as message",
            "_winner as winner",
            "_raw as raw");
  }

  /** Frees what the engine keeps of the rows. */
  public void release() {
    rows.unpersist();
  }
}
