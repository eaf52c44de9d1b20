package plaza.lake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.jdbc.JdbcCatalog;
import plaza.contract.DatasetName;

/** Reads tables row by row, without an engine. */
public final class TableRows {
  private final Database database;
  private final String warehouse;

  /** Read through a catalogue database; {@code warehouse} is the URI that tables live under. */
  public TableRows(Database database, String warehouse) {
    this.database = database;
    this.warehouse = warehouse;
  }

  /**
   * Gives the rows of one version of a table, the current one, to a taker until it says false; a
   * table that is not there has none.
   *
   * @param catalog the name of a catalogue, see {@link Shelf}
   */
  public void read(String catalog, DatasetName dataset, Expression where, Predicate<Record> taker) {
    try (JdbcCatalog tables = new JdbcCatalog()) {
      tables.setConf(new Configuration());
      tables.initialize(
          catalog,
          Map.of(
              "uri", database.url(),
              "jdbc.user", database.user(),
              "jdbc.password", database.password(),
              "jdbc.schema-version", "V1",
              "warehouse", warehouse));
      Table table =
          tables.loadTable(TableIdentifier.of(Namespace.of(dataset.domain()), dataset.table()));
      try (CloseableIterable<Record> rows = IcebergGenerics.read(table).where(where).build()) {
        for (Record row : rows) {
          if (!taker.test(row)) {
            return;
          }
        }
      }
    } catch (NoSuchTableException e) {
      // No table, no rows.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
