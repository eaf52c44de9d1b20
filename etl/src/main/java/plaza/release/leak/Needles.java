package plaza.release.leak;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Searches files for many secret values at once: their raw bytes, and what is compressed in them.
 * Each offset costs one look into a bit set by the eight bytes that begin there.
 */
public final class Needles {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int BITS = 22;

  /**
   * A value that was found.
   *
   * @param offset within the file, or within what was compressed in it
   */
  public record Hit(Needle needle, String encoding, Path file, String part, long offset) {}

  private record Sought(Needle needle, Needle.Encoding encoding) {}

  private final Map<Long, List<Sought>> byBegin = new HashMap<>();
  private final long[] begins = new long[1 << (BITS - 6)];
  private int longest = Needle.LEAST;

  /** All encodings of some values. */
  public Needles(Collection<Needle> needles) {
    for (Needle needle : needles) {
      for (Needle.Encoding encoding : needle.encodings()) {
        long begin = (long) LONG.get(encoding.bytes(), 0);
        byBegin.computeIfAbsent(begin, b -> new ArrayList<>()).add(new Sought(needle, encoding));
        int bit = bit(begin);
        begins[bit >>> 6] |= 1L << bit;
        longest = Math.max(longest, encoding.bytes().length);
      }
    }
  }

  /** The first place of each value's each encoding in each part of each file. */
  public List<Hit> in(Collection<Path> files) throws IOException {
    List<Hit> hits = new ArrayList<>();
    for (Path file : files) {
      Haystack.of(
          file,
          longest,
          (part, bytes, length, offset) -> {
            for (Map.Entry<Sought, Integer> each : in(bytes, length).entrySet()) {
              Sought sought = each.getKey();
              hits.add(
                  new Hit(
                      sought.needle(),
                      sought.encoding().name(),
                      file,
                      part,
                      offset + each.getValue()));
            }
          });
    }
    return hits;
  }

  private Map<Sought, Integer> in(byte[] bytes, int length) {
    Map<Sought, Integer> found = new HashMap<>();
    for (int at = 0; at <= length - Needle.LEAST; at++) {
      long begin = (long) LONG.get(bytes, at);
      int bit = bit(begin);
      if ((begins[bit >>> 6] & (1L << bit)) != 0) {
        for (Sought each : byBegin.getOrDefault(begin, List.of())) {
          byte[] wanted = each.encoding().bytes();
          if (at + wanted.length <= length
              && Arrays.equals(bytes, at, at + wanted.length, wanted, 0, wanted.length)) {
            found.putIfAbsent(each, at);
          }
        }
      }
    }
    return found;
  }

  private static int bit(long begin) {
    return (int) ((begin * 0x9E3779B97F4A7C15L) >>> (64 - BITS));
  }
}
