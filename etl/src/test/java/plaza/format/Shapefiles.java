package plaza.format;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Shapefiles written in memory, byte by byte after the Technical Description. */
final class Shapefiles {
  private final List<byte[]> shapes = new ArrayList<>();
  private final List<String[]> records = new ArrayList<>();
  private final List<String> columns = new ArrayList<>();
  private final Map<String, byte[]> beside = new LinkedHashMap<>();
  private Charset encoding = StandardCharsets.UTF_8;
  private int driver;
  private double[] box = {1, 2, 3, 4};

  static Shapefiles of(String... columns) {
    Shapefiles file = new Shapefiles();
    file.columns.addAll(List.of(columns));
    return file;
  }

  Shapefiles encoding(String name) {
    encoding = Charset.forName(name);
    return this;
  }

  Shapefiles driver(int id) {
    driver = id;
    return this;
  }

  Shapefiles box(double... edges) {
    box = edges;
    return this;
  }

  Shapefiles beside(String name, String text) {
    beside.put(name, text.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  /** A row; a first value that begins with * marks it as deleted. */
  Shapefiles row(byte[] shape, String... values) {
    shapes.add(shape);
    records.add(values);
    return this;
  }

  Shapefiles shapeAlone(byte[] shape) {
    shapes.add(shape);
    return this;
  }

  static byte[] point(double x, double y) {
    return shape(1, b -> b.putDouble(x).putDouble(y));
  }

  static byte[] nothing() {
    return shape(0, b -> {});
  }

  /** Lines (3) or polygons (5) of parts, each x, y, x, y … */
  static byte[] parts(int type, double[]... parts) {
    return shape(
        type,
        b -> {
          b.putDouble(0).putDouble(0).putDouble(0).putDouble(0).putInt(parts.length);
          int points = 0;
          for (double[] part : parts) {
            points += part.length / 2;
          }
          b.putInt(points);
          int start = 0;
          for (double[] part : parts) {
            b.putInt(start);
            start += part.length / 2;
          }
          for (double[] part : parts) {
            for (double each : part) {
              b.putDouble(each);
            }
          }
        });
  }

  static byte[] shape(int type, Consumer<ByteBuffer> content) {
    ByteBuffer buffer = ByteBuffer.allocate(1 << 12).order(ByteOrder.LITTLE_ENDIAN).putInt(type);
    content.accept(buffer);
    byte[] bytes = new byte[buffer.position()];
    buffer.flip().get(bytes);
    return bytes;
  }

  byte[] shp() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int length = 100 + shapes.stream().mapToInt(s -> 8 + s.length).sum();
    ByteBuffer head = ByteBuffer.allocate(100).putInt(0, 9994).putInt(24, length / 2);
    head.order(ByteOrder.LITTLE_ENDIAN).putInt(28, 1000).putInt(32, 1);
    for (int i = 0; i < 4; i++) {
      head.putDouble(36 + 8 * i, box[i]);
    }
    out.writeBytes(head.array());
    for (int i = 0; i < shapes.size(); i++) {
      byte[] shape = shapes.get(i);
      out.writeBytes(ByteBuffer.allocate(8).putInt(i + 1).putInt(shape.length / 2).array());
      out.writeBytes(shape);
    }
    return out.toByteArray();
  }

  /** Columns are of text and 12 bytes wide, or numbers of 8 where their name begins with n_. */
  byte[] dbf() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int width = 1 + columns.stream().mapToInt(Shapefiles::width).sum();
    int length = 32 + 32 * columns.size() + 1;
    ByteBuffer head = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    head.put(0, (byte) 3).putInt(4, records.size()).putShort(8, (short) length);
    head.putShort(10, (short) width).put(29, (byte) driver);
    for (int i = 0; i < columns.size(); i++) {
      int at = 32 + 32 * i;
      head.put(at, columns.get(i).getBytes(encoding));
      head.put(at + 11, (byte) (columns.get(i).startsWith("n_") ? 'N' : 'C'));
      head.put(at + 16, (byte) width(columns.get(i)));
    }
    head.put(length - 1, (byte) '\r');
    out.writeBytes(head.array());
    for (String[] record : records) {
      boolean deleted = record.length > 0 && record[0].startsWith("*");
      out.write(deleted ? '*' : ' ');
      for (int i = 0; i < columns.size(); i++) {
        byte[] value = (deleted && i == 0 ? record[i].substring(1) : record[i]).getBytes(encoding);
        byte[] filled = new byte[width(columns.get(i))];
        java.util.Arrays.fill(filled, (byte) ' ');
        System.arraycopy(value, 0, filled, 0, Math.min(value.length, filled.length));
        out.writeBytes(filled);
      }
    }
    out.write(0x1a);
    return out.toByteArray();
  }

  private static int width(String column) {
    return column.startsWith("n_") ? 8 : 12;
  }

  byte[] zip() {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put("trees.shp", shp());
    if (!columns.isEmpty()) {
      entries.put("trees.dbf", dbf());
    }
    entries.putAll(beside);
    return Zips.ofBytes(entries);
  }
}
