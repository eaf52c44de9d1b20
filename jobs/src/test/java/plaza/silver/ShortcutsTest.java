package plaza.silver;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import plaza.catalog.Catalog;
import plaza.contract.DatasetName;
import plaza.jobs.Engine;
import plaza.lake.LandedFiles;
import plaza.lake.LandedFiles.Arrival;

/** What silver does not compute twice comes to what it would have computed. */
class ShortcutsTest {
  private static final String FIRST = "2026-05-08T01:00:00Z";
  private static final String SECOND = "2026-05-08T02:00:00Z";
  private static final String THIRD = "2026-05-08T03:00:00Z";

  private static final String KEY =
      "physicalType: bigint, description: Key, primaryKey: true, primaryKeyPosition: ";
  private static final String GEOMETRY =
      "      - {name: %s, physicalType: varbinary, description: Where, customProperties: [{property:"
          + " geometry, value: {type: %s, crs: EPSG:4326}}]}\n";

  @TempDir Path folder = Path.of("");

  // Six hashes of a key come twice: as many are looked up one by one, one less puts all in order.
  @ParameterizedTest
  @CsvSource({"10000, false", "6, false", "5, true", "0, true"})
  void rows_have_the_same_fates_whether_few_or_many_keys_come_twice(
      int limit, boolean putsAllInOrder) throws Exception {
    declare(
        "readings",
        """
              - {name: city, physicalType: varchar, description: City, primaryKey: true, primaryKeyPosition: 1}
              - {name: a, %s2}
              - {name: b, %s3}
              - {name: value, physicalType: double, description: Value, logicalTypeOptions: {maximum: 900}}
        """
            .formatted(KEY, KEY));
    source("readings", "plain", "where: kind = 'ours'\ncolumns: {a: a, b: b, value: v}\n");
    source(
        "readings",
        "parts",
        """
        rows: transform(split(vs, ' '), x -> named_struct('v', x))
        columns: {a: a, b: b, value: v}
        """);
    land(
        "plain",
        FIRST,
        """
        a,b,v,kind
        1,1,10,ours
        2,1,20,ours
        3,1,30,ours
        3,1,31,ours
        4,1,40,ours
        ,1,50,ours
        5,1,60,other
        """);
    // The hash of (8, 4031931842686190616) is that of (7, 1): made so, going through it backwards.
    land(
        "plain",
        SECOND,
        """
        a,b,v,kind
        1,1,11,ours
        4,1,999,ours
        5,1,61,ours
        5,1,62,other
        ,1,51,ours
        6,1,70,ours
        7,1,80,ours
        8,4031931842686190616,81,ours
        """);
    land(
        "parts",
        THIRD,
        """
        a,b,vs
        6,1,71 72
        9,1,90 91
        10,1,
        10,1,100 101
        11,1,
        """);

    Conformed conformed = conform("readings", limit);

    if (putsAllInOrder) {
      assertThat(conformed.held()).isSameAs(conformed.rows());
    } else {
      assertThat(conformed.held()).isNotSameAs(conformed.rows());
    }
    // Hour, line and part; key and value; fate and code; the winner's hour, line and part.
    assertThat(
            texts(
                conformed.rows(),
                "substr(_receipt, 10, 2)",
                "_row",
                "_part",
                "concat_ws('/', a, b)",
                "value",
                "_fate",
                "_code",
                "regexp_replace(_winner, '^.{9}(..).*?(?= )', '$1')"))
        .containsExactlyInAnyOrder(
            "01|2|null|1/1|10.0|superseded|null|02 2",
            "01|3|null|2/1|20.0|kept|null|null",
            "01|4|null|3/1|30.0|superseded|null|01 5",
            "01|5|null|3/1|31.0|kept|null|null",
            "01|6|null|4/1|40.0|kept|null|null",
            "01|7|null|1|50.0|refused|missing_key|null",
            "01|8|null|5/1|60.0|out_of_scope|null|null",
            "02|2|null|1/1|11.0|kept|null|null",
            "02|3|null|4/1|999.0|refused|out_of_range|null",
            "02|4|null|5/1|61.0|kept|null|null",
            "02|5|null|5/1|62.0|out_of_scope|null|null",
            "02|6|null|1|51.0|refused|missing_key|null",
            "02|7|null|6/1|70.0|superseded|null|03 2 1",
            "02|8|null|7/1|80.0|kept|null|null",
            "02|9|null|8/4031931842686190616|81.0|kept|null|null",
            "03|2|0|6/1|71.0|superseded|null|03 2 1",
            "03|2|1|6/1|72.0|kept|null|null",
            "03|3|0|9/1|90.0|superseded|null|03 3 1",
            "03|3|1|9/1|91.0|kept|null|null",
            "03|4|null|10/1|null|superseded|null|03 5 1",
            "03|5|0|10/1|100.0|superseded|null|03 5 1",
            "03|5|1|10/1|101.0|kept|null|null",
            "03|6|null|11/1|null|kept|null|null");
    conformed.release();
  }

  @ParameterizedTest
  @CsvSource({"CODEGEN_ONLY, true", "CODEGEN_ONLY, false", "NO_CODEGEN, false"})
  void a_time_is_that_of_its_own_text(String mode, String wholeStage) throws Exception {
    SparkSession spark = session(mode, wholeStage);
    // All of one length: what is remembered must not lie where the next row is put.
    Dataset<Row> rows =
        rows(
            spark,
            "t string",
            new @Nullable Object[][] {
              {"2026-05-01 00:00:00"},
              {"2026-05-01 00:00:00"},
              {"2026-02-30 00:00:00"},
              {"2026-02-30 00:00:00"},
              {"2026-02-31 00:00:00"},
              {"2026-05-01 00:00:00"},
              {null},
              {null},
              {"2026-05-02 00:00:00"},
              {"2026-02-30 00:00:00"},
              {null}
            });
    String first = "2026-05-01T00:00:00Z|null";
    String bad =
        "null|[CANNOT_PARSE_TIMESTAMP] Text '2026-02-%1$s 00:00:00' could not be parsed:"
            + " Invalid date 'FEBRUARY %1$s'.";
    assertThat(attempts(spark, rows, "to_timestamp(t, 'yyyy-MM-dd HH:mm:ss')"))
        .containsExactly(
            first,
            first,
            bad.formatted(30),
            bad.formatted(30),
            bad.formatted(31),
            first,
            "null|null",
            "null|null",
            "2026-05-02T00:00:00Z|null",
            bad.formatted(30),
            "null|null");
  }

  @ParameterizedTest
  @CsvSource({"CODEGEN_ONLY, true", "CODEGEN_ONLY, false", "NO_CODEGEN, false"})
  void a_time_of_two_fields_is_that_of_both(String mode, String wholeStage) throws Exception {
    SparkSession spark = session(mode, wholeStage);
    Dataset<Row> rows =
        rows(
                spark,
                "t string, d string, f string",
                new @Nullable Object[][] {
                  {"00:00", "2026-05-01", "2026-06-01T00:00:00Z"},
                  {"00:00", "2026-05-02", "2026-06-02T00:00:00Z"},
                  {"01:00", "2026-05-02", "2026-06-02T00:00:00Z"},
                  {"01:00", null, null},
                })
            .selectExpr("t", "d", "to_timestamp(f) as _fetched_at");
    assertThat(attempts(spark, rows, "to_timestamp(concat(d, ' ', t), 'yyyy-MM-dd HH:mm')"))
        .containsExactly(
            "2026-05-01T00:00:00Z|null",
            "2026-05-02T00:00:00Z|null",
            "2026-05-02T01:00:00Z|null",
            "null|null");
    assertThat(
            attempts(
                spark,
                rows,
                "to_timestamp(concat(date_format(_fetched_at, 'yyyy-MM-dd '), t), 'yyyy-MM-dd HH:mm')"))
        .containsExactly(
            "2026-06-01T00:00:00Z|null",
            "2026-06-02T00:00:00Z|null",
            "2026-06-02T01:00:00Z|null",
            "null|null");
  }

  @ParameterizedTest
  @ValueSource(strings = {"CODEGEN_ONLY", "NO_CODEGEN"})
  void what_is_known_of_a_geometry_is_what_sedonas_functions_say(String mode) throws Exception {
    SparkSession spark = session(mode, "true");
    Dataset<Row> rows =
        rows(
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
        texts(
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
            texts(
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
    String expected = ", expected a %s that is not empty";
    String within = ", expected a place within Bounds[west=0.0, south=10.0, east=9.0, north=20.0]";
    declare("spots", "      - {name: id, " + KEY + "1}\n" + GEOMETRY.formatted("spot", "Point"));
    source("spots", "points", "columns: {id: id, spot: ST_GeomFromWKT(wkt)}\n");
    land(
        "points",
        FIRST,
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
    assertThat(places("spots", "ST_AsText(ST_GeomFromWKB(spot))"))
        .containsExactlyInAnyOrder(
            "1|kept|null|POINT (1 12) 1.0 12.0 1.0 12.0",
            "2|refused|invalid_geometry|spot: found ST_Point" + expected.formatted("Point"),
            "3|refused|invalid_geometry|spot: found ST_LineString" + expected.formatted("Point"),
            "4|kept|null|",
            "5|refused|swapped_coordinates|spot: found 12.0 1.0" + within,
            "6|refused|out_of_bounds|spot: found 30.0 30.0" + within,
            "7|refused|zero_coordinates|spot: found 0.0 0.0" + within);

    declare(
        "areas", "      - {name: id, " + KEY + "1}\n" + GEOMETRY.formatted("area", "MultiPolygon"));
    source("areas", "polygons", "columns: {id: id, area: ST_GeomFromWKT(wkt)}\n");
    land(
        "polygons",
        FIRST,
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
  private List<String> places(String table, String geometry) throws Exception {
    Conformed conformed = conform(table, 10);
    String kept = "concat_ws(' ', " + geometry + ", xmin, ymin, xmax, ymax)";
    List<String> texts =
        texts(
            conformed.rows(), "id", "_fate", "_code", "if(_fate = 'kept', " + kept + ", _message)");
    conformed.release();
    return texts;
  }

  private static SparkSession session(String factoryMode, String wholeStage) {
    SparkSession spark = Engine.spark().newSession();
    // Generated code that does not compile would else be passed over in silence.
    spark.conf().set("spark.sql.codegen.factoryMode", factoryMode);
    spark.conf().set("spark.sql.codegen.wholeStage", wholeStage);
    return spark;
  }

  // Of one partition, and not known to the optimizer, which would evaluate them itself.
  private static Dataset<Row> rows(SparkSession spark, String schema, @Nullable Object[][] values) {
    List<Row> rows = Arrays.stream(values).map(RowFactory::create).toList();
    return spark.createDataFrame(
        new JavaSparkContext(spark.sparkContext()).parallelize(rows, 1),
        StructType.fromDDL(schema));
  }

  private static List<String> attempts(SparkSession spark, Dataset<Row> rows, String sql)
      throws Exception {
    return texts(rows.select(SparkExpressions.attempt(spark, sql).as("a")), "a.*");
  }

  private static List<String> texts(Dataset<Row> rows, String... columns) {
    return rows.selectExpr(columns).collectAsList().stream().map(row -> row.mkString("|")).toList();
  }

  private Conformed conform(String table, int limit) throws Exception {
    Catalog catalog = Catalog.read(List.of(folder.resolve("tree")));
    assertThat(catalog.problems()).isEmpty();
    var dataset = catalog.findDataset(new DatasetName("environment", table)).orElseThrow();
    List<Filling> fillings =
        dataset.sources().stream()
            .map(s -> new Filling(s, catalog.feed(s.feed()), catalog.city("here")))
            .toList();
    return new Conform(Engine.spark(), new LandedFiles(folder.resolve("landed")), limit)
        .conform(dataset.contract(), fillings)
        .orElseThrow();
  }

  private void declare(String table, String columns) throws Exception {
    write(
        "cities/here.yaml",
        """
        name: Here
        country: XX
        time_zone: UTC
        metric_crs: EPSG:32631
        bounds: [0, 10, 9, 20]
        languages: [en]
        """);
    write(
        "environment/" + table + "/contract.yaml",
        """
        apiVersion: v3.1.0
        kind: DataContract
        id: environment.%1$s
        version: 1.0.0
        domain: environment
        schema:
          - name: %1$s
            description: Rows.
            dataGranularityDescription: one row per key
            properties:
        %2$scustomProperties:
          - {property: refused, value: {max_share: 1}}
        """
            .formatted(table, columns));
  }

  private void source(String table, String feed, String source) throws Exception {
    write(
        "feeds/" + feed + ".yaml",
        """
        title: Rows
        publisher: Nobody
        fetch: {files: "none", every: PT1H}
        format: {name: csv}
        null_values: [""]
        license: CC0-1.0
        attribution: Nobody
        """);
    write(
        "environment/" + table + "/sources/" + feed + ".yaml",
        "feed: " + feed + "\ncity: here\n" + source);
  }

  private void write(String path, String text) throws Exception {
    Path file = folder.resolve("tree").resolve(path);
    Files.createDirectories(file.resolveSibling(""));
    Files.writeString(file, text);
  }

  private void land(String feed, String at, String text) throws Exception {
    new LandedFiles(folder.resolve("landed"))
        .land(
            new Arrival(feed, Instant.parse(at), "test", "rows.csv", "text/csv", null),
            new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
  }
}
