package plaza.format;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import org.apache.commons.io.ByteOrderMark;
import org.apache.commons.io.input.BOMInputStream;
import plaza.format.UnreadableFile.Fault;

/**
 * Text of a declared encoding: strict, because a replaced byte is a lie that nobody sees, and able
 * to say where the first bad byte stands, which the JDK's own reader is not.
 */
final class TextInput extends Reader {
  private static final int BUFFER = 1 << 16;

  private final InputStream in;
  private final CharsetDecoder decoder;
  private final ByteBuffer bytes = ByteBuffer.allocate(BUFFER).limit(0);
  private final CharBuffer chars = CharBuffer.allocate(BUFFER).limit(0);
  private long offset;
  private long line;
  private boolean ended;
  private boolean flushed;

  private TextInput(InputStream in, Charset encoding, long offset, long line) {
    this.in = in;
    this.offset = offset;
    this.line = line;
    this.decoder =
        encoding
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
  }

  /** Bytes that an encoding does not have, and where: the offset from 0, the line from 1. */
  static final class BadBytes extends CharacterCodingException {
    private static final long serialVersionUID = 1;

    private final long offset;
    private final long line;
    private final String encoding;

    BadBytes(long offset, long line, String encoding) {
      this.offset = offset;
      this.line = line;
      this.encoding = encoding;
    }

    @Override
    public String getMessage() {
      return "bytes at offset %d (line %d) that are no %s".formatted(offset, line, encoding);
    }

    /** The same as a fault of the file; of the line where the format counts no rows of its own. */
    UnreadableFile fault(long row) {
      return new UnreadableFile(
          Fault.WRONG_ENCODING, row == 0 ? line : row, getMessage(), encoding);
    }
  }

  static Reader open(InputStream in, Charset encoding) throws IOException {
    try {
      return open(marked(in), encoding);
    } catch (IOException | RuntimeException e) {
      in.close();
      throw e;
    }
  }

  private static Reader open(BOMInputStream marked, Charset encoding) throws IOException {
    ByteOrderMark mark = marked.getBOM();
    if (mark == null) {
      return new TextInput(marked, encoding, 0, 1);
    }
    String name = mark.getCharsetName();
    if (!name.startsWith(encoding.name())) {
      throw new UnreadableFile(
          Fault.WRONG_ENCODING, 1, "a byte order mark of " + name, encoding.name());
    }
    // "UTF-16" leaves the byte order to the mark, and the mark has just been taken off.
    return new TextInput(marked, Charset.forName(name), mark.length(), 1);
  }

  /** Text from the middle of a file: from a byte and a line of it on, where no mark can stand. */
  static Reader open(InputStream in, Charset encoding, long offset, long line) {
    return new TextInput(in, encoding, offset, line);
  }

  /** A stream that knows, and leaves out, the byte order mark it begins with. */
  static BOMInputStream marked(InputStream in) throws IOException {
    return BOMInputStream.builder()
        .setInputStream(in)
        .setByteOrderMarks(ByteOrderMark.UTF_8, ByteOrderMark.UTF_16LE, ByteOrderMark.UTF_16BE)
        .get();
  }

  @Override
  public int read(char[] buffer, int from, int length) throws IOException {
    while (!chars.hasRemaining()) {
      if (flushed) {
        return -1;
      }
      decode();
    }
    int n = Math.min(length, chars.remaining());
    chars.get(buffer, from, n);
    return n;
  }

  private void decode() throws IOException {
    if (!ended && bytes.remaining() < 16) {
      fill();
    }
    int before = bytes.position();
    chars.clear();
    CoderResult result = decoder.decode(bytes, chars, ended);
    offset += bytes.position() - before;
    if (ended && result.isUnderflow()) {
      decoder.flush(chars);
      flushed = true;
    }
    chars.flip();
    // What stands before a bad byte is given first, so that its line is known.
    if (result.isError() && !chars.hasRemaining()) {
      throw new BadBytes(offset, line, decoder.charset().name());
    }
    for (int i = 0; i < chars.limit(); i++) {
      if (chars.get(i) == '\n') {
        line++;
      }
    }
  }

  private void fill() throws IOException {
    bytes.compact();
    while (bytes.position() < BUFFER / 2 && !ended) {
      int n = in.read(bytes.array(), bytes.position(), bytes.remaining());
      if (n < 0) {
        ended = true;
      } else {
        bytes.position(bytes.position() + n);
      }
    }
    bytes.flip();
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
