package plaza.lake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.jdbc.JdbcCatalog;
import org.jspecify.annotations.Nullable;
import plaza.contract.DatasetName;

/** The rows of a build that were refused, read without an engine. */
public final class FateRows {
  private final Database database;
  private final String warehouse;

  /** Read through a catalogue database; {@code warehouse} is the URI that tables live under. */
  public FateRows(Database database, String warehouse) {
    this.database = database;
    this.warehouse = warehouse;
  }

  /**
   * A refused row: its address, why, and the fields as given, as JSON text.
   *
   * @param part which of the rows made of that one, or null
   */
  public record Refused(
      String source,
      String receipt,
      String member,
      long row,
      @Nullable Integer part,
      String code,
      String message,
      String raw) {}

  /** The refused rows of a dataset on a shelf, in the order of their addresses, up to a limit. */
  public List<Refused> refused(DatasetName dataset, Shelf shelf, int limit) {
    List<Refused> refused = new ArrayList<>();
    try (JdbcCatalog catalog = new JdbcCatalog()) {
      catalog.setConf(new Configuration());
      catalog.initialize(
          shelf.fates(),
          Map.of(
              "uri", database.url(),
              "jdbc.user", database.user(),
              "jdbc.password", database.password(),
              "jdbc.schema-version", "V1",
              "warehouse", warehouse + "/fates"));
      Table table =
          catalog.loadTable(TableIdentifier.of(Namespace.of(dataset.domain()), dataset.table()));
      try (CloseableIterable<Record> rows =
          IcebergGenerics.read(table).where(Expressions.equal("fate", "refused")).build()) {
        for (Record row : rows) {
          refused.add(refused(row));
          if (refused.size() >= limit) {
            break;
          }
        }
      }
    } catch (NoSuchTableException e) {
      return List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return refused;
  }

  private static Refused refused(Record row) {
    return new Refused(
        text(row, "source"),
        text(row, "receipt"),
        text(row, "member"),
        (Long) row.getField("row"),
        (Integer) row.getField("part"),
        text(row, "code"),
        text(row, "message"),
        text(row, "raw"));
  }

  private static String text(Record row, String field) {
    return Objects.toString(row.getField(field), "");
  }
}
