package plaza.jobs.bench;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * Ways to spoil a file: bytes changed, and the end cut off. A zip is spoiled half of the times
 * inside one of its files and zipped again, for else its check sums alone would be tested.
 */
final class Damage {
  // Bytes that mean something to some format.
  private static final int[] TELLING = {0, 0x1a, 0x22, 0x2a, 0x2c, 0x5d, 0x7b, 0x0a, 0x80, 0xff};
  private static final int MOST = 8;

  private final byte[] whole;
  private final Map<String, byte[]> entries = new LinkedHashMap<>();

  Damage(byte[] whole) throws IOException {
    this.whole = whole;
    if (whole.length > 4 && whole[0] == 'P' && whole[1] == 'K') {
      try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(whole))) {
        for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
          entries.put(entry.getName(), zip.readAllBytes());
        }
      }
    }
  }

  byte[] done(Random random) throws IOException {
    if (entries.isEmpty() || random.nextBoolean()) {
      return spoiled(whole, random);
    }
    List<String> names = new ArrayList<>(entries.keySet());
    String victim = names.get(random.nextInt(names.size()));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (var entry : entries.entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey()));
        boolean isHit = entry.getKey().equals(victim);
        zip.write(isHit ? spoiled(entry.getValue(), random) : entry.getValue());
        zip.closeEntry();
      }
    }
    return bytes.toByteArray();
  }

  private static byte[] spoiled(byte[] whole, Random random) {
    if (whole.length == 0) {
      return whole;
    }
    // Headers decide most and are short: every other change is there.
    byte[] bytes =
        random.nextInt(4) == 0 ? Arrays.copyOf(whole, random.nextInt(whole.length)) : whole.clone();
    for (int i = random.nextInt(MOST); i >= 0 && bytes.length > 0; i--) {
      int near = random.nextBoolean() ? Math.min(bytes.length, 256) : bytes.length;
      int at = random.nextInt(near);
      bytes[at] =
          random.nextBoolean()
              ? (byte) TELLING[random.nextInt(TELLING.length)]
              : (byte) (bytes[at] ^ (1 << random.nextInt(8)));
    }
    return bytes;
  }
}
