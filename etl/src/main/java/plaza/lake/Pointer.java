package plaza.lake;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import plaza.contract.DatasetName;

/**
 * Where the current metadata of a table is, in one of the catalogues named in {@link Shelf}.
 *
 * @param metadata the location of the metadata file
 */
public record Pointer(String catalog, DatasetName dataset, String metadata) {
  /** All pointers of all catalogues. */
  public static List<Pointer> list(Database database) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT catalog_name, table_namespace, table_name, metadata_location"
                    + " FROM iceberg_tables ORDER BY 2, 3, 1")) {
      List<Pointer> pointers = new ArrayList<>();
      while (row.next()) {
        pointers.add(
            new Pointer(
                row.getString(1),
                new DatasetName(row.getString(2), row.getString(3)),
                row.getString(4)));
      }
      return pointers;
    }
  }
}
