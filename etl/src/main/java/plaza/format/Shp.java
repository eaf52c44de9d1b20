package plaza.format;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import plaza.format.UnreadableFile.Fault;

/**
 * The shapes of a shapefile in their order (ESRI Shapefile Technical Description, July 1998). The
 * index is not needed for that, and not read. What stands behind the length that the header gives
 * is no part of it.
 */
final class Shp implements Closeable {
  private static final int HEADER = 100;
  private static final int MAX_RECORD = 512 << 20;

  private final InputStream in;
  private final double[] box = new double[4];
  private final int type;
  private long left;
  private long row;

  /** Reads the header; throws UnreadableFile where it is none. */
  Shp(InputStream in) throws IOException {
    this.in = in;
    ByteBuffer head = ByteBuffer.wrap(in.readNBytes(HEADER));
    if (head.limit() < HEADER) {
      throw new UnreadableFile(
          Fault.TRUNCATED_FILE, 0, "a shp of " + head.limit() + " bytes", "a header and shapes");
    }
    if (head.getInt(0) != 9994) {
      throw new UnreadableFile(Fault.WRONG_FORMAT, 0, "no shp", "a shp that begins with 9994");
    }
    left = 2 * Integer.toUnsignedLong(head.getInt(24)) - HEADER;
    head.order(ByteOrder.LITTLE_ENDIAN);
    type = head.getInt(32);
    for (int i = 0; i < 4; i++) {
      box[i] = head.getDouble(36 + 8 * i);
    }
  }

  /** West, south, east and north of all shapes, as the header says. */
  double[] box() {
    return box.clone();
  }

  /** What its shapes are. */
  String kind() {
    return switch (type) {
      case 1, 11, 21 -> "point";
      case 3, 13, 23 -> "line";
      case 5, 15, 25 -> "polygon";
      case 8, 18, 28 -> "multipoint";
      default -> "shape type " + type;
    };
  }

  boolean hasNext() {
    // The least that a shape takes; less is what some programs leave at the end.
    return left >= 12;
  }

  /** The ordinal of the last shape read, from 1. */
  long row() {
    return row;
  }

  /** The bytes of the next shape, from its type on, little-endian. */
  ByteBuffer next() throws IOException {
    row++;
    ByteBuffer head = ByteBuffer.wrap(in.readNBytes(8));
    if (head.limit() < 8 || left < 8) {
      throw cut();
    }
    // Counted from 1; some programs count from 0.
    int number = head.getInt(0);
    if (number != row && number != row - 1) {
      throw new UnreadableFile(
          Fault.WRONG_FORMAT, row, "a shape with the number " + number, "the number " + row);
    }
    long length = 2 * Integer.toUnsignedLong(head.getInt(4));
    left -= 8 + length;
    if (left < 0) {
      throw cut();
    }
    if (length < 4 || length > MAX_RECORD) {
      throw new UnreadableFile(
          Fault.WRONG_FORMAT, row, "a shape of " + length + " bytes", "one of sane size");
    }
    // Grows as bytes come, so that a length that lies costs no memory.
    byte[] shape = in.readNBytes((int) length);
    if (shape.length < length) {
      throw cut();
    }
    return ByteBuffer.wrap(shape).order(ByteOrder.LITTLE_ENDIAN);
  }

  private UnreadableFile cut() {
    return new UnreadableFile(
        Fault.TRUNCATED_FILE, row, "the end of the shp within a shape", "a whole shape");
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
