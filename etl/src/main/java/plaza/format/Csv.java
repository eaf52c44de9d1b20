package plaza.format;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.apache.commons.io.input.BoundedInputStream;
import org.jspecify.annotations.Nullable;
import plaza.format.UnreadableFile.Fault;

/**
 * Delimited text (RFC 4180). Options: {@code delimiter}; {@code quote}; {@code header}, true or the
 * names of the fields where the file has no header; {@code title_rows}, how many records stand
 * before the header (or the first row) and are no rows; {@code footer}, a regular expression, and a
 * record whose first field it matches whole is a note, whatever its number of fields; {@code
 * ragged}, what becomes of rows that are too short: {@code refuse} or, with null for what they
 * lack, {@code pad}. Rows that are too long are always at fault. A record without any text is a
 * note too; an empty line is no record.
 */
final class Csv implements Format {
  private static final int MAX_TITLE_ROWS = 100;

  @Override
  public Set<String> options() {
    return Set.of("delimiter", "quote", "header", "title_rows", "footer", "ragged");
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
    if (header != null && !header.equals("true") && !(header instanceof List)) {
      return Optional.of(
          Map.entry(
              "the header " + header, "true, or the names of the fields where there is none"));
    }
    Object titles = options.get("title_rows");
    if (titles != null && titleRows(titles) < 0) {
      return Optional.of(
          Map.entry("the title_rows " + titles, "a number of records up to " + MAX_TITLE_ROWS));
    }
    Object ragged = options.get("ragged");
    if (ragged != null && !ragged.equals("refuse") && !ragged.equals("pad")) {
      return Optional.of(Map.entry("the ragged '" + ragged + "'", "refuse or pad"));
    }
    try {
      footer(options.get("footer"));
      return Optional.empty();
    } catch (PatternSyntaxException e) {
      return Optional.of(
          Map.entry(
              "the footer '" + options.get("footer") + "'",
              "a regular expression for the first field of a note: " + e.getDescription()));
    }
  }

  private static int titleRows(@Nullable Object option) {
    String text = option == null ? "0" : option.toString();
    return text.matches("\\d{1,3}") && Integer.parseInt(text) <= MAX_TITLE_ROWS
        ? Integer.parseInt(text)
        : -1;
  }

  private static @Nullable Pattern footer(@Nullable Object option) {
    if (option == null) {
      return null;
    }
    if (!(option instanceof String text) || text.isBlank()) {
      throw new PatternSyntaxException("it is no text", option.toString(), -1);
    }
    return Pattern.compile(text);
  }

  @Override
  public RowReader open(Path file, ReadRequest request) throws IOException {
    return open(Files.newInputStream(file), request.charset(), request);
  }

  RowReader open(InputStream in, Charset encoding, ReadRequest request) throws IOException {
    return open(TextInput.open(in, encoding), request, 0, true);
  }

  @Override
  public List<Span> spans(Path file, ReadRequest request, long size) throws IOException {
    char quote = character(request.options().get("quote"), '"');
    return CsvSpans.of(file, request.charset().name(), quote, size);
  }

  @Override
  public RowReader open(Path file, ReadRequest request, Span span) throws IOException {
    Charset encoding = request.charset();
    InputStream in = Files.newInputStream(file);
    in.skipNBytes(span.from());
    InputStream part =
        BoundedInputStream.builder().setInputStream(in).setMaxCount(span.to() - span.from()).get();
    if (span.from() == 0) {
      return open(TextInput.open(part, encoding), request, 0, false);
    }
    CloseableIterator<CsvRecord> records =
        records(TextInput.open(part, encoding, span.from(), span.lines() + 1), request);
    try {
      List<String> header = header(file, request);
      return new Rows(
          records, header, positions(header, request), request.options(), span.lines(), false);
    } catch (RuntimeException | IOException e) {
      records.close();
      throw e;
    }
  }

  private static List<String> header(Path file, ReadRequest request) throws IOException {
    var options = request.options();
    try (InputStream in = Files.newInputStream(file);
        CloseableIterator<CsvRecord> records =
            records(TextInput.open(in, request.charset()), request)) {
      skip(records, titleRows(options.get("title_rows")));
      return header(records, options.get("header"));
    }
  }

  private static CloseableIterator<CsvRecord> records(Reader text, ReadRequest request) {
    var options = request.options();
    return CsvReader.builder()
        .fieldSeparator(character(options.get("delimiter"), ','))
        .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
        .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
        .quoteCharacter(character(options.get("quote"), '"'))
        .ofCsvRecord(text)
        .iterator();
  }

  private static RowReader open(Reader text, ReadRequest request, long lines, boolean isAll)
      throws IOException {
    var options = request.options();
    CloseableIterator<CsvRecord> records = records(text, request);
    try {
      skip(records, titleRows(options.get("title_rows")));
      List<String> header = header(records, options.get("header"));
      return new Rows(records, header, positions(header, request), options, lines, isAll);
    } catch (RuntimeException e) {
      records.close();
      throw e;
    }
  }

  @Override
  public Shape shape(Path file, ReadRequest request) throws IOException {
    return shape(Files.newInputStream(file), request.charset(), request);
  }

  Shape shape(InputStream in, Charset encoding, ReadRequest request) throws IOException {
    var options = request.options();
    @Nullable Pattern footer = footer(options.get("footer"));
    try (CloseableIterator<CsvRecord> records = records(TextInput.open(in, encoding), request)) {
      skip(records, titleRows(options.get("title_rows")));
      List<String> header = header(records, options.get("header"));
      CsvShape shape = new CsvShape(header, options.get("header") instanceof List);
      for (int i = 0; i < Shape.ROWS && guarded(records::hasNext); i++) {
        CsvRecord record = guarded(records::next);
        if (!isNote(record, footer)) {
          shape.add(record.getFields());
        }
      }
      return shape.shape();
    }
  }

  private static boolean isNote(CsvRecord record, @Nullable Pattern footer) {
    if (footer != null && footer.matcher(record.getField(0).strip()).matches()) {
      return true;
    }
    for (int i = 0; i < record.getFieldCount(); i++) {
      if (!record.getField(i).isBlank()) {
        return false;
      }
    }
    return true;
  }

  private static char character(@Nullable Object option, char otherwise) {
    return option instanceof String text && text.length() == 1 ? text.charAt(0) : otherwise;
  }

  private static void skip(CloseableIterator<CsvRecord> records, int titles) {
    for (int i = 0; i < titles; i++) {
      if (!guarded(records::hasNext)) {
        throw new UnreadableFile(
            Fault.EMPTY_FILE, 0, "a file of " + i + " records", titles + " title rows and more");
      }
      guarded(records::next);
    }
  }

  private static List<String> header(
      CloseableIterator<CsvRecord> records, @Nullable Object option) {
    if (option instanceof List<?> names) {
      return names.stream().map(String::valueOf).toList();
    }
    if (!guarded(records::hasNext)) {
      throw new UnreadableFile(Fault.EMPTY_FILE, 0, "an empty file", "a header and rows");
    }
    return guarded(records::next).getFields().stream().map(String::strip).toList();
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

  private static <T> T guarded(Supplier<T> step) {
    try {
      return step.get();
    } catch (UncheckedIOException | CsvParseException e) {
      Throwable cause = e;
      while (cause != null) {
        if (cause instanceof UnreadableFile told) {
          throw told;
        }
        if (cause instanceof TextInput.BadBytes bad) {
          throw bad.fault(0);
        }
        cause = cause.getCause();
      }
      throw new UnreadableFile(Fault.TRUNCATED_FILE, 0, String.valueOf(e.getMessage()), "CSV");
    }
  }

  private static final class Rows implements RowReader {
    private final CloseableIterator<CsvRecord> records;
    private final List<String> header;
    private final int[] positions;
    private final @Nullable Pattern footer;
    private final boolean pads;
    private final long lines;
    private boolean empty;

    Rows(
        CloseableIterator<CsvRecord> records,
        List<String> header,
        int[] positions,
        Map<String, @Nullable Object> options,
        long lines,
        boolean isAll) {
      this.records = records;
      this.header = header;
      this.positions = positions;
      this.footer = footer(options.get("footer"));
      this.pads = "pad".equals(options.get("ragged"));
      this.lines = lines;
      // A part without rows says nothing of the whole.
      this.empty = isAll;
    }

    @Override
    public boolean hasNext() {
      boolean more = guarded(records::hasNext);
      if (!more && empty) {
        throw new UnreadableFile(Fault.EMPTY_FILE, 1, "a header without rows", "rows");
      }
      return more;
    }

    @Override
    public RawRow next() {
      CsvRecord record = guarded(records::next);
      List<@Nullable String> fields = new ArrayList<>(positions.length);
      for (int position : positions) {
        fields.add(
            position < 0 || position >= record.getFieldCount() ? null : record.getField(position));
      }
      if (isNote(record, footer)) {
        return RawRow.note(lines + record.getStartingLineNumber(), fields);
      }
      empty = false;
      int count = record.getFieldCount();
      boolean fits = count == header.size() || (pads && count < header.size());
      @Nullable String fault =
          fits ? null : "found " + count + " fields, expected " + header.size();
      return new RawRow(lines + record.getStartingLineNumber(), fields, fault);
    }

    @Override
    public void close() throws IOException {
      records.close();
    }
  }
}
