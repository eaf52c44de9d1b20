package plaza.landing;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpHeaders;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.zip.GZIPInputStream;
import org.apache.commons.io.input.BoundedInputStream;

/**
 * The bytes of an answer, unpacked where the publisher packed them for the way (RFC 9110, section
 * 8.4). It ends with a failure where there are more than allowed, packed or unpacked; that there
 * are no fewer than promised the client sees to. Whatever else goes wrong on the way may go well
 * another time.
 */
final class Body extends FilterInputStream {
  private final String shown;

  private Body(InputStream unpacked, String shown) {
    super(unpacked);
    this.shown = shown;
  }

  static Body of(InputStream sent, HttpHeaders headers, long max, String shown)
      throws FetchFailure {
    OptionalLong promised = headers.firstValueAsLong("Content-Length");
    if (promised.orElse(0) > max) {
      throw tooMany(promised.getAsLong() + " bytes", max, shown);
    }
    String encoding =
        headers.firstValue("Content-Encoding").orElse("identity").toLowerCase(Locale.ROOT);
    try {
      BoundedInputStream wire = bounded(sent, max, shown);
      InputStream unpacked =
          switch (encoding) {
            case "identity", "" -> wire;
            case "gzip", "x-gzip" -> bounded(new GZIPInputStream(wire, 1 << 16), max, shown);
            default ->
                throw FetchFailure.lasting(
                    "found the Content-Encoding %s from %s, expected gzip or none"
                        .formatted(encoding, shown));
          };
      return new Body(unpacked, shown);
    } catch (FetchFailure e) {
      throw e;
    } catch (IOException e) {
      throw broken(e, shown);
    }
  }

  private static BoundedInputStream bounded(InputStream in, long max, String shown)
      throws IOException {
    return BoundedInputStream.builder()
        .setInputStream(in)
        .setMaxCount(max == Long.MAX_VALUE ? max : max + 1)
        .setOnMaxCount((limit, count) -> {
          throw tooMany("more than " + max + " bytes", max, shown);
        })
        .get();
  }

  private static FetchFailure tooMany(String found, long max, String shown) {
    return FetchFailure.lasting(
        "found %s from %s, expected at most %d (max_bytes under fetch)"
            .formatted(found, shown, max));
  }

  private static FetchFailure broken(IOException e, String shown) {
    return FetchFailure.passing(
        "found an answer from %s that breaks off (%s: %s), expected all of it"
            .formatted(shown, e.getClass().getSimpleName(), e.getMessage()));
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    int count = read(one, 0, 1);
    return count < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    try {
      return super.read(buffer, offset, length);
    } catch (FetchFailure e) {
      throw e;
    } catch (IOException e) {
      throw broken(e, shown);
    }
  }
}
