package plaza.lake;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expressions;
import org.jspecify.annotations.Nullable;
import plaza.contract.DatasetName;

/** The rows of a build that were refused, read without an engine. */
public final class FateRows {
  private final TableRows rows;

  /** Read through a catalogue database; {@code warehouse} is the URI that tables live under. */
  public FateRows(Database database, String warehouse) {
    this.rows = new TableRows(database, warehouse + "/fates");
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
    rows.read(
        shelf.fates(),
        dataset,
        Expressions.equal("fate", "refused"),
        row -> {
          refused.add(refused(row));
          return refused.size() < limit;
        });
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
