package plaza.catalog;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import plaza.contract.Contract;
import plaza.contract.DatasetName;
import plaza.contract.Problems;
import plaza.contract.Quality;
import plaza.contract.Relationship;
import plaza.contract.SqlCheck;

/** Finds what the checks of a dataset look into, by parsing them. */
final class Consulted {
  private final Contract contract;
  private final Problems problems;
  private final SortedSet<DatasetName> found = new TreeSet<>();

  Consulted(Contract contract, Problems problems) {
    this.contract = contract;
    this.problems = problems;
  }

  /** The datasets that its relationships, its rules in SQL and these checks read, but itself. */
  SortedSet<DatasetName> by(List<SqlCheck> checks) {
    for (Relationship relationship : contract.checks().relationships()) {
      found.add(relationship.to());
    }
    for (Quality rule : contract.checks().quality()) {
      if (rule.measure() instanceof Quality.Measure.Query query) {
        add(query.sql(), contract.file(), rule.line());
      }
    }
    for (SqlCheck check : checks) {
      add(check.sql(), check.file(), check.line());
    }
    found.remove(contract.dataset());
    return Collections.unmodifiableSortedSet(found);
  }

  private void add(String sql, Path file, int line) {
    SparkSql.Reading reading = SparkSql.readCheck(sql);
    reading
        .problem()
        .ifPresentOrElse(
            why -> problems.add(file, line, why, "one SELECT in Spark SQL over domain.table"),
            () -> found.addAll(reading.inputs()));
  }
}
