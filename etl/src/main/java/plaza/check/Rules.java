package plaza.check;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.jspecify.annotations.Nullable;
import plaza.contract.Contract;
import plaza.contract.Quality;
import plaza.contract.Quality.Measure;
import plaza.contract.Threshold;

/**
 * Key, required columns, ranges, and the rules under {@code quality}. What must be nowhere is
 * looked for only where the build has changed something: elsewhere it was not when that was
 * published.
 */
final class Rules {
  private final Contract contract;
  private final Neighbours tables;
  private final List<Finding> findings;
  private final List<Count> ofChanges = new ArrayList<>();
  private final List<Count> ofAll = new ArrayList<>();
  private long rows;

  /** Rows for which a condition holds, and what to do with their number. */
  private record Count(Column condition, LongConsumer then) {}

  Rules(Contract contract, Neighbours tables, List<Finding> findings) {
    this.contract = contract;
    this.tables = tables;
    this.findings = findings;
  }

  /** Adds what is found to the findings, and says how many rows the table has. */
  long hold(Dataset<Row> table, Scope scope) {
    boolean isPart = scope.by() != null;
    Dataset<Row> changed =
        isPart ? table.where(col(scope.by()).isin(scope.days().toArray())) : table;
    ofAll.add(new Count(lit(true), n -> rows = n));
    declare();
    for (Quality rule : contract.checks().quality()) {
      findCondition(rule.measure(), table)
          .ifPresent(condition ->
              (rule.isError() && rule.threshold().isZero() ? ofChanges : ofAll)
                  .add(new Count(condition, n -> hold(rule, n))));
    }
    if (isPart) {
      tally(changed, ofChanges);
      tally(table, ofAll);
    } else {
      // The number of rows comes first: shares are of it.
      List<Count> both = new ArrayList<>(ofAll);
      both.addAll(ofChanges);
      tally(table, both);
    }
    unique(changed);
    contract.checks().quality().forEach(rule -> ask(rule, table));
    return rows;
  }

  private static void tally(Dataset<Row> table, List<Count> counts) {
    if (counts.isEmpty()) {
      return;
    }
    List<Column> sums = new ArrayList<>();
    for (Count each : counts) {
      sums.add(count(when(each.condition(), 1)).as("c" + sums.size()));
    }
    Row row =
        table.agg(sums.getFirst(), sums.subList(1, sums.size()).toArray(new Column[0])).first();
    for (int i = 0; i < counts.size(); i++) {
      counts.get(i).then().accept(row.getLong(i));
    }
  }

  private void declare() {
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
    ofChanges.add(
        new Count(
            broken,
            n -> {
              if (n > 0) {
                add(FindingCode.BAD_VALUE, "found " + n + " rows without, expected " + expected);
              }
            }));
  }

  private void unique(Dataset<Row> changed) {
    Column[] key = contract.key().stream().map(c -> col(c.name())).toArray(Column[]::new);
    // Keys whose hashes differ differ; those of one hash are looked at only if there are any.
    Row most = changed.groupBy(xxhash64(key)).count().agg(coalesce(max("count"), lit(0L))).first();
    if (most.getLong(0) <= 1) {
      return;
    }
    for (Row twice :
        changed
            .groupBy(key)
            .count()
            .where("count > 1")
            .orderBy(key)
            .limit(Audit.EXAMPLES)
            .collectAsList()) {
      add(
          FindingCode.DUPLICATE_KEY,
          "found %s rows of %s, expected one"
              .formatted(twice.get(key.length), twice.toSeq().init().mkString("(", ", ", ")")));
    }
  }

  private void add(FindingCode code, String message) {
    findings.add(new Finding(code, contract.dataset().toString(), "", message));
  }

  /** What makes a row count, for measures that are counted row by row. */
  private static Optional<Column> findCondition(Measure measure, Dataset<Row> table) {
    return switch (measure) {
      case Measure.RowCount() -> Optional.of(lit(true));
      case Measure.NullValues(String column) -> Optional.of(col(column).isNull());
      case Measure.MissingValues(String column, List<String> texts) ->
          Optional.of(col(column).isNull().or(isOne(column, texts, table)));
      case Measure.InvalidValues(String column, List<String> valid, @Nullable String pattern) -> {
        Column invalid = lit(false);
        if (!valid.isEmpty()) {
          invalid = invalid.or(isOne(column, valid, table).equalTo(false));
        }
        if (pattern != null) {
          invalid = invalid.or(col(column).cast("string").rlike(pattern).equalTo(false));
        }
        yield Optional.of(invalid);
      }
      case Measure.DuplicateValues d -> Optional.empty();
      case Measure.Query q -> Optional.empty();
    };
  }

  // Compared in the column's own type: 1 is 1.0, and a text that is no number is none of them.
  private static Column isOne(String column, List<String> texts, Dataset<Row> table) {
    DataType type = table.schema().apply(column).dataType();
    Column is = lit(false);
    for (String text : texts) {
      is = is.or(col(column).eqNullSafe(lit(text).try_cast(type)).and(col(column).isNotNull()));
    }
    return when(col(column).isNotNull(), is);
  }

  private void ask(Quality rule, Dataset<Row> table) {
    switch (rule.measure()) {
      case Measure.DuplicateValues(List<String> columns) -> {
        Column[] key = columns.stream().map(c -> col(c)).toArray(Column[]::new);
        Column isWhole = columns.stream().map(c -> col(c).isNotNull()).reduce(Column::and).get();
        hold(rule, table.where(isWhole).groupBy(key).count().where("count > 1").count());
      }
      case Measure.Query(String sql) -> {
        Optional<Dataset<Row>> answer = tables.ask(sql);
        if (answer.isEmpty()) {
          add(FindingCode.NOT_CHECKED, about(rule) + ": found a table not built yet in " + sql);
          return;
        }
        List<Row> given = answer.get().limit(1).collectAsList();
        judge(rule, given.isEmpty() ? null : number(given.getFirst().get(0)));
      }
      default -> {
        // Counted together with the others, in one pass over the table.
      }
    }
  }

  private static @Nullable Double number(@Nullable Object value) {
    return switch (value) {
      case Boolean bool -> bool ? 1.0 : 0.0;
      case Number number -> number.doubleValue();
      case null -> null;
      default ->
          throw new IllegalArgumentException(
              "a rule's query gave '" + value + "', which is no number and no boolean");
    };
  }

  private void hold(Quality rule, long counted) {
    double share = rows == 0 ? 0 : 100.0 * counted / rows;
    judge(rule, rule.isPercent() ? share : (double) counted);
  }

  private void judge(Quality rule, @Nullable Double measured) {
    if (measured != null && rule.threshold().holds(measured)) {
      return;
    }
    String unit = rule.isPercent() ? " %" : "";
    findings.add(
        Finding.declared(
            FindingCode.QUALITY_FAILED,
            contract.dataset().toString(),
            "contract.yaml:" + rule.line(),
            "%s: found %s%s, expected %s%s"
                .formatted(
                    about(rule),
                    measured == null ? "nothing" : Threshold.text(round(measured)),
                    unit,
                    rule.threshold(),
                    unit),
            rule.isError()));
  }

  private static double round(double number) {
    return Math.round(number * 1e6) / 1e6;
  }

  private static String about(Quality rule) {
    if (!rule.about().isEmpty()) {
      return rule.about();
    }
    return switch (rule.measure()) {
      case Measure.RowCount() -> "rows";
      case Measure.NullValues(String column) -> "nulls of " + column;
      case Measure.MissingValues m -> "missing values of " + m.column();
      case Measure.InvalidValues i -> "invalid values of " + i.column();
      case Measure.DuplicateValues(List<String> columns) -> "duplicates of " + columns;
      case Measure.Query(String sql) -> sql.strip().replaceAll("\\s+", " ");
    };
  }
}
