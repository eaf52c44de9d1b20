package plaza.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a byte is changed to, and wherever a file ends: rows, or the file is refused. */
@Timeout(300)
class MutationTest {
  // Bytes that mean something to some format, and the bits that turn one letter into another.
  private static final int[] BYTES = {0, 0x22, 0x2c, 0x7b, 0x5d, 0x0a, 0x2a, 0x80, 0xff};
  private static final int[] BITS = {1, 2, 4, 8, 16, 32, 64, 128};

  // How many files with several changes each: -Dplaza.mutants=100000 for a night.
  private static final int MUTANTS = Integer.getInteger("plaza.mutants", 500);

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

  @Test
  void shapefile_gives_rows_or_is_refused() {
    Shapefiles trees =
        Shapefiles.of("sno", "n_a")
            .encoding("x-windows-950")
            .driver(0x4f)
            .row(Shapefiles.point(1.5, 2), "臺北", "12")
            .row(Shapefiles.parts(5, new double[] {0, 0, 0, 9, 9, 9, 0, 0}), "*b", "-1.5")
            .row(Shapefiles.nothing(), "c", "");
    byte[] shp = trees.shp();
    byte[] dbf = trees.dbf();
    String[] fields = {"sno", "n_a", "_geometry"};
    survives("shapefile", trees.zip(), fields);
    // The zip's own sums find what is changed from outside: so also from inside.
    survives("shapefile", shp, each -> Zips.ofBytes(Map.of("a.shp", each, "a.dbf", dbf)), fields);
    survives("shapefile", dbf, each -> Zips.ofBytes(Map.of("a.shp", shp, "a.dbf", each)), fields);
  }

  private void survives(String format, byte[] whole, String... fields) {
    survives(format, whole, bytes -> bytes, fields);
  }

  private void survives(
      String format, byte[] whole, UnaryOperator<byte[]> packed, String... fields) {
    assertThat(read(format, packed.apply(whole), fields)).isNotEmpty();
    for (int i = 0; i < whole.length; i++) {
      reads(format, packed.apply(Arrays.copyOf(whole, i)), "cut at " + i, fields);
      for (int bit : BITS) {
        reads(
            format,
            packed.apply(changed(whole, i, whole[i] ^ bit)),
            "bit " + bit + " of " + i,
            fields);
      }
      for (int value : BYTES) {
        reads(format, packed.apply(changed(whole, i, value)), "byte " + i + " is " + value, fields);
      }
    }
    Random random = new Random(1);
    for (int i = 0; i < MUTANTS; i++) {
      byte[] mutant = whole;
      for (int j = random.nextInt(8); j >= 0; j--) {
        mutant = changed(mutant, random.nextInt(whole.length), random.nextInt(256));
      }
      reads(format, packed.apply(mutant), "mutant " + i, fields);
    }
  }

  private List<RawRow> read(String format, byte[] bytes, String... fields) {
    return Reading.of(folder, format, bytes, fields)
        .member(format.equals("gtfs") ? "stops" : null)
        .encoding(format.equals("shapefile") ? null : "UTF-8")
        .rows();
  }

  private static byte[] changed(byte[] whole, int at, int value) {
    byte[] mutant = whole.clone();
    mutant[at] = (byte) value;
    return mutant;
  }

  private void reads(String format, byte[] mutant, String what, String... fields) {
    try {
      List<RawRow> rows = read(format, mutant, fields);
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
