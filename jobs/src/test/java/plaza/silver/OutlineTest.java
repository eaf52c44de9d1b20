package plaza.silver;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is known of a geometry from unpacking it once is what Sedona's functions say of it. */
class OutlineTest {
  private static final String GEOMETRY =
      "- {name: %s, physicalType: varbinary, description: Where, customProperties: [{property:"
          + " geometry, value: {type: %s, crs: EPSG:4326}}]}\n";

  @TempDir Path folder = Path.of("");

  @ParameterizedTest
  @ValueSource(strings = {"CODEGEN_ONLY", "NO_CODEGEN"})
  void what_is_known_of_a_geometry_is_what_sedonas_functions_say(String mode) throws Exception {
    SparkSession spark = SmallSilver.session(mode, "true");
    Dataset<Row> rows =
        SmallSilver.rows(
                spark,
                "wkt string",
                new @Nullable Object[][] {
                  {"POINT (1 12)"},
                  {"POINT EMPTY"},
                  {"POLYGON ((1 11, 3 13, 3 11, 1 13, 1 11))"},
                  {"MULTIPOLYGON (((1 11, 2 11, 2 12, 1 11)), ((5 15, 7 15, 7 18, 5 15)))"},
                  {null}
                })
            .selectExpr("ST_GeomFromWKT(wkt) as g");
    List<String> outlines =
        SmallSilver.texts(
            rows.select(SparkExpressions.outline(spark, "g").as("o")),
            "o.xmin",
            "o.ymin",
            "o.xmax",
            "o.ymax",
            "o.kind",
            "o.is_empty",
            "hex(o.wkb)");
    assertThat(outlines)
        .isEqualTo(
            SmallSilver.texts(
                rows,
                "ST_XMin(g)",
                "ST_YMin(g)",
                "ST_XMax(g)",
                "ST_YMax(g)",
                "ST_GeometryType(g)",
                "ST_IsEmpty(g)",
                "hex(ST_AsBinary(g))"));
    // Little-endian: a point (type 1) of the doubles 1 and 12.
    assertThat(outlines.getFirst())
        .isEqualTo("1.0|12.0|1.0|12.0|ST_Point|false|0101000000000000000000F03F0000000000002840");
    assertThat(outlines.get(3)).startsWith("1.0|11.0|7.0|18.0|ST_MultiPolygon|false|");
  }

  @Test
  void a_place_is_judged_by_its_geometry() throws Exception {
    SmallSilver silver = new SmallSilver(folder);
    String expected = ", expected a %s that is not empty";
    String within = ", expected a place within Bounds[west=0.0, south=10.0, east=9.0, north=20.0]";
    silver.declared.dataset(
        "spots",
        "- {name: id, " + SmallSilver.KEY + "1}\n" + GEOMETRY.formatted("spot", "Point"),
        "");
    silver.declared.source("spots", "points", "columns: {id: id, spot: ST_GeomFromWKT(wkt)}\n");
    silver.land(
        "points",
        "2026-05-08T01:00:00Z",
        """
        id,wkt
        1,POINT (1 12)
        2,POINT EMPTY
        3,"LINESTRING (1 12, 2 13)"
        4,
        5,POINT (12 1)
        6,POINT (30 30)
        7,POINT (0 0)
        """);
    assertThat(places(silver, "spots", "ST_AsText(ST_GeomFromWKB(spot))"))
        .containsExactlyInAnyOrder(
            "1|kept|null|POINT (1 12) 1.0 12.0 1.0 12.0",
            "2|refused|invalid_geometry|spot: found ST_Point" + expected.formatted("Point"),
            "3|refused|invalid_geometry|spot: found ST_LineString" + expected.formatted("Point"),
            "4|kept|null|",
            "5|refused|swapped_coordinates|spot: found 12.0 1.0" + within,
            "6|refused|out_of_bounds|spot: found 30.0 30.0" + within,
            "7|refused|zero_coordinates|spot: found 0.0 0.0" + within);

    silver.declared.dataset(
        "areas",
        "- {name: id, " + SmallSilver.KEY + "1}\n" + GEOMETRY.formatted("area", "MultiPolygon"),
        "");
    silver.declared.source("areas", "polygons", "columns: {id: id, area: ST_GeomFromWKT(wkt)}\n");
    silver.land(
        "polygons",
        "2026-05-08T01:00:00Z",
        """
        id,wkt
        1,"MULTIPOLYGON (((1 11, 2 11, 2 12, 1 11)), ((5 15, 7 15, 7 18, 5 15)))"
        2,"POLYGON ((1 11, 2 11, 2 12, 1 11))"
        3,"POLYGON ((1 11, 3 13, 3 11, 1 13, 1 11))"
        4,POLYGON EMPTY
        5,
        """);
    assertThat(
            places(
                silver,
                "areas",
                "concat_ws(' ', ST_GeometryType(ST_GeomFromWKB(area)), ST_Area(ST_GeomFromWKB(area)))"))
        .containsExactlyInAnyOrder(
            "1|kept|null|ST_MultiPolygon 3.5 1.0 11.0 7.0 18.0",
            "2|kept|null|ST_MultiPolygon 0.5 1.0 11.0 2.0 12.0",
            "3|kept|geometry_repaired|ST_MultiPolygon 2.0 1.0 11.0 3.0 13.0",
            "4|refused|invalid_geometry|area: found ST_MultiPolygon"
                + expected.formatted("MultiPolygon"),
            "5|kept|null|");
  }

  /** Id, fate and code; the geometry and box of a row that is kept, or what is said of another. */
  private List<String> places(SmallSilver silver, String table, String geometry) throws Exception {
    Conformed conformed = silver.conform(table, 10);
    String kept = "concat_ws(' ', " + geometry + ", xmin, ymin, xmax, ymax)";
    List<String> texts =
        SmallSilver.texts(
            conformed.rows(), "id", "_fate", "_code", "if(_fate = 'kept', " + kept + ", _message)");
    conformed.release();
    return texts;
  }
}
