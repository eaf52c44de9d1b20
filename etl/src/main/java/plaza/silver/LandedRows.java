package plaza.silver;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.TaskCompletionListener;
import org.jspecify.annotations.Nullable;
import plaza.check.FindingCode;
import plaza.format.Formats;
import plaza.format.RawRow;
import plaza.format.ReadRequest;
import plaza.format.RowReader;
import plaza.format.UnreadableFile;
import plaza.lake.LandedFiles;
import plaza.lake.Receipt;
import scala.Tuple3;

/**
 * Landed files as a Spark dataset of texts with addresses: columns {@code _receipt _member _row
 * _fault_code _fault _is_note} and one for each wanted field. A file that cannot be read gives a
 * last row whose fault says so.
 */
final class LandedRows implements Serializable {
  private static final long serialVersionUID = 1;
  // The columns before those of the feed's own fields.
  private static final int FIXED = 6;

  private final ReadRequest request;
  private final Set<String> nullValues;
  private final Set<String> sentinels;

  private record LandedFile(String receipt, String path, long bytes) {}

  private LandedRows(ReadRequest request, Set<String> nullValues, Set<String> sentinels) {
    this.request = request;
    this.nullValues = new HashSet<>(nullValues);
    this.sentinels = new HashSet<>(sentinels);
  }

  static Dataset<Row> read(
      SparkSession spark,
      LandedFiles landed,
      List<Receipt> receipts,
      Filling filling,
      List<String> fields) {
    ReadRequest request =
        ReadRequest.of(
                filling.feed(), filling.source().member(), fields, filling.source().optional())
            .withOptionalMember(filling.source().optionalMember());
    LandedRows reading =
        new LandedRows(request, filling.feed().nullValues(), filling.feed().sentinels());
    // Tuples, since the Kryo of Spark 4 cannot write records.
    List<Tuple3<String, String, Long>> files = new ArrayList<>();
    for (Receipt receipt : receipts) {
      files.add(new Tuple3<>(receipt.id(), landed.file(receipt).toString(), receipt.bytes()));
    }
    JavaSparkContext context = new JavaSparkContext(spark.sparkContext());
    int slices = Math.max(1, Math.min(files.size(), 4 * context.defaultParallelism()));
    return spark.createDataFrame(
        context.parallelize(files, slices).flatMap(reading::rows), schema(fields));
  }

  private static StructType schema(List<String> fields) {
    StructType schema =
        new StructType()
            .add("_receipt", DataTypes.StringType, false)
            .add("_member", DataTypes.StringType)
            .add("_row", DataTypes.LongType, false)
            .add("_fault_code", DataTypes.StringType)
            .add("_fault", DataTypes.StringType)
            .add("_is_note", DataTypes.BooleanType, false);
    for (String field : fields) {
      schema = schema.add(field, DataTypes.StringType);
    }
    return schema;
  }

  private Iterator<Row> rows(Tuple3<String, String, Long> file) {
    return new Rows(new LandedFile(file._1(), file._2(), file._3()));
  }

  private Row row(LandedFile file, RawRow raw) {
    @Nullable Object[] values = new Object[FIXED + raw.fields().size()];
    values[FIXED - 1] = raw.isNote();
    @Nullable String fault = raw.fault();
    @Nullable FindingCode code = fault == null ? null : FindingCode.RAGGED_ROW;
    for (int i = 0; i < raw.fields().size(); i++) {
      @Nullable String text = raw.fields().get(i);
      if (text == null || nullValues.contains(text.strip())) {
        continue;
      }
      if (code == null && !raw.isNote() && sentinels.contains(text.strip())) {
        code = FindingCode.SENTINEL;
        fault = request.fields().get(i) + ": found '" + text + "', expected a reading";
      }
      values[FIXED + i] = text;
    }
    return row(values, file, raw.row(), code == null ? null : code.id(), fault);
  }

  private Row fault(LandedFile file, long row, FindingCode code, String message) {
    @Nullable Object[] values = new Object[FIXED + request.fields().size()];
    values[FIXED - 1] = false;
    return row(values, file, row, code.id(), message);
  }

  private Row row(
      @Nullable Object[] values,
      LandedFile file,
      long row,
      @Nullable String code,
      @Nullable String fault) {
    values[0] = file.receipt();
    values[1] = request.member();
    values[2] = row;
    values[3] = code;
    values[4] = fault;
    return RowFactory.create(values);
  }

  /** The rows of one file; opened when first asked for, closed at its end or with the task. */
  private final class Rows implements Iterator<Row> {
    private final LandedFile file;
    private @Nullable RowReader reader;
    private @Nullable Row fault;
    private boolean opened;

    Rows(LandedFile file) {
      this.file = file;
    }

    @Override
    public boolean hasNext() {
      if (fault != null) {
        return true;
      }
      try {
        if (!opened) {
          opened = true;
          open();
        }
        if (reader != null && reader.hasNext()) {
          return true;
        }
        close();
        return fault != null;
      } catch (UnreadableFile e) {
        refuse(e);
        return true;
      } catch (IOException e) {
        throw new UncheckedIOException("while reading " + file.path(), e);
      }
    }

    private void open() throws IOException {
      Path path = Path.of(file.path());
      long bytes = Files.exists(path) ? Files.size(path) : -1;
      if (bytes != file.bytes()) {
        fault =
            fault(
                file,
                0,
                FindingCode.CHANGED_FILE,
                "found " + bytes + " bytes, expected " + file.bytes() + " as in the receipt");
        return;
      }
      reader = Formats.open(path, request);
      TaskContext task = TaskContext.get();
      if (task != null) {
        TaskCompletionListener listener = context -> closeQuietly();
        task.addTaskCompletionListener(listener);
      }
    }

    private void refuse(UnreadableFile e) {
      FindingCode code = FindingCode.valueOf(e.fault().name());
      fault = fault(file, e.row(), code, e.text());
      closeQuietly();
    }

    @Override
    public Row next() {
      if (fault != null) {
        Row last = fault;
        fault = null;
        reader = null;
        return last;
      }
      if (reader == null) {
        throw new java.util.NoSuchElementException();
      }
      try {
        return row(file, reader.next());
      } catch (UnreadableFile e) {
        refuse(e);
        return next();
      }
    }

    private void close() throws IOException {
      if (reader != null) {
        reader.close();
        reader = null;
      }
    }

    private void closeQuietly() {
      try {
        close();
      } catch (IOException e) {
        // The rows are read; what closing a read-only file says changes nothing of them.
        reader = null;
      }
    }
  }
}
