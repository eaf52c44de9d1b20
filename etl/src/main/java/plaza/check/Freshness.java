package plaza.check;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import plaza.contract.Contract;
import plaza.contract.Latency;

/** How old the newest value was when the newest file was fetched, city by city. */
record Freshness(Contract contract, Latency latency) {
  List<Finding> hold(Dataset<Row> table, Scope scope) {
    Column city = contract.findColumn("city").isPresent() ? col("city") : lit("");
    List<Finding> findings = new ArrayList<>();
    // All of the table, though two columns only: what a build has changed may be days long gone.
    for (Row row :
        table
            .groupBy(city.as("city"))
            .agg(max(col(latency.column())))
            .orderBy("city")
            .collectAsList()) {
      Instant now = scope.newest().get(row.getString(0));
      if (now == null || row.isNullAt(1)) {
        continue;
      }
      Instant last = row.getInstant(1);
      Duration age = Duration.between(last, now);
      if (age.compareTo(latency.atMost()) > 0) {
        findings.add(
            new Finding(
                FindingCode.NOT_FRESH,
                contract.dataset().toString(),
                row.getString(0),
                "found %s as the newest %s, %s before the newest file, expected at most %s"
                    .formatted(last, latency.column(), age, latency.atMost())));
      }
    }
    return findings;
  }
}
