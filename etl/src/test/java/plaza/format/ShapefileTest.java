package plaza.format;

import static java.util.Arrays.asList;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import plaza.format.UnreadableFile.Fault;

class ShapefileTest {
  // Clockwise squares are shells, the others holes.
  private static final double[] SHELL = {0, 0, 0, 9, 9, 9, 9, 0, 0, 0};
  private static final double[] ISLAND = {20, 20, 20, 29, 29, 29, 29, 20, 20, 20};
  private static final double[] HOLE = {2, 2, 4, 2, 4, 4, 2, 4, 2, 2};
  private static final double[] LAKE = {22, 22, 24, 22, 24, 24, 22, 24, 22, 22};

  @TempDir Path folder = Path.of("");

  private Reading read(Shapefiles file, String... fields) {
    return read(file.zip(), fields);
  }

  private Reading read(byte[] zip, String... fields) {
    return Reading.of(folder, "shapefile", zip, fields).member(null);
  }

  private static String polygons(String type, String coordinates) {
    return "{\"type\":\"" + type + "\",\"coordinates\":" + coordinates + "}";
  }

  @Test
  void columns_are_texts_as_written_and_the_geometry_is_geojson() {
    assertThat(
            read(
                    Shapefiles.of("name", "n_trees")
                        .row(Shapefiles.point(1.5, 2), "elm", "  1.50")
                        .row(Shapefiles.point(3, 4), " ash", "********")
                        .row(Shapefiles.nothing(), "", ""),
                    "n_trees",
                    "name",
                    "_geometry")
                .rows())
        .containsExactly(
            new RawRow(
                1, List.of("1.50", "elm", "{\"type\":\"Point\",\"coordinates\":[1.5,2.0]}"), null),
            new RawRow(
                2, asList(null, " ash", "{\"type\":\"Point\",\"coordinates\":[3.0,4.0]}"), null),
            new RawRow(3, asList(null, null, null), null));
  }

  @Test
  void a_deleted_record_is_a_note() {
    assertThat(
            read(
                    Shapefiles.of("name")
                        .row(Shapefiles.nothing(), "*elm")
                        .row(Shapefiles.nothing(), "ash"),
                    "name")
                .rows())
        .containsExactly(RawRow.note(1, List.of("elm")), new RawRow(2, List.of("ash"), null));
  }

  @Test
  void holes_go_to_the_shell_around_them_wherever_they_stand() {
    assertThat(
            read(
                    Shapefiles.of().shapeAlone(Shapefiles.parts(5, LAKE, HOLE, SHELL, ISLAND)),
                    "_geometry")
                .fields())
        .containsExactly(
            List.of(
                polygons(
                    "MultiPolygon",
                    "[[[[0.0,0.0],[0.0,9.0],[9.0,9.0],[9.0,0.0],[0.0,0.0]],"
                        + "[[2.0,2.0],[4.0,2.0],[4.0,4.0],[2.0,4.0],[2.0,2.0]]],"
                        + "[[[20.0,20.0],[20.0,29.0],[29.0,29.0],[29.0,20.0],[20.0,20.0]],"
                        + "[[22.0,22.0],[24.0,22.0],[24.0,24.0],[22.0,24.0],[22.0,22.0]]]]")));
  }

  @Test
  void a_ring_the_wrong_way_round_is_a_shell_where_no_other_is() {
    assertThat(read(Shapefiles.of().shapeAlone(Shapefiles.parts(5, HOLE)), "_geometry").fields())
        .containsExactly(
            List.of(polygons("Polygon", "[[[2.0,2.0],[4.0,2.0],[4.0,4.0],[2.0,4.0],[2.0,2.0]]]")));
    assertThat(
            read(Shapefiles.of().shapeAlone(Shapefiles.parts(5, SHELL, LAKE)), "_geometry")
                .fields()
                .getFirst()
                .getFirst())
        .startsWith("{\"type\":\"MultiPolygon\"");
  }

  @Test
  void lines_of_one_and_of_several_parts() {
    assertThat(
            read(
                    Shapefiles.of()
                        .shapeAlone(Shapefiles.parts(3, new double[] {1, 2, 3, 4}))
                        .shapeAlone(
                            Shapefiles.parts(
                                3, new double[] {1, 2, 3, 4}, new double[] {5, 6, 7, 8, 9, 9})),
                    "_geometry")
                .fields())
        .containsExactly(
            List.of(polygons("LineString", "[[1.0,2.0],[3.0,4.0]]")),
            List.of(
                polygons(
                    "MultiLineString", "[[[1.0,2.0],[3.0,4.0]],[[5.0,6.0],[7.0,8.0],[9.0,9.0]]]")));
  }

  @Test
  void heights_are_kept_where_all_points_have_one() {
    assertThat(
            read(
                    Shapefiles.of()
                        .shapeAlone(
                            Shapefiles.shape(
                                11, b -> b.putDouble(1).putDouble(2).putDouble(7).putDouble(0)))
                        .shapeAlone(
                            Shapefiles.shape(
                                11, b -> b.putDouble(1).putDouble(2).putDouble(-1e39).putDouble(0)))
                        .shapeAlone(
                            Shapefiles.shape(
                                18,
                                b ->
                                    b.putDouble(0)
                                        .putDouble(0)
                                        .putDouble(0)
                                        .putDouble(0)
                                        .putInt(1)
                                        .putDouble(1)
                                        .putDouble(2)
                                        .putDouble(0)
                                        .putDouble(9)
                                        .putDouble(5))),
                    "_geometry")
                .fields())
        .containsExactly(
            List.of(polygons("Point", "[1.0,2.0,7.0]")),
            List.of(polygons("Point", "[1.0,2.0]")),
            List.of(polygons("MultiPoint", "[[1.0,2.0,5.0]]")));
  }

  @Test
  void a_shape_that_is_none_is_at_fault_alone() {
    assertThat(
            read(
                    Shapefiles.of("name")
                        .row(Shapefiles.shape(31, b -> {}), "a")
                        .row(Shapefiles.parts(5, new double[] {1, 1, 2, 2}), "b")
                        .row(Shapefiles.shape(1, b -> b.putDouble(1)), "c")
                        .row(Shapefiles.point(Double.POSITIVE_INFINITY, 1), "d")
                        .row(
                            Shapefiles.shape(
                                3,
                                b ->
                                    b.putDouble(0)
                                        .putDouble(0)
                                        .putDouble(0)
                                        .putDouble(0)
                                        .putInt(Integer.MAX_VALUE)
                                        .putInt(-7)),
                            "e")
                        .row(Shapefiles.point(1, 1), "f"),
                    "name")
                .rows())
        .extracting(RawRow::row, RawRow::fault)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(
                1L, "found a shape of type 31, expected points, lines or polygons"),
            org.assertj.core.groups.Tuple.tuple(
                2L, "found a ring from point 0 to 2, expected at least 4 points"),
            org.assertj.core.groups.Tuple.tuple(3L, "found a shape of 12 bytes, expected 20 bytes"),
            org.assertj.core.groups.Tuple.tuple(
                4L, "found the point Infinity 1.0, expected finite coordinates"),
            org.assertj.core.groups.Tuple.tuple(
                5L, "found a shape of 44 bytes, expected 8589934632 bytes"),
            org.assertj.core.groups.Tuple.tuple(6L, null));
  }

  @Test
  void the_dbf_is_read_in_what_the_feed_the_cpg_or_the_driver_says_in_this_order() {
    Shapefiles big5 =
        Shapefiles.of("名稱").encoding("x-windows-950").row(Shapefiles.nothing(), "捷運站");
    assertThat(read(big5, "名稱").encoding("x-windows-950").fields()).containsExactly(List.of("捷運站"));
    // One name alone speaks for nothing.
    assertThat(read(big5, "名稱").encoding(null).fault()).isEqualTo(Fault.WRONG_ENCODING);
    assertThat(read(big5.driver(0x4f), "名稱").encoding(null).fields())
        .containsExactly(List.of("捷運站"));
    assertThat(read(big5.driver(0x4f), "名稱").encoding("detect").fields())
        .containsExactly(List.of("捷運站"));
    assertThat(
            read(big5.driver(0x03).beside("trees.CPG", "\uFEFFBig5\r\n"), "名稱")
                .encoding(null)
                .fields())
        .containsExactly(List.of("捷運站"));
    UnreadableFile refused =
        read(big5.driver(0).beside("trees.CPG", "OEM-X"), "名稱").encoding(null).refused();
    assertThat(refused.text())
        .isEqualTo(
            "found a .cpg of 'OEM-X', expected a known encoding: declare `encoding` in the feed");
    assertThat(read(big5.beside("trees.CPG", "UTF-8"), "名稱").encoding(null).refused().text())
        .isEqualTo(
            "found a column's name of the dbf with bytes that are no UTF-8, "
                + "expected UTF-8: declare the true `encoding` in the feed");
  }

  @Test
  void a_character_that_the_width_of_its_column_cuts_is_left_out() {
    // 12 bytes: six characters of Big5, or five and the half of one behind an ASCII letter.
    assertThat(
            read(
                    Shapefiles.of("name")
                        .encoding("x-windows-950")
                        .row(Shapefiles.nothing(), "x臺北市文山區萬美里")
                        .row(Shapefiles.nothing(), "臺北市文山區萬美里"),
                    "name")
                .encoding("x-windows-950")
                .fields())
        .containsExactly(List.of("x臺北市文山"), List.of("臺北市文山區"));
  }

  @Test
  void a_missing_column_is_told_and_an_optional_one_is_null() {
    Shapefiles trees = Shapefiles.of("name").row(Shapefiles.nothing(), "elm");
    UnreadableFile refused = read(trees, "name", "height").refused();
    assertThat(refused.fault()).isEqualTo(Fault.MISSING_FIELD);
    assertThat(refused.text()).isEqualTo("found the columns [name], expected also [height]");
    assertThat(read(trees, "name", "height").optional("height").fields())
        .containsExactly(asList("elm", null));
  }

  @Test
  void the_member_is_found_by_name_and_needed_where_there_are_several() {
    byte[] shp = Shapefiles.of("a").row(Shapefiles.point(1, 2), "x").shp();
    byte[] dbf = Shapefiles.of("a").row(Shapefiles.point(1, 2), "x").dbf();
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put("__MACOSX/in/._stops.shp", new byte[] {1});
    entries.put("in/Stops.SHP", shp);
    entries.put("in/Stops.Dbf", dbf);
    assertThat(read(Zips.ofBytes(entries), "a").fields()).containsExactly(List.of("x"));
    entries.put("in/lines.shp", shp);
    assertThat(read(Zips.ofBytes(entries), "a").refused().text())
        .isEqualTo(
            "found the shapefiles [Stops, lines], expected one of them as the source's `member`");
    assertThat(read(Zips.ofBytes(entries), "a").member("Stops").fields())
        .containsExactly(List.of("x"));
    assertThat(read(Zips.ofBytes(entries), "a").member("../in/Stops").fault())
        .isEqualTo(Fault.MISSING_MEMBER);
    assertThat(read(Zips.of("x.txt", ""), "a").fault()).isEqualTo(Fault.MISSING_MEMBER);
    assertThat(read("no zip".getBytes(StandardCharsets.UTF_8), "a").fault())
        .isEqualTo(Fault.WRONG_FORMAT);
  }

  @Test
  void shapes_without_record_and_records_without_shape_are_a_cut_file() {
    Shapefiles trees = Shapefiles.of("a").row(Shapefiles.point(1, 2), "x");
    UnreadableFile refused = read(trees.shapeAlone(Shapefiles.nothing()), "a").refused();
    assertThat(refused.fault()).isEqualTo(Fault.TRUNCATED_FILE);
    assertThat(refused.row()).isEqualTo(1);
    assertThat(refused.text())
        .isEqualTo("found the end of the dbf, expected as many records as shapes");
    byte[] shp = Shapefiles.of().shapeAlone(Shapefiles.point(1, 2)).shp();
    byte[] cut = Arrays.copyOf(shp, shp.length - 3);
    assertThat(read(Zips.ofBytes(Map.of("t.shp", cut)), "_geometry").fault())
        .isEqualTo(Fault.TRUNCATED_FILE);
    assertThat(read(Shapefiles.of(), "_geometry").fault()).isEqualTo(Fault.EMPTY_FILE);
  }

  @Test
  void a_length_that_lies_takes_no_memory() {
    byte[] shp = Shapefiles.of().shapeAlone(Shapefiles.point(1, 2)).shp();
    ByteBuffer.wrap(shp).putInt(24, 0x7fffffff).putInt(104, 250 << 20);
    assertThat(read(Zips.ofBytes(Map.of("t.shp", shp)), "_geometry").fault())
        .isEqualTo(Fault.TRUNCATED_FILE);
    ByteBuffer.wrap(shp).putInt(104, 0x3fffffff);
    assertThat(read(Zips.ofBytes(Map.of("t.shp", shp)), "_geometry").fault())
        .isEqualTo(Fault.WRONG_FORMAT);
  }

  @Test
  void a_prj_is_compared_by_what_it_means_and_not_by_its_name() {
    Shapefiles trees = Shapefiles.of().shapeAlone(Shapefiles.point(1, 2));
    String wgs84 =
        "GEOGCS[\"GCS_WGS_1984\",DATUM[\"D_WGS_1984\",SPHEROID[\"WGS_1984\",6378137,298.257223563]],"
            + "PRIMEM[\"Greenwich\",0],UNIT[\"Degree\",0.017453292519943295]]";
    assertThat(read(trees.beside("trees.prj", wgs84), "_geometry").rows()).hasSize(1);
    // Another Earth: Bessel's.
    String tokyo =
        wgs84
            .replace("WGS_1984", "Tokyo")
            .replace("6378137,298.257223563", "6377397.155,299.1528128");
    UnreadableFile refused = read(trees.beside("trees.prj", tokyo), "_geometry").refused();
    assertThat(refused.fault()).isEqualTo(Fault.WRONG_CRS);
    assertThat(refused.text())
        .startsWith("found a .prj that names GCS_Tokyo, expected EPSG:4326; where");
    assertThat(read(trees.beside("trees.prj", tokyo), "_geometry").crs("EPSG:4301").rows())
        .hasSize(1);
    assertThat(
            read(trees.beside("trees.prj", tokyo), "_geometry")
                .options(Map.of("prj", "ignore"))
                .rows())
        .hasSize(1);
    assertThat(read(trees.beside("trees.prj", "no wkt"), "_geometry").refused().text())
        .startsWith("found a .prj that names no CRS (");
    assertThat(
            read(trees.beside("trees.prj", "X[\"odd\",AUTHORITY[\"EPSG\",\"4326\"]]"), "_geometry")
                .rows())
        .hasSize(1);
  }

  @Test
  void metres_that_are_called_degrees_are_told() {
    assertThat(
            read(
                    Shapefiles.of()
                        .shapeAlone(Shapefiles.point(1, 2))
                        .box(300000, 2700000, 310000, 2800000),
                    "_geometry")
                .fault())
        .isEqualTo(Fault.WRONG_CRS);
  }
}
