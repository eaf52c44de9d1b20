package plaza.silver;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.date_format;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import plaza.check.FindingCode;
import plaza.check.Severity;
import plaza.contract.Watch;

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

  // Held against the fetching, never against this machine's clock: a replay judges alike.
  void future(Watch watch) {
    Duration ahead = watch.future();
    if (ahead == null) {
      return;
    }
    Column fetchedAt = expr("to_timestamp(substring(_receipt, 1, 16), \"yyyyMMdd'T'HHmmssX\")");
    Column at = col(watch.at());
    String text = "yyyy-MM-dd'T'HH:mm:ss'Z'";
    refuse(
        at.gt(fetchedAt.plus(expr("interval " + ahead.toSeconds() + " seconds"))),
        FindingCode.FUTURE_TIME,
        concat(
            lit(watch.at() + ": found "),
            date_format(at, text),
            lit(" in a file fetched at "),
            date_format(fetchedAt, text),
            lit(", expected at most " + ahead + " later")));
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
