package plaza.release.leak;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * A secret value, in all the ways in which a file may hold it.
 *
 * @param value the value as a text
 * @param encodings none for a value that is so short or round that it is anywhere
 */
public record Needle(String value, List<Encoding> encodings) {
  /** Bytes, at least {@link #LEAST} of them. */
  @SuppressWarnings("ArrayRecordComponent")
  public record Encoding(String name, byte[] bytes) {}

  /** What is shorter is found by chance. */
  static final int LEAST = 8;

  // A decimetre: what agrees in so many decimals is the same place.
  private static final int DECIMALS = 6;
  private static final int ROUND = 1_000;

  /** One coordinate, degrees or metres: as a double, in WKB, as hex and as decimal text. */
  public static Needle coordinate(double value) {
    List<Encoding> all = new ArrayList<>();
    if (value * ROUND != Math.rint(value * ROUND)) {
      number(all, "double", Double.doubleToRawLongBits(value));
      BigDecimal exact = new BigDecimal(Double.toString(value));
      text(all, "decimal", exact.toPlainString());
      if (exact.scale() > DECIMALS) {
        text(all, "rounded", exact.setScale(DECIMALS, RoundingMode.HALF_UP).toPlainString());
        text(all, "cut off", exact.setScale(DECIMALS, RoundingMode.DOWN).toPlainString());
      }
    }
    return new Needle(Double.toString(value), all);
  }

  /** A point: each coordinate, both as floats, and its WKB as base64. */
  public static Needle point(double x, double y) {
    List<Encoding> all = new ArrayList<>(coordinate(x).encodings());
    all.addAll(coordinate(y).encodings());
    if (!all.isEmpty()) {
      for (ByteOrder order : List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)) {
        ByteBuffer floats = ByteBuffer.allocate(8).order(order);
        all.add(new Encoding("floats", floats.putFloat((float) x).putFloat((float) y).array()));
        ByteBuffer wkb = ByteBuffer.allocate(21).order(order);
        wkb.put((byte) (order == ByteOrder.LITTLE_ENDIAN ? 1 : 0)).putInt(1);
        String base64 = Base64.getEncoder().encodeToString(wkb.putDouble(x).putDouble(y).array());
        text(all, "base64 of WKB", base64.substring(8));
      }
    }
    return new Needle(x + " " + y, all);
  }

  /** An instant: microseconds and milliseconds since 1970 as a long, and ISO 8601. */
  public static Needle instant(Instant instant) {
    List<Encoding> all = new ArrayList<>();
    long micros = instant.getEpochSecond() * 1_000_000 + instant.getNano() / 1_000;
    number(all, "microseconds", micros);
    number(all, "milliseconds", micros / 1_000);
    for (String format : List.of("yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd HH:mm:ss")) {
      text(
          all,
          "ISO 8601",
          DateTimeFormatter.ofPattern(format, Locale.ROOT)
              .withZone(ZoneOffset.UTC)
              .format(instant));
    }
    return new Needle(instant.toString(), all);
  }

  /** An identifier or another text of at least four bytes: in UTF-8, and that as hex. */
  public static Needle text(String text) {
    List<Encoding> all = new ArrayList<>();
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length >= LEAST) {
      all.add(new Encoding("text", bytes));
    } else if (bytes.length >= LEAST / 2) {
      // As Parquet's plain pages have it, and in quotation marks.
      ByteBuffer counted = ByteBuffer.allocate(4 + bytes.length).order(ByteOrder.LITTLE_ENDIAN);
      all.add(new Encoding("text", counted.putInt(bytes.length).put(bytes).array()));
      text(all, "text", '"' + text + '"');
    }
    if (bytes.length >= LEAST / 2) {
      text(all, "hex", HexFormat.of().formatHex(bytes));
    }
    return new Needle(text, all);
  }

  private static void number(List<Encoding> all, String name, long bits) {
    for (ByteOrder order : List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)) {
      byte[] bytes = ByteBuffer.allocate(8).order(order).putLong(bits).array();
      all.add(new Encoding(name, bytes));
      text(all, "hex of " + name, HexFormat.of().formatHex(bytes));
      text(all, "hex of " + name, HexFormat.of().withUpperCase().formatHex(bytes));
    }
  }

  private static void text(List<Encoding> all, String name, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length >= LEAST) {
      all.add(new Encoding(name, bytes));
    }
  }
}
