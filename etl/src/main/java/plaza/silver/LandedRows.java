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
import org.apache.spark.TaskKilledException;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.apache.spark.util.TaskCompletionListener;
import org.jspecify.annotations.Nullable;
import plaza.check.FindingCode;
import plaza.format.Formats;
import plaza.format.RawRow;
import plaza.format.ReadRequest;
import plaza.format.RowReader;
import plaza.format.Span;
import plaza.format.UnreadableFile;
import plaza.lake.LandedFiles;
import plaza.lake.Receipt;
import scala.Tuple3;
import scala.Tuple4;

/**
 * Landed files as a Spark dataset of texts with addresses: columns {@code _receipt _member _row
 * _fault_code _fault _is_note} and one for each wanted field. A file that cannot be read gives a
 * last row whose fault says so.
 */
final class LandedRows implements Serializable {
  private static final long serialVersionUID = 1;
  // The columns before those of the feed's own fields.
  private static final int FIXED = 6;
  private static final long SPAN = 8L << 20;

  private final ReadRequest request;
  private final Set<String> nullValues;
  private final Set<String> sentinels;

  private record LandedFile(String receipt, String path, long bytes, Span span) {
    boolean isWhole() {
      return span.from() == 0 && span.to() == bytes;
    }
  }

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
    List<Tuple4<String, String, Long, Tuple3<Long, Long, Long>>> files = new ArrayList<>();
    for (Receipt receipt : receipts) {
      String path = landed.file(receipt).toString();
      for (Span span : spans(receipt, Path.of(path), request)) {
        files.add(
            new Tuple4<>(
                receipt.id(),
                path,
                receipt.bytes(),
                new Tuple3<>(span.from(), span.to(), span.lines())));
      }
    }
    JavaSparkContext context = new JavaSparkContext(spark.sparkContext());
    long bytes = receipts.stream().mapToLong(Receipt::bytes).sum();
    // One for each core where there is little, else some, more where they would be large; never one
    // without a file.
    int cores = context.defaultParallelism();
    long wanted = bytes < SPAN ? cores : Math.max(4L * cores, bytes / SPAN);
    int slices = Math.clamp(wanted, 1, Math.max(1, files.size()));
    return ((org.apache.spark.sql.classic.SparkSession) spark)
        .internalCreateDataFrame(
            context.parallelize(files, slices).flatMap(reading::rows).rdd(), schema(fields), false);
  }

  /** The parts that a file is read in: a large one in several, where its format can cut it. */
  private static List<Span> spans(Receipt receipt, Path file, ReadRequest request) {
    List<Span> whole = List.of(new Span(0, receipt.bytes(), 0));
    if (receipt.bytes() < 2 * SPAN || request.optionalMember()) {
      return whole;
    }
    try {
      List<Span> spans = Formats.spans(file, request, SPAN);
      return spans.isEmpty() ? whole : spans;
    } catch (UnreadableFile | IOException e) {
      return whole; // its rows say so
    }
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

  private Iterator<InternalRow> rows(Tuple4<String, String, Long, Tuple3<Long, Long, Long>> file) {
    Span span = new Span(file._4()._1(), file._4()._2(), file._4()._3());
    return new Rows(new LandedFile(file._1(), file._2(), file._3(), span));
  }

  private InternalRow row(Names names, RawRow raw) {
    @Nullable Object[] values = new Object[FIXED + raw.fields().size()];
    values[FIXED - 1] = raw.isNote();
    @Nullable String fault = raw.fault();
    @Nullable FindingCode code = fault == null ? null : FindingCode.RAGGED_ROW;
    for (int i = 0; i < raw.fields().size(); i++) {
      @Nullable String text = raw.fields().get(i);
      if (text == null) {
        continue;
      }
      String bare = text.strip();
      if (nullValues.contains(bare)) {
        continue;
      }
      if (code == null && !raw.isNote() && sentinels.contains(bare)) {
        code = FindingCode.SENTINEL;
        fault = request.fields().get(i) + ": found '" + text + "', expected a reading";
      }
      values[FIXED + i] = UTF8String.fromString(text);
    }
    return row(values, names, raw.row(), code, fault);
  }

  private InternalRow fault(Names names, long row, FindingCode code, String message) {
    @Nullable Object[] values = new Object[FIXED + request.fields().size()];
    values[FIXED - 1] = false;
    return row(values, names, row, code, message);
  }

  // The engine's own rows: made of others, each text would be copied once more.
  private static InternalRow row(
      @Nullable Object[] values,
      Names names,
      long row,
      @Nullable FindingCode code,
      @Nullable String fault) {
    values[0] = names.receipt();
    values[1] = names.member();
    values[2] = row;
    values[3] = code == null ? null : UTF8String.fromString(code.id());
    values[4] = UTF8String.fromString(fault);
    return new GenericInternalRow(values);
  }

  /** What all rows of a file share. */
  private record Names(UTF8String receipt, @Nullable UTF8String member) {}

  /** The rows of one file; opened when first asked for, closed at its end or with the task. */
  private final class Rows implements Iterator<InternalRow> {
    private final LandedFile file;
    private final Names names;
    private @Nullable RowReader reader;
    private @Nullable InternalRow fault;
    private @Nullable TaskContext task;
    private boolean opened;

    Rows(LandedFile file) {
      this.file = file;
      this.names =
          new Names(UTF8String.fromString(file.receipt()), UTF8String.fromString(request.member()));
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
        if (task != null && task.isInterrupted()) {
          // Nobody waits for the rest of a file, however large.
          throw new TaskKilledException("cancelled while reading " + file.path());
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
                names,
                0,
                FindingCode.CHANGED_FILE,
                "found " + bytes + " bytes, expected " + file.bytes() + " as in the receipt");
        return;
      }
      reader =
          file.isWhole() ? Formats.open(path, request) : Formats.open(path, request, file.span());
      task = TaskContext.get();
      if (task != null) {
        TaskCompletionListener listener = context -> closeQuietly();
        task.addTaskCompletionListener(listener);
      }
    }

    private void refuse(UnreadableFile e) {
      FindingCode code = FindingCode.valueOf(e.fault().name());
      fault = fault(names, e.row(), code, e.text());
      closeQuietly();
    }

    @Override
    public InternalRow next() {
      if (fault != null) {
        InternalRow last = fault;
        fault = null;
        reader = null;
        return last;
      }
      if (reader == null) {
        throw new java.util.NoSuchElementException();
      }
      try {
        return row(names, reader.next());
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
