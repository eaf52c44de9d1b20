package plaza.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a byte is changed to, and wherever a file ends: rows, or the file is refused. */
@Timeout(60)
class MutationTest {
  // Bytes that mean something to some format, and the bits that turn one letter into another.
  private static final int[] BYTES = {0, 0x22, 0x2c, 0x7b, 0x5d, 0x0a, 0x2a, 0x80, 0xff};
  private static final int[] BITS = {1, 2, 4, 8, 16, 32, 64, 128};

  @TempDir Path folder = Path.of("");

  @Test
  void csv_gives_rows_or_is_refused() {
    survives("csv", "sno,name\r\n1,\"a \"\"b\"\",\nc\"\r\n\r\n2,臺北\r\n".getBytes(UTF_8), "sno");
  }

  @Test
  void json_gives_rows_or_is_refused() {
    survives(
        "json",
        "[{\"sno\": \"\\u0041\\n\", \"n\": {\"a\": [1.50, -2e3, true, null]}}, {\"sno\": 臺}]"
            .replace("臺", "\"臺\"")
            .getBytes(UTF_8),
        "sno",
        "n");
  }

  @Test
  void geojson_gives_rows_or_is_refused() {
    survives(
        "geojson",
        """
        {"crs": {"type": "name", "properties": {"name": "EPSG:4326"}}, "features": [
        {"id": 1, "properties": {"sno": "a"}, "geometry": {"coordinates": [1.5, 2]}}], "x": {}}
        """
            .getBytes(UTF_8),
        "sno",
        "_id",
        "_geometry");
  }

  @Test
  void yaml_gives_rows_or_is_refused() {
    survives(
        "yaml",
        """
        sno: &a [1, 2.5, {x: null}]   # 臺
        b: *a
        c: "q\\u0041" # x
        ? d
        : !!str 5
        """
            .getBytes(UTF_8),
        "sno",
        "b");
  }

  @Test
  void gtfs_gives_rows_or_is_refused() {
    survives("gtfs", Zips.of("stops.txt", "sno,name\n1,a\n2,b\n".repeat(3)), "sno");
  }

  private void survives(String format, byte[] whole, String... fields) {
    assertThat(Reading.of(folder, format, whole, fields).rows()).isNotEmpty();
    for (int i = 0; i < whole.length; i++) {
      reads(format, Arrays.copyOf(whole, i), "cut at " + i, fields);
      for (int bit : BITS) {
        reads(format, changed(whole, i, whole[i] ^ bit), "bit " + bit + " of " + i, fields);
      }
      for (int value : BYTES) {
        reads(format, changed(whole, i, value), "byte " + i + " is " + value, fields);
      }
    }
  }

  private static byte[] changed(byte[] whole, int at, int value) {
    byte[] mutant = whole.clone();
    mutant[at] = (byte) value;
    return mutant;
  }

  private void reads(String format, byte[] mutant, String what, String... fields) {
    try {
      List<RawRow> rows = Reading.of(folder, format, mutant, fields).rows();
      assertThat(rows).as(what).isNotEmpty();
      assertThat(Set.copyOf(rows.stream().map(RawRow::row).toList()))
          .as("each row at its own place: %s", what)
          .hasSameSizeAs(rows);
    } catch (UnreadableFile e) {
      assertThat(e.text()).as(what).startsWith("found ");
    } catch (RuntimeException | StackOverflowError e) {
      throw new AssertionError(format + " " + what + ": " + new String(mutant, UTF_8), e);
    }
  }
}
