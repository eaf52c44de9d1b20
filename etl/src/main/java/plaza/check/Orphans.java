package plaza.check;

import static org.apache.spark.sql.functions.col;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import plaza.contract.Contract;
import plaza.contract.Relationship;

/** Rows of a table that refer to what another table does not have. */
record Orphans(Contract contract, Relationship relationship, Neighbours tables) {
  Optional<Finding> find(Dataset<Row> table) {
    String from = String.join(", ", relationship.from());
    Optional<Dataset<Row>> other = tables.find(relationship.to());
    if (other.isEmpty()) {
      return Optional.of(
          finding(
              FindingCode.NOT_CHECKED,
              "found no table %s yet to look %s up in".formatted(relationship.to(), from),
              false));
    }
    Dataset<Row> missing = missing(table, other.get());
    Row sums = missing.selectExpr("count(*)", "sum(count)").first();
    if (sums.getLong(0) == 0) {
      return Optional.empty();
    }
    Column[] key = relationship.from().stream().map(c -> col(c)).toArray(Column[]::new);
    List<String> examples =
        missing.orderBy(key).limit(Audit.EXAMPLES).select(key).collectAsList().stream()
            .map(row -> row.mkString("(", ", ", ")"))
            .toList();
    return Optional.of(
        finding(
            FindingCode.BROKEN_REFERENCE,
            "found %d values in %d rows that %s does not have, such as %s, expected each of its %s"
                .formatted(
                    sums.getLong(0),
                    sums.getLong(1),
                    relationship.to(),
                    String.join(", ", examples),
                    relationship.columns()),
            relationship.isError()));
  }

  /** The values without partner, and of how many rows each is. */
  private Dataset<Row> missing(Dataset<Row> table, Dataset<Row> other) {
    List<Column> there = new ArrayList<>();
    Column isWhole = col(relationship.from().getFirst()).isNotNull();
    for (int i = 0; i < relationship.from().size(); i++) {
      there.add(col(relationship.columns().get(i)).as("_to" + i));
      isWhole = isWhole.and(col(relationship.from().get(i)).isNotNull());
    }
    Dataset<Row> known = other.select(there.toArray(new Column[0])).distinct();
    Dataset<Row> named =
        table
            .where(isWhole)
            .groupBy(relationship.from().stream().map(c -> col(c)).toArray(Column[]::new))
            .count();
    Column same = null;
    for (int i = 0; i < relationship.from().size(); i++) {
      Column pair = named.col(relationship.from().get(i)).equalTo(known.col("_to" + i));
      same = same == null ? pair : same.and(pair);
    }
    return named.join(known, same, "left_anti");
  }

  private Finding finding(FindingCode code, String message, boolean isError) {
    return Finding.declared(
        code,
        contract.dataset().toString(),
        String.join(", ", relationship.from()),
        message,
        isError);
  }
}
