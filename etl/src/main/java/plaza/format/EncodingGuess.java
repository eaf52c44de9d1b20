package plaza.format;

import com.ibm.icu.text.CharsetDetector;
import com.ibm.icu.text.CharsetMatch;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.Writer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import plaza.format.UnreadableFile.Fault;

/**
 * The encoding that a file's bytes speak for: what its byte order mark says; else UTF-8 when all of
 * it is; else the likeliest by ICU's statistics of those in which all of it can be read.
 *
 * @param confidence from 0 to 100; a guess of less than {@value #LEAST} is none
 */
public record EncodingGuess(Charset encoding, int confidence) {
  static final int LEAST = 50;
  private static final int SAMPLE = 1 << 20;

  // What ICU calls these is read as the tables that Windows writes them with, which have more.
  private static final Map<String, List<String>> READ_AS =
      Map.of(
          "Big5", List.of("x-windows-950", "Big5-HKSCS"),
          "Shift_JIS", List.of("windows-31j"),
          "EUC-KR", List.of("x-windows-949"),
          "GB18030", List.of("GB18030"),
          "EUC-JP", List.of("EUC-JP"),
          "KOI8-R", List.of("KOI8-R"));

  /** Bytes that can be read more than once. */
  interface Bytes {
    InputStream open() throws IOException;
  }

  /**
   * Guesses, reading all bytes, some of them more than once.
   *
   * @throws UnreadableFile when no guess is good enough to be acted on
   */
  static EncodingGuess of(Bytes bytes) throws IOException {
    try (var marked = TextInput.marked(bytes.open())) {
      if (marked.getBOM() != null) {
        return new EncodingGuess(Charset.forName(marked.getBOMCharsetName()), 100);
      }
    }
    byte[] sample = sample(bytes);
    if (reads(bytes, StandardCharsets.UTF_8)) {
      return new EncodingGuess(StandardCharsets.UTF_8, 100);
    }
    CharsetDetector detector = new CharsetDetector();
    detector.setText(sample);
    int best = 0;
    for (CharsetMatch match : detector.detectAll()) {
      Optional<Charset> readable = findReadable(bytes, match.getName());
      if (readable.isPresent() && match.getConfidence() >= LEAST) {
        return new EncodingGuess(readable.get(), match.getConfidence());
      }
      best = Math.max(best, readable.isPresent() ? match.getConfidence() : 0);
    }
    throw new UnreadableFile(
        Fault.WRONG_ENCODING,
        0,
        "no encoding that its bytes speak for (best guess " + best + " of 100)",
        "at least " + LEAST + ": declare `encoding` in the feed");
  }

  private static Optional<Charset> findReadable(Bytes bytes, String name) throws IOException {
    List<String> candidates =
        name.matches("(windows-125|ISO-8859-)\\d") ? List.of(name) : READ_AS.get(name);
    if (candidates != null) {
      for (String candidate : candidates) {
        Charset charset = Charset.forName(candidate);
        if (reads(bytes, charset)) {
          return Optional.of(charset);
        }
      }
    }
    return Optional.empty();
  }

  private static boolean reads(Bytes bytes, Charset charset) throws IOException {
    try (Reader reader = TextInput.open(bytes.open(), charset)) {
      reader.transferTo(Writer.nullWriter());
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  /** The lines that say something of the encoding: those with a byte that is not ASCII. */
  private static byte[] sample(Bytes bytes) throws IOException {
    ByteArrayOutputStream sample = new ByteArrayOutputStream();
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    boolean telling = false;
    try (InputStream in = bytes.open()) {
      byte[] buffer = new byte[1 << 16];
      for (int n = in.read(buffer); n >= 0 && sample.size() < SAMPLE; n = in.read(buffer)) {
        for (int i = 0; i < n; i++) {
          if (buffer[i] == 0) {
            throw new UnreadableFile(
                Fault.WRONG_ENCODING,
                0,
                "zero bytes, as in UTF-16 without a mark",
                "text: declare `encoding` in the feed");
          }
          telling |= buffer[i] < 0;
          line.write(buffer[i]);
          if (buffer[i] == '\n' || line.size() >= SAMPLE) {
            if (telling) {
              line.writeTo(sample);
            }
            line.reset();
            telling = false;
          }
        }
      }
    }
    if (telling) {
      line.writeTo(sample);
    }
    return sample.toByteArray();
  }
}
