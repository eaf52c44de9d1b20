package plaza.check;

import static org.apache.spark.sql.functions.col;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import plaza.contract.Contract;
import plaza.contract.SqlCheck;

/** The rows that a statement of checks.sql returns: none, if all is well. */
record Offenders(Contract contract, SqlCheck check, Neighbours tables) {
  Optional<Finding> find() {
    Optional<Dataset<Row>> rows = tables.ask(check.sql());
    if (rows.isEmpty()) {
      return Optional.of(
          finding(FindingCode.NOT_CHECKED, "found a table not built yet in its statement"));
    }
    long count = rows.get().count();
    if (count == 0) {
      return Optional.empty();
    }
    return Optional.of(
        finding(
            check.isError() ? FindingCode.CHECK_FAILED : FindingCode.CHECK_WARNED,
            "%s: found %d rows, such as %s, expected none"
                .formatted(check.why(), count, String.join(", ", examples(rows.get())))));
  }

  /** The keys of some offenders, or what else there is of them. */
  private List<String> examples(Dataset<Row> rows) {
    List<String> given = Arrays.asList(rows.columns());
    List<String> key = contract.key().stream().map(c -> c.name()).filter(given::contains).toList();
    List<String> shown = key.isEmpty() ? given.subList(0, Math.min(3, given.size())) : key;
    Column[] columns =
        shown.stream().map(name -> col("`" + name + "`").cast("string")).toArray(Column[]::new);
    return rows.select(columns).orderBy(columns).limit(Audit.EXAMPLES).collectAsList().stream()
        .map(row -> row.mkString("(", ", ", ")"))
        .toList();
  }

  private Finding finding(FindingCode code, String message) {
    return new Finding(code, contract.dataset().toString(), check.code(), message);
  }
}
