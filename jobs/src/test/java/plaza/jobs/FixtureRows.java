package plaza.jobs;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import plaza.contract.Column;
import plaza.contract.Contract;
import plaza.lake.Tables;

/** Rows of a table as a fixture writes them down: CSV, geometries as WKT, empty for null. */
public final class FixtureRows {
  private FixtureRows() {}

  /** The rows of a file, typed as the contract says. */
  public static Dataset<Row> read(SparkSession spark, Path file, Contract contract)
      throws IOException {
    StructType schema = new StructType();
    for (Column column : contract.columns()) {
      schema = schema.add(column.name(), DataTypes.StringType);
    }
    List<Row> rows = new ArrayList<>();
    for (NamedCsvRecord record : records(file)) {
      rows.add(
          RowFactory.create(
              contract.columns().stream()
                  .map(c -> record.findField(c.name()).filter(t -> !t.isEmpty()).orElse(null))
                  .toArray()));
    }
    Dataset<Row> texts = spark.createDataFrame(rows, schema);
    return texts.select(
        contract.columns().stream()
            .map(c ->
                c.isGeometry()
                    ? functions.expr("ST_AsBinary(ST_GeomFromWKT(" + c.name() + "))").as(c.name())
                    : functions.col(c.name()).cast(Tables.type(c.type())).as(c.name()))
            .toArray(org.apache.spark.sql.Column[]::new));
  }

  /** The records of a file with a header. */
  public static List<NamedCsvRecord> records(Path file) throws IOException {
    try (CsvReader<NamedCsvRecord> reader = CsvReader.builder().ofNamedCsvRecord(file)) {
      return reader.stream().toList();
    }
  }
}
