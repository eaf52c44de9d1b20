package plaza.format;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import org.apache.commons.io.ByteOrderMark;
import org.apache.commons.io.input.BOMInputStream;

/** Text of a declared encoding: strict, because a replaced byte is a lie that nobody sees. */
final class TextInput {
  private TextInput() {}

  static Reader open(InputStream in, Charset encoding) throws IOException {
    BOMInputStream bytes =
        BOMInputStream.builder()
            .setInputStream(in)
            .setByteOrderMarks(ByteOrderMark.UTF_8, ByteOrderMark.UTF_16LE, ByteOrderMark.UTF_16BE)
            .get();
    String bom = bytes.getBOMCharsetName();
    if (bom != null && !bom.startsWith(encoding.name())) {
      in.close();
      throw new UnreadableFile(
          UnreadableFile.Fault.WRONG_ENCODING, 1, "a byte order mark of " + bom, encoding.name());
    }
    // "UTF-16" leaves the byte order to the mark, and the mark has just been taken off.
    Charset marked = bom == null ? encoding : Charset.forName(bom);
    return new BufferedReader(
        new InputStreamReader(
            bytes,
            marked
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT)),
        1 << 16);
  }
}
