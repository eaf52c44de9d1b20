package plaza.format;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import plaza.contract.Encoding;
import plaza.format.UnreadableFile.Fault;

/**
 * A dBASE table (levels III to 5, without memos), as texts: numbers and days keep the characters
 * that the publisher wrote, which libraries turn into doubles and instants. Blank values are null,
 * and so are stars in place of a number.
 */
final class Dbf implements Closeable {
  private static final int HEADER = 32;
  private static final int MAX_HEADER = 1 << 16;

  // The language driver ids that ESRI and FoxPro write; 0x57, "ANSI", says nothing.
  private static final Map<Integer, String> DRIVERS =
      Map.ofEntries(
          Map.entry(0x01, "437"),
          Map.entry(0x02, "850"),
          Map.entry(0x03, "1252"),
          Map.entry(0x13, "932"),
          Map.entry(0x26, "866"),
          Map.entry(0x4d, "936"),
          Map.entry(0x4e, "949"),
          Map.entry(0x4f, "950"),
          Map.entry(0x50, "874"),
          Map.entry(0x58, "1252"),
          Map.entry(0x59, "1252"),
          Map.entry(0x64, "852"),
          Map.entry(0x65, "866"),
          Map.entry(0x78, "950"),
          Map.entry(0x79, "949"),
          Map.entry(0x7a, "936"),
          Map.entry(0x7b, "932"),
          Map.entry(0x7c, "874"),
          Map.entry(0x7d, "1255"),
          Map.entry(0x7e, "1256"),
          Map.entry(0xc8, "1250"),
          Map.entry(0xc9, "1251"),
          Map.entry(0xca, "1254"),
          Map.entry(0xcb, "1253"),
          Map.entry(0xcc, "1257"));

  /** A column: the bytes of its name as Latin-1, its type letter, where it stands in a record. */
  record Column(String name, char type, int at, int length) {
    /** What its values are. */
    String kind() {
      return switch (type) {
        case 'C' -> "text";
        case 'N', 'F' -> "number";
        case 'D' -> "date";
        case 'L' -> "boolean";
        default -> "dbf type " + type;
      };
    }

    byte[] nameBytes() {
      return name.getBytes(StandardCharsets.ISO_8859_1);
    }
  }

  /** A record as it stands. */
  static final class Row {
    private final byte[] bytes;

    private Row(byte[] bytes) {
      this.bytes = bytes;
    }

    /** Whether the publisher has struck it out. */
    boolean isDeleted() {
      return bytes[0] == '*';
    }

    /** A value's bytes without the blanks and zeros that fill it up. */
    byte[] value(Column column) {
      int end = column.at() + column.length();
      while (end > column.at() && (bytes[end - 1] == ' ' || bytes[end - 1] == 0)) {
        end--;
      }
      return Arrays.copyOfRange(bytes, column.at(), end);
    }
  }

  private final InputStream in;
  private final int driver;
  private final long count;
  private final int width;
  private final List<Column> columns = new ArrayList<>();
  private long row;

  /** Reads the header; throws UnreadableFile where it is none. */
  Dbf(InputStream in) throws IOException {
    this.in = in;
    ByteBuffer head = ByteBuffer.wrap(in.readNBytes(HEADER)).order(ByteOrder.LITTLE_ENDIAN);
    if (head.limit() < HEADER) {
      throw cut("a header of " + head.limit() + " bytes");
    }
    count = Integer.toUnsignedLong(head.getInt(4));
    int length = Short.toUnsignedInt(head.getShort(8));
    width = Short.toUnsignedInt(head.getShort(10));
    driver = Byte.toUnsignedInt(head.get(29));
    if (length < HEADER || length > MAX_HEADER) {
      throw wrong("a header of " + length + " bytes");
    }
    byte[] fields = in.readNBytes(length - HEADER);
    if (fields.length < length - HEADER) {
      throw cut("the end of the file within the header");
    }
    int at = 1;
    for (int i = 0; i + HEADER <= fields.length && fields[i] != '\r'; i += HEADER) {
      Column column = column(fields, i, at);
      columns.add(column);
      at += column.length();
    }
    if (columns.isEmpty() || at != width) {
      throw wrong(columns.size() + " columns of " + at + " bytes in records of " + width);
    }
  }

  private static Column column(byte[] fields, int from, int at) {
    int end = from;
    while (end < from + 11 && fields[end] != 0) {
      end++;
    }
    char type = (char) Byte.toUnsignedInt(fields[from + 11]);
    int length = Byte.toUnsignedInt(fields[from + 16]);
    if (type == 'C') {
      // Clipper's long texts: the byte for decimals is the length's high one.
      length |= Byte.toUnsignedInt(fields[from + 17]) << 8;
    }
    return new Column(
        new String(fields, from, end - from, StandardCharsets.ISO_8859_1), type, at, length);
  }

  List<Column> columns() {
    return columns;
  }

  /** The names of the columns, in an encoding. */
  List<String> names(Charset encoding) {
    List<String> names = new ArrayList<>();
    for (Column column : columns) {
      names.add(
          findText(column.nameBytes(), encoding.newDecoder(), false)
              .map(String::strip)
              .orElseThrow(() -> badBytes(0, "a column's name", encoding)));
    }
    return names;
  }

  /** The encoding that the language driver id stands for. */
  Optional<Charset> findEncoding() {
    return Optional.ofNullable(DRIVERS.get(driver)).map(Encoding::charset);
  }

  boolean hasNext() {
    return row < count;
  }

  /** The ordinal of the last record read, from 1. */
  long row() {
    return row;
  }

  Row next() throws IOException {
    byte[] record = in.readNBytes(width);
    row++;
    if (record.length < width || record[0] == 0x1a) {
      throw new UnreadableFile(
          Fault.TRUNCATED_FILE, row, "the end of the dbf", count + " records as in its header");
    }
    if (record[0] != ' ' && record[0] != '*') {
      throw new UnreadableFile(
          Fault.WRONG_FORMAT, row, "a dbf record that begins with " + record[0], "a blank or *");
    }
    return new Row(record);
  }

  /** A value's text; null where it is blank. */
  static @Nullable String text(Row row, Column column, CharsetDecoder decoder, long number) {
    if ("CNFDL".indexOf(column.type()) < 0) {
      throw new UnreadableFile(
          Fault.WRONG_FORMAT, 0, "a column of the dbf type " + column.type(), "C, N, F, D or L");
    }
    byte[] bytes = row.value(column);
    String text =
        findText(bytes, decoder, bytes.length == column.length())
            .orElseThrow(() -> badBytes(number, "a value", decoder.charset()));
    if (column.type() == 'C') {
      return text.isBlank() ? null : text;
    }
    // Stars are how a number is missing, or too long for its column.
    return text.isBlank() || text.matches(" *\\*+") ? null : text.strip();
  }

  /**
   * Bytes as text, if the encoding has them all; a character that the column's width has cut in two
   * is left out.
   */
  static Optional<String> findText(byte[] bytes, CharsetDecoder decoder, boolean mayBeCut) {
    decoder
        .reset()
        .onMalformedInput(CodingErrorAction.REPORT)
        .onUnmappableCharacter(CodingErrorAction.REPORT);
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate((int) (bytes.length * decoder.maxCharsPerByte()) + 1);
    CoderResult result = decoder.decode(in, out, !mayBeCut);
    return result.isError() || (in.hasRemaining() && !mayBeCut)
        ? Optional.empty()
        : Optional.of(out.flip().toString());
  }

  private static UnreadableFile badBytes(long row, String where, Charset encoding) {
    return new UnreadableFile(
        Fault.WRONG_ENCODING,
        row,
        where + " of the dbf with bytes that are no " + encoding.name(),
        encoding.name() + ": declare the true `encoding` in the feed");
  }

  private static UnreadableFile wrong(String found) {
    return new UnreadableFile(
        Fault.WRONG_FORMAT, 0, found.toLowerCase(Locale.ROOT) + " in the dbf", "a dBASE table");
  }

  private static UnreadableFile cut(String found) {
    return new UnreadableFile(Fault.TRUNCATED_FILE, 0, found + " in the dbf", "a dBASE table");
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
