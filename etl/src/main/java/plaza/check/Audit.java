package plaza.check;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import plaza.contract.Contract;

/** Holds a built table against its contract: keys, required columns, ranges. */
public final class Audit {
  private final Contract contract;
  private final List<Column> counts = new ArrayList<>();
  private final List<String> expectations = new ArrayList<>();

  /** An audit by a contract. */
  public Audit(Contract contract) {
    this.contract = contract;
    counts.add(count(lit(1)).as("rows"));
    for (var column : contract.columns()) {
      Column value = col(column.name());
      if (column.required()) {
        expect(value.isNull(), column.name() + ": a value");
      }
      if (column.minimum() != null) {
        expect(value.lt(column.minimum()), column.name() + ": at least " + column.minimum());
      }
      if (column.maximum() != null) {
        expect(value.gt(column.maximum()), column.name() + ": at most " + column.maximum());
      }
    }
  }

  private void expect(Column broken, String expected) {
    counts.add(count(when(broken, 1)).as("c" + counts.size()));
    expectations.add(expected);
  }

  /** How many rows a table has, and what is wrong with it. */
  public record Outcome(long rows, List<Finding> findings) {}

  /** Reads the table once for its values and once for its key. */
  public Outcome of(Dataset<Row> table) {
    String dataset = contract.dataset().toString();
    List<Finding> findings = new ArrayList<>();
    Row row =
        table
            .agg(counts.getFirst(), counts.subList(1, counts.size()).toArray(new Column[0]))
            .first();
    for (int i = 0; i < expectations.size(); i++) {
      if (row.getLong(i + 1) > 0) {
        findings.add(
            new Finding(
                FindingCode.BAD_VALUE,
                dataset,
                "",
                "found %d rows without, expected %s"
                    .formatted(row.getLong(i + 1), expectations.get(i))));
      }
    }
    Column[] key = contract.key().stream().map(c -> col(c.name())).toArray(Column[]::new);
    for (Row twice :
        table.groupBy(key).count().where("count > 1").orderBy(key).limit(5).collectAsList()) {
      findings.add(
          new Finding(
              FindingCode.DUPLICATE_KEY,
              dataset,
              "",
              "found %s rows of %s, expected one"
                  .formatted(
                      twice.get(key.length), twice.toSeq().init().mkString("(", ", ", ")"))));
    }
    return new Outcome(row.getLong(0), findings);
  }
}
