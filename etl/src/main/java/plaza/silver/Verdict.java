package plaza.silver;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import plaza.check.FindingCode;
import plaza.check.Severity;

/** What may be wrong with a row, in order of precedence: the first that applies is its finding. */
final class Verdict {
  private final List<Column> refusals = new ArrayList<>();
  private final List<Column> notes = new ArrayList<>();

  void refuse(Column condition, FindingCode code, Column message) {
    if (code.severity() != Severity.REFUSED) {
      throw new IllegalArgumentException(code + " refuses no row");
    }
    refuse(condition, lit(code.id()), message);
  }

  void refuse(Column condition, Column code, Column message) {
    refusals.add(when(condition, finding(code, message)));
  }

  void note(Column condition, FindingCode code, Column message) {
    notes.add(when(condition, finding(lit(code.id()), message)));
  }

  private static Column finding(Column code, Column message) {
    return struct(code.as("code"), message.as("message"));
  }

  void missing(plaza.contract.Column column) {
    refuse(
        col(column.name()).isNull(),
        column.isKey() ? FindingCode.MISSING_KEY : FindingCode.MISSING_REQUIRED,
        lit(column.name() + ": found nothing, expected a value"));
  }

  void range(plaza.contract.Column column) {
    Column value = col(column.name());
    Column outside = lit(false);
    StringBuilder expected = new StringBuilder("a number");
    if (column.type().equals("double")) {
      outside = outside.or(value.isNaN());
    }
    if (column.minimum() != null) {
      outside = outside.or(value.lt(column.minimum()));
      expected.append(" from ").append(column.minimum());
    }
    if (column.maximum() != null) {
      outside = outside.or(value.gt(column.maximum()));
      expected.append(" up to ").append(column.maximum());
    }
    if (column.type().equals("double") || column.minimum() != null || column.maximum() != null) {
      refuse(
          outside,
          FindingCode.OUT_OF_RANGE,
          concat(
              lit(column.name() + ": found "),
              value.cast("string"),
              lit(", expected " + expected)));
    }
  }

  /** A struct of code and message, or null for a row with nothing wrong. */
  Column refusal() {
    return coalesce(refusals.toArray(new Column[0]));
  }

  /** A struct of code and message, or null for a row with nothing to say of. */
  Column firstNote() {
    List<Column> all = new ArrayList<>(notes);
    all.add(lit(null).cast("struct<code:string,message:string>"));
    return coalesce(all.toArray(new Column[0]));
  }
}
