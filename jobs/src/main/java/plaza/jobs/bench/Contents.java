package plaza.jobs.bench;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;
import plaza.contract.DatasetName;
import plaza.jobs.stack.Home;
import plaza.lake.Database;
import plaza.lake.LandedFiles;
import plaza.lake.Load.FateCount;
import plaza.lake.Loads;
import plaza.lake.Shelf;
import plaza.lake.TableRows;

/**
 * What a home's published tables hold, whatever the order of rows and the files they lie in: of
 * each table its rows as readers see them, the fates of rows that are not in it, and the counts of
 * fates of each landed file.
 */
record Contents(Map<String, String> tables, long rows) {
  // Which row took a place, and by which build, depends on the way; that it was taken does not.
  private static final List<String> FATE =
      List.of("source", "receipt", "member", "row", "part", "fate", "code");

  /** Reads all rows of these datasets, without an engine. */
  static Contents of(Home home, Database database, Iterable<DatasetName> datasets)
      throws SQLException {
    Map<String, String> tables = new TreeMap<>();
    long rows = 0;
    for (DatasetName dataset : datasets) {
      Sum table = new Sum();
      new TableRows(database, home.warehouse() + "/tables")
          .read(
              Shelf.PUBLISHED.tables(),
              dataset,
              Expressions.alwaysTrue(),
              row -> table.add(row, n -> !n.startsWith("_")));
      Sum fates = new Sum();
      new TableRows(database, home.warehouse() + "/fates")
          .read(
              Shelf.PUBLISHED.fates(),
              dataset,
              Expressions.alwaysTrue(),
              row -> fates.add(row, FATE::contains));
      Map<String, Long> counts = new TreeMap<>();
      for (FateCount count : new Loads(database).fates(dataset)) {
        counts.merge(
            String.join(" ", count.source(), count.receipt(), count.fate(), count.code()),
            count.rows(),
            Long::sum);
      }
      counts.values().removeIf(count -> count == 0);
      tables.put(dataset.toString(), table + ", fates " + fates + ", counts " + counts.hashCode());
      rows += table.rows;
    }
    return new Contents(tables, rows);
  }

  /** Sums of the rows' own digests: the same for the same rows in any order, each once. */
  private static final class Sum {
    private long rows;
    private long low;
    private long high;

    boolean add(Record row, Predicate<String> isWanted) {
      Map<String, String> values = new TreeMap<>();
      for (Types.NestedField field : row.struct().fields()) {
        if (isWanted.test(field.name())) {
          values.put(field.name(), text(row.getField(field.name())));
        }
      }
      ByteBuffer digest =
          ByteBuffer.wrap(
              LandedFiles.sha256().digest(values.toString().getBytes(StandardCharsets.UTF_8)));
      rows++;
      low += digest.getLong(0);
      high += digest.getLong(8);
      return true;
    }

    private static String text(@Nullable Object value) {
      return value instanceof ByteBuffer bytes
          ? StandardCharsets.ISO_8859_1.decode(bytes.duplicate()).toString()
          : String.valueOf(value);
    }

    @Override
    public String toString() {
      return "%d:%08x".formatted(rows, (low ^ high) >>> 32);
    }
  }
}
