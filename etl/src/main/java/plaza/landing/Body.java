package plaza.landing;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.http.HttpHeaders;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.zip.GZIPInputStream;
import org.apache.commons.io.input.BoundedInputStream;

/**
 * The bytes of an answer, unpacked where the publisher packed them for the way (RFC 9110, section
 * 8.4). It ends with a failure where there are more than allowed, packed or unpacked, or fewer than
 * promised; whatever else goes wrong on the way may go well another time.
 */
final class Body extends FilterInputStream {
  private final BoundedInputStream wire;
  private final OptionalLong promised;
  private final String shown;

  private Body(InputStream unpacked, BoundedInputStream wire, OptionalLong promised, String shown) {
    super(unpacked);
    this.wire = wire;
    this.promised = promised;
    this.shown = shown;
  }

  static Body of(InputStream sent, HttpHeaders headers, long max, String shown)
      throws FetchFailure {
    OptionalLong promised =
        headers.firstValue("Transfer-Encoding").isPresent()
            ? OptionalLong.empty()
            : headers.firstValueAsLong("Content-Length");
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
      return new Body(unpacked, wire, promised, shown);
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
      int count = super.read(buffer, offset, length);
      if (count < 0) {
        checkLength();
      }
      return count;
    } catch (FetchFailure e) {
      throw e;
    } catch (IOException e) {
      throw broken(e, shown);
    }
  }

  private void checkLength() throws IOException {
    wire.transferTo(OutputStream.nullOutputStream());
    if (promised.isPresent() && promised.getAsLong() != wire.getCount()) {
      throw FetchFailure.passing(
          "found %d bytes from %s, expected %d as it said"
              .formatted(wire.getCount(), shown, promised.getAsLong()));
    }
  }
}
