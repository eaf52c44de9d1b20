package plaza.silver;

import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import plaza.check.Finding;
import plaza.lake.Load.FateCount;

/**
 * What the landed rows of a dataset came to.
 *
 * @param rows one for each row read and part of it, with its fate: the table's columns, {@code
 *     _source _receipt _member _row _part}, and {@code _fate _code _message _winner _raw}
 * @param held what the engine keeps for them until they are released
 * @param counts how many rows of each file met each fate
 * @param findings what fails the build, and notes (by the severity of their code), which do not
 */
public record Conformed(
    Dataset<Row> rows, Dataset<Row> held, List<FateCount> counts, List<Finding> findings) {
  /** The same with more findings. */
  public Conformed with(List<Finding> more) {
    return new Conformed(
        rows, held, counts, Stream.concat(findings.stream(), more.stream()).toList());
  }

  /** Whether a finding fails the build. */
  public boolean isFailed() {
    return findings.stream().anyMatch(Finding::fails);
  }

  /** The rows that stay, as the table holds them. */
  public Dataset<Row> table() {
    return rows.where("_fate = 'kept'")
        .withColumnRenamed("_code", "_note")
        .drop("_fate", "_message", "_winner", "_raw");
  }

  /** How many rows stay. */
  public long kept() {
    return counts.stream().filter(FateCount::isKept).mapToLong(FateCount::rows).sum();
  }

  /** The rows that were refused or superseded, or kept with a note. */
  public Dataset<Row> fates() {
    return rows.where(Told.rows(counts)).selectExpr(FATE);
  }

  static final String[] FATE = {
    "_source as source",
    "_receipt as receipt",
    "_member as member",
    "_row as row",
    "_part as part",
    "_fate as fate",
    "_code as code",
    "_message as message",
    "_winner as winner",
    "_raw as raw"
  };

  /** A row's address as one text, in the words of a finding. */
  static Column address(String prefix) {
    return functions.concat_ws(
        " ",
        functions.col(prefix + "_receipt"),
        functions.col(prefix + "_member"),
        functions.col(prefix + "_row"),
        functions.col(prefix + "_part"));
  }

  /** Frees what the engine keeps of the rows. */
  public void release() {
    held.unpersist();
  }
}
