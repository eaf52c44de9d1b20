package plaza.check;

import java.util.Optional;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import plaza.contract.DatasetName;

/** The tables that checks look into, by the names that SQL knows them by. */
record Neighbours(SparkSession spark, String catalog) {
  /** A table, unless it has never been built. */
  Optional<Dataset<Row>> find(DatasetName name) {
    String path = catalog + "." + name;
    return spark.catalog().tableExists(path) ? Optional.of(spark.table(path)) : Optional.empty();
  }

  /** What a query gives; empty where it reads a table that has never been built. */
  Optional<Dataset<Row>> ask(String sql) {
    spark.sql("USE " + catalog);
    try {
      return Optional.of(spark.sql(sql));
    } catch (Exception e) {
      // Scala declares no checked exceptions, so AnalysisException cannot be named in a catch.
      if (e instanceof SparkThrowable thrown
          && "TABLE_OR_VIEW_NOT_FOUND".equals(thrown.getCondition())) {
        return Optional.empty();
      }
      throw e;
    }
  }
}
