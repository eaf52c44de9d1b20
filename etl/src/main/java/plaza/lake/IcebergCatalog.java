package plaza.lake;

import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.hadoop.HadoopFileIO;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.jdbc.JdbcCatalog;
import plaza.contract.DatasetName;

/** One of the catalogues named in {@link Shelf}, reached without an engine. */
final class IcebergCatalog implements AutoCloseable {
  private final JdbcCatalog catalog = new JdbcCatalog();

  /** A catalogue by name; {@code warehouse} is the URI that all tables live under. */
  IcebergCatalog(Database database, String warehouse, String name) {
    boolean isFates = name.endsWith("fates");
    catalog.setConf(new Configuration());
    catalog.initialize(
        name,
        Map.of(
            "uri", database.url(),
            "jdbc.user", database.user(),
            "jdbc.password", database.password(),
            "jdbc.schema-version", "V1",
            "warehouse", warehouse + (isFates ? "/fates" : "/tables")));
  }

  boolean has(DatasetName dataset) {
    return catalog.tableExists(identifier(dataset));
  }

  /** A table with its operations, for what the table's own interface does not offer. */
  BaseTable load(DatasetName dataset) {
    Table table = catalog.loadTable(identifier(dataset));
    return (BaseTable) table;
  }

  private static TableIdentifier identifier(DatasetName dataset) {
    return TableIdentifier.of(Namespace.of(dataset.domain()), dataset.table());
  }

  /** What reads and writes the files of all catalogues. */
  static FileIO files() {
    return new HadoopFileIO(new Configuration());
  }

  @Override
  public void close() {
    catalog.close();
  }
}
