package plaza.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import plaza.format.Formats;
import plaza.format.RawRow;
import plaza.format.ReadRequest;
import plaza.format.RowReader;
import plaza.format.UnreadableFile;
import plaza.format.UnreadableFile.Fault;

/**
 * Real publishers' files through the readers alone, held against what Python makes of the same
 * bytes: shapefiles with pyshp 3 (sums over {@code r.shapes()} and {@code r.records()}), CSV with
 * its csv module, places with pyproj 3.7.
 */
class RealFormatsTest {
  private static final Path FEEDS = Checkout.ROOT.resolve("../shared/feeds").normalize();
  private static final Path VECTORS = FEEDS.resolve("vector-formats");
  private static final Path MRT = VECTORS.resolve("leoluyi__taipei_mrt/data");
  private static final Path HOMEWORK = VECTORS.resolve("jerrylin0202__Python-homework");
  private static final Path PYSHP = FEEDS.resolve("broken/GeospatialPython__pyshp");
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  @BeforeEach
  void skip_without_the_feeds() {
    Assumptions.assumeTrue(Files.isDirectory(FEEDS), "no real feeds at " + FEEDS);
  }

  @Test
  void big5_stations_are_read_by_the_language_driver_id_alone() throws IOException {
    List<RawRow> rows =
        rows(zip(MRT, "TpeMRTStations_TWD97"), "EPSG:3826", "NAME", "LOC", "_geometry");
    assertThat(rows).hasSize(111); // len(r)
    assertThat(rows.getFirst())
        .isEqualTo(
            new RawRow(
                1,
                List.of(
                    "淡水站",
                    "原有台鐵淡水站附近",
                    "{\"type\":\"Point\",\"coordinates\":[294883.35815734,2784459.1824556068]}"),
                null));
    assertThat(rows.getLast().fields().subList(0, 2))
        .containsExactly("頂埔站", "約在新北市土城區中央路四段53號(鴻海精密工業公司前)");
    assertThat(distinct(rows, 0)).isEqualTo(108); // len({x['NAME'] for x in r.records()})
    assertThat(length(rows, 1)).isEqualTo(1428); // sum(len(x['LOC']))
    Points points = points(rows, 2);
    assertThat(points.count()).isEqualTo(111);
    assertThat(points.x()).isCloseTo(33602740.69957597, within(1e-6)); // sum(p[0])
    assertThat(points.y()).isCloseTo(307602007.2402316, within(1e-6)); // sum(p[1])
  }

  @Test
  void a_station_is_where_it_is() throws IOException {
    String geometry =
        rows(zip(MRT, "TpeMRTStations_TWD97"), "EPSG:3826", "_geometry")
            .getFirst()
            .fields()
            .getFirst();
    var row =
        Engine.spark()
            .sql(
                """
                select ST_X(p), ST_Y(p) from (select ST_Transform(
                  ST_GeomFromGeoJSON('%s'), 'EPSG:3826', 'EPSG:4326') as p)
                """
                    .formatted(geometry))
            .first();
    // Transformer.from_crs(3826, 4326, always_xy=True).transform(x, y)
    // to 2 mm: GeoTools and PROJ have two series for the same projection
    assertThat(row.getDouble(0)).isCloseTo(121.4452583081884, within(2e-8));
    assertThat(row.getDouble(1)).isCloseTo(25.167993283329395, within(2e-8));
  }

  @Test
  void lines_keep_their_parts_and_numbers_their_digits() throws IOException {
    List<RawRow> rows =
        rows(zip(MRT, "TpeMRTRoutes_TWD97"), "EPSG:3826", "RouteName", "LENGTH", "_geometry");
    assertThat(rows).hasSize(17);
    assertThat(distinct(rows, 0)).isEqualTo(13);
    assertThat(rows.getLast().fields().subList(0, 2))
        .containsExactly("板橋線", "0.00000000000e+000"); // as it stands in the dbf
    assertThat(sum(rows, 1)).isEqualByComparingTo("22423.342");
    Points points = points(rows, 2);
    assertThat(points.count()).isEqualTo(4186); // sum(len(s.points))
    assertThat(points.x()).isCloseTo(1268463733.9028757, within(1e-4));
    assertThat(points.y()).isCloseTo(11605395508.945168, within(1e-4));
  }

  @Test
  void two_shapefiles_in_one_zip_need_a_member() throws IOException {
    Path zip = zip(MRT, "TpeMRTRoutes_TWD97", "TpeMRTStations_TWD97");
    assertThatThrownBy(() -> rows(zip, "EPSG:3826", "_geometry"))
        .isInstanceOf(UnreadableFile.class)
        .hasMessage(
            "found the shapefiles [TpeMRTRoutes_TWD97, TpeMRTStations_TWD97], "
                + "expected one of them as the source's `member`");
    assertThat(rows(zip, request("EPSG:3826", Map.of(), null, "TpeMRTRoutes_TWD97", "RouteName")))
        .hasSize(17);
  }

  @Test
  void a_prj_of_another_crs_is_told() throws IOException {
    for (String other : List.of("EPSG:3828", "EPSG:3825", "EPSG:4326", "EPSG:32651")) {
      UnreadableFile refused = refused(zip(MRT, "TpeMRTStations_TWD97"), other, "_geometry");
      assertThat(refused.fault()).as(other).isEqualTo(Fault.WRONG_CRS);
    }
    assertThat(refused(zip(MRT, "TpeMRTStations_TWD97"), "EPSG:3828", "_geometry").text())
        .isEqualTo(
            "found a .prj that names TWD_1997_TM_Taiwan, expected EPSG:3828; "
                + "where the .prj lies, say `prj: ignore` in the feed's format");
  }

  @Test
  void big5_without_cpg_or_language_driver_is_detected() throws IOException {
    List<RawRow> rows =
        rows(zip(HOMEWORK, "G97_A_CADIST_P"), "EPSG:3826", "TNAME", "PTNAME", "AREA", "_geometry");
    assertThat(rows).hasSize(12);
    assertThat(rows.getFirst().fields().subList(0, 3))
        .containsExactly("北投區", "臺北市北投區", "57383795.02439");
    assertThat(length(rows, 1)).isEqualTo(72);
    assertThat(sum(rows, 2)).isEqualByComparingTo("268549964.23064");
    Points points = points(rows, 3);
    assertThat(points.count()).isEqualTo(15101);
    assertThat(points.x()).isCloseTo(4625042789.026337, within(1e-3));
    assertThat(points.y()).isCloseTo(41876550621.2956, within(1e-3));
    // sum(shape(s.__geo_interface__).area), all of one ring
    assertThat(points.area()).isCloseTo(268549964.1827453, within(1e-2));
    assertThat(
            Formats.guess(
                    zip(HOMEWORK, "G97_A_CADIST_P"),
                    request("EPSG:3826", Map.of(), null, null, "TNAME"))
                .orElseThrow()
                .encoding()
                .name())
        .isEqualTo("x-windows-950");
  }

  @Test
  void without_prj_and_crs_metres_are_no_degrees() throws IOException {
    assertThat(refused(zip(HOMEWORK, "G97_A_CADIST_P"), "EPSG:4326", "TNAME").text())
        .isEqualTo(
            "found coordinates up to 317197.2607370807 2789176.169387096, expected degrees of "
                + "EPSG:4326; declare the true `crs`, and `prj: ignore` if there is a .prj");
  }

  @Test
  void a_prj_that_lies_is_told_and_ignored_where_the_feed_says_so() throws IOException {
    Path zip = zip(HOMEWORK.resolve("新北市行政區域圖"), "行政區域圖");
    assertThat(refused(zip, "EPSG:3826", "ADMIT").fault()).isEqualTo(Fault.WRONG_CRS);
    assertThat(refused(zip, "EPSG:4326", "ADMIT").fault()).isEqualTo(Fault.WRONG_CRS);
    List<RawRow> rows =
        rows(
            zip,
            request(
                "EPSG:3826", Map.of("prj", "ignore"), null, null, "ADMIT", "AREA", "_geometry"));
    assertThat(rows).hasSize(29);
    assertThat(rows.getFirst().fields().getFirst()).isEqualTo("八里區"); // .cpg: UTF-8
    assertThat(sum(rows, 1)).isEqualByComparingTo("2057622984.05647");
    Points points = points(rows, 2);
    assertThat(points.count()).isEqualTo(37132);
    assertThat(points.area()).isCloseTo(2057622984.0564418, within(1e-1));
  }

  @Test
  void a_declared_encoding_goes_before_the_cpg_and_is_strict() throws IOException {
    Path zip = zip(HOMEWORK.resolve("新北市行政區域圖"), "行政區域圖");
    UnreadableFile refused =
        org.assertj.core.api.Assertions.catchThrowableOfType(
            UnreadableFile.class,
            () ->
                rows(
                    zip,
                    request("EPSG:3826", Map.of("prj", "ignore"), "x-windows-950", null, "ADMIT")));
    assertThat(refused.fault()).isEqualTo(Fault.WRONG_ENCODING);
    assertThat(refused.text())
        .isEqualTo(
            "found a value of the dbf with bytes that are no x-windows-950, "
                + "expected x-windows-950: declare the true `encoding` in the feed");
  }

  @Test
  void heights_are_kept_and_an_austrian_prj_is_recognised() throws IOException {
    List<RawRow> rows = rows(PYSHP.resolve("REL.zip"), "EPSG:31287", "Name", "ci95", "_geometry");
    assertThat(rows).hasSize(1);
    assertThat(rows.getFirst().fields().subList(0, 2))
        .containsExactly("releaseArea20090407_1", null);
    assertThat(String.valueOf(rows.getFirst().fields().getLast()))
        .startsWith("{\"type\":\"Polygon\",\"coordinates\":[[[319371.10639999807,337397.4869000");
    assertThat(refused(PYSHP.resolve("REL.zip"), "EPSG:31370", "Name").fault())
        .isEqualTo(Fault.WRONG_CRS);
  }

  @Test
  void broken_shapefiles_are_read_as_far_as_they_are_whole_or_refused() throws IOException {
    // One byte more than its header says: 10 shapes with pyshp, and a warning.
    assertThat(rows(zip(PYSHP, "corrupt_too_long"), "EPSG:4326", "test", "_geometry")).hasSize(10);
    UnreadableFile latin = refused(zip(PYSHP, "latin1"), "EPSG:4326", "Name");
    assertThat(latin.fault()).isEqualTo(Fault.WRONG_ENCODING);
    assertThat(latin.text()).endsWith("declare `encoding` in the feed");
    assertThat(
            rows(
                zip(PYSHP, "latin1"),
                request("EPSG:4326", Map.of(), "ISO-8859-1", null, "id", "Name")))
        .extracting(RawRow::fields)
        .containsExactly(List.of("2", "Ñandú"));
    UnreadableFile empty = refused(PYSHP.resolve("empty_zipfile.zip"), "EPSG:4326", "Name");
    assertThat(empty.fault()).isEqualTo(Fault.MISSING_MEMBER);
    assertThat(empty.text()).isEqualTo("found [dummyfile.txt], expected a .shp");
  }

  @Test
  void the_encodings_of_csv_files_are_detected() throws IOException {
    Path crime = FEEDS.resolve("crime/JusticeWu__taipei-crime-map");
    // len(rows) - 1 and sum(all fields blank) of csv.reader over bytes.decode('cp950')
    detected(crime.resolve("bicycle.csv"), Map.of(), "x-windows-950", 3856, 0);
    detected(crime.resolve("car.csv"), Map.of(), "x-windows-950", 3342, 2705);
    detected(crime.resolve("robbery.csv"), Map.of(), "x-windows-950", 25, 0);
    detected(
        FEEDS.resolve(
            "flood-water/pcedison__taiwan-flood-risk-open-map/flood_disaster_points_130016.csv"),
        Map.of(),
        "x-windows-950",
        5923,
        0);
    detected(MRT.resolve("大臺北地區捷運車站出入口.csv"), Map.of("title_rows", "1"), "x-windows-950", 380, 0);
  }

  @Test
  void footers_and_the_byte_order_mark_of_accidents() throws IOException {
    Path accidents = FEEDS.resolve("accidents/kiang__NPA_TMA/data/2025/a1.csv");
    detected(
        accidents,
        Map.of("footer", "(資料提供日期|事故類別).*"),
        "UTF-8",
        3920,
        2); // two of the records are notes
  }

  private void detected(
      Path file, Map<String, @Nullable Object> options, String encoding, int rows, int notes)
      throws IOException {
    ReadRequest request =
        new ReadRequest("csv", options, "detect", "EPSG:4326", null, List.of(), Set.of());
    assertThat(Formats.guess(file, request).orElseThrow().encoding().name())
        .as(file.toString())
        .isEqualTo(encoding);
    List<RawRow> read = rows(file, request);
    assertThat(read).hasSize(rows).noneMatch(row -> row.fault() != null);
    assertThat(read.stream().filter(RawRow::isNote)).hasSize(notes);
  }

  private record Points(long count, double x, double y, double area) {}

  /** Sums over all points of the geometries, and the shoelace area of all rings. */
  private static Points points(List<RawRow> rows, int field) throws IOException {
    List<List<double[]>> rings = new ArrayList<>();
    for (RawRow row : rows) {
      collect(JSON.readTree(row.fields().get(field)).get("coordinates"), rings);
    }
    double x = 0;
    double y = 0;
    double area = 0;
    long count = 0;
    for (List<double[]> ring : rings) {
      double twice = 0;
      for (int i = 0; i < ring.size(); i++) {
        double[] p = ring.get(i);
        double[] q = ring.get((i + 1) % ring.size());
        double[] o = ring.getFirst();
        x += p[0];
        y += p[1];
        twice += (p[0] - o[0]) * (q[1] - o[1]) - (q[0] - o[0]) * (p[1] - o[1]);
      }
      count += ring.size();
      area += Math.abs(twice) / 2;
    }
    return new Points(count, x, y, area);
  }

  private static void collect(JsonNode node, List<List<double[]>> rings) {
    if (node.get(0).isNumber()) {
      rings.add(List.of(point(node)));
    } else if (node.get(0).get(0).isNumber()) {
      List<double[]> ring = new ArrayList<>();
      node.forEach(p -> ring.add(point(p)));
      rings.add(ring);
    } else {
      node.forEach(child -> collect(child, rings));
    }
  }

  private static double[] point(JsonNode node) {
    return new double[] {node.get(0).doubleValue(), node.get(1).doubleValue()};
  }

  private static long distinct(List<RawRow> rows, int field) {
    return rows.stream().map(row -> row.fields().get(field)).distinct().count();
  }

  private static int length(List<RawRow> rows, int field) {
    return rows.stream().mapToInt(row -> String.valueOf(row.fields().get(field)).length()).sum();
  }

  private static BigDecimal sum(List<RawRow> rows, int field) {
    return rows.stream()
        .map(row -> new BigDecimal(row.fields().get(field)))
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  private static ReadRequest request(
      String crs,
      Map<String, @Nullable Object> options,
      @Nullable String encoding,
      @Nullable String member,
      String... fields) {
    return new ReadRequest("shapefile", options, encoding, crs, member, List.of(fields), Set.of());
  }

  private static List<RawRow> rows(Path file, String crs, String... fields) throws IOException {
    return rows(file, request(crs, Map.of(), null, null, fields));
  }

  private static List<RawRow> rows(Path file, ReadRequest request) throws IOException {
    List<RawRow> rows = new ArrayList<>();
    try (RowReader reader = Formats.open(file, request)) {
      reader.forEachRemaining(rows::add);
    }
    return rows;
  }

  private static UnreadableFile refused(Path file, String crs, String... fields) {
    return org.assertj.core.api.Assertions.catchThrowableOfType(
        UnreadableFile.class, () -> rows(file, crs, fields));
  }

  private Path zip(Path from, String... names) throws IOException {
    Map<String, Path> entries = new LinkedHashMap<>();
    for (String name : names) {
      try (Stream<Path> files = Files.list(from)) {
        files
            .filter(file -> file.getFileName().toString().startsWith(name + "."))
            .forEach(file -> entries.put("a folder/" + file.getFileName(), file));
      }
    }
    Path zip = folder.resolve(String.join("-", names) + ".zip");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
      for (var entry : entries.entrySet()) {
        out.putNextEntry(new ZipEntry(entry.getKey()));
        Files.copy(entry.getValue(), out);
        out.closeEntry();
      }
    }
    return zip;
  }
}
