package plaza.format;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import plaza.format.UnreadableFile.Fault;

/**
 * Delimited text (RFC 4180). Options: {@code delimiter}, {@code quote}, {@code header} (true, or
 * the names of the fields where the file has no header).
 */
final class Csv implements Format {
  @Override
  public Set<String> options() {
    return Set.of("delimiter", "quote", "header");
  }

  @Override
  public Optional<Map.Entry<String, String>> findProblem(Map<String, @Nullable Object> options) {
    for (String key : List.of("delimiter", "quote")) {
      Object value = options.get(key);
      if (value != null && String.valueOf(value).length() != 1) {
        return Optional.of(Map.entry("the " + key + " '" + value + "'", "one character"));
      }
    }
    Object header = options.get("header");
    return header == null || header.equals("true") || header instanceof List
        ? Optional.empty()
        : Optional.of(
            Map.entry(
                "the header " + header, "true, or the names of the fields where there is none"));
  }

  @Override
  public RowReader open(Path file, ReadRequest request) throws IOException {
    return open(Files.newInputStream(file), request.charset(), request);
  }

  RowReader open(InputStream in, Charset encoding, ReadRequest request) throws IOException {
    var options = request.options();
    CsvReader<CsvRecord> reader =
        CsvReader.builder()
            .fieldSeparator(character(options.get("delimiter"), ','))
            .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
            .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
            .quoteCharacter(character(options.get("quote"), '"'))
            .ofCsvRecord(TextInput.open(in, encoding));
    CloseableIterator<CsvRecord> records = reader.iterator();
    try {
      List<String> header = header(records, options.get("header"), encoding);
      return new Rows(records, encoding, header, positions(header, request));
    } catch (RuntimeException e) {
      records.close();
      throw e;
    }
  }

  private static char character(@Nullable Object option, char otherwise) {
    return option instanceof String text && text.length() == 1 ? text.charAt(0) : otherwise;
  }

  private static List<String> header(
      CloseableIterator<CsvRecord> records, @Nullable Object option, Charset encoding) {
    if (option instanceof List<?> names) {
      return names.stream().map(String::valueOf).toList();
    }
    if (!guarded(records::hasNext, encoding)) {
      throw new UnreadableFile(Fault.EMPTY_FILE, 0, "an empty file", "a header and rows");
    }
    return records.next().getFields().stream().map(String::strip).toList();
  }

  private static int[] positions(List<String> header, ReadRequest request) {
    List<String> missing =
        request.fields().stream()
            .filter(field -> !header.contains(field) && !request.optional().contains(field))
            .toList();
    if (!missing.isEmpty()) {
      throw new UnreadableFile(
          Fault.MISSING_FIELD, 1, "the fields " + shortened(header), "also " + missing);
    }
    return request.fields().stream().mapToInt(header::indexOf).toArray();
  }

  private static String shortened(List<String> header) {
    String text = header.toString();
    return text.length() <= 300 ? text : text.substring(0, 300) + "…";
  }

  private static <T> T guarded(Supplier<T> step, Charset encoding) {
    try {
      return step.get();
    } catch (UncheckedIOException | CsvParseException e) {
      Throwable cause = e;
      while (cause != null) {
        if (cause instanceof UnreadableFile told) {
          throw told;
        }
        if (cause instanceof CharacterCodingException) {
          throw new UnreadableFile(
              Fault.WRONG_ENCODING, 0, "bytes that are no " + encoding.name(), encoding.name());
        }
        cause = cause.getCause();
      }
      throw new UnreadableFile(Fault.TRUNCATED_FILE, 0, String.valueOf(e.getMessage()), "CSV");
    }
  }

  private static final class Rows implements RowReader {
    private final CloseableIterator<CsvRecord> records;
    private final Charset encoding;
    private final List<String> header;
    private final int[] positions;
    private boolean empty = true;

    Rows(
        CloseableIterator<CsvRecord> records,
        Charset encoding,
        List<String> header,
        int[] positions) {
      this.records = records;
      this.encoding = encoding;
      this.header = header;
      this.positions = positions;
    }

    @Override
    public boolean hasNext() {
      boolean more = guarded(records::hasNext, encoding);
      if (!more && empty) {
        throw new UnreadableFile(Fault.EMPTY_FILE, 1, "a header without rows", "rows");
      }
      return more;
    }

    @Override
    public RawRow next() {
      CsvRecord record = guarded(records::next, encoding);
      empty = false;
      List<@Nullable String> fields = new ArrayList<>(positions.length);
      for (int position : positions) {
        fields.add(
            position < 0 || position >= record.getFieldCount() ? null : record.getField(position));
      }
      @Nullable String fault =
          record.getFieldCount() == header.size()
              ? null
              : "found " + record.getFieldCount() + " fields, expected " + header.size();
      return new RawRow(record.getStartingLineNumber(), fields, fault);
    }

    @Override
    public void close() throws IOException {
      records.close();
    }
  }
}
