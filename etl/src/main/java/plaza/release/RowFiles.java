package plaza.release;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.date_format;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.DataFrameWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import plaza.contract.Contract;
import plaza.lake.LandedFiles;

/**
 * Writes what a tier shows as files that anything opens: GeoParquet 1.1 with a covering box (plain
 * Parquet without a geometry), CSV (RFC 4180, WKT, safe in a spreadsheet), and GeoJSON (RFC 7946)
 * where there is a geometry. EPSG:4326, instants in UTC.
 */
public final class RowFiles {
  // As in the tables: a square kilometre of a city reads a few of hundreds.
  private static final String ROW_GROUP = String.valueOf(2 << 20);

  // PROJJSON of longitude and latitude in degrees, in that order (GeoParquet 1.1, "crs").
  private static final String CRS84 =
      """
      {"$schema": "https://proj.org/schemas/v0.7/projjson.schema.json", "type": "GeographicCRS",
       "name": "WGS 84 (CRS84)",
       "datum": {"type": "GeodeticReferenceFrame", "name": "World Geodetic System 1984",
         "ellipsoid": {"name": "WGS 84", "semi_major_axis": 6378137, "inverse_flattening": 298.257223563}},
       "coordinate_system": {"subtype": "ellipsoidal", "axis": [
         {"name": "Geodetic longitude", "abbreviation": "Lon", "direction": "east", "unit": "degree"},
         {"name": "Geodetic latitude", "abbreviation": "Lat", "direction": "north", "unit": "degree"}]},
       "id": {"authority": "OGC", "code": "CRS84"}}
      """;

  private static final Map<String, String> MEDIA_TYPES =
      Map.of(
          "parquet", "application/vnd.apache.parquet",
          "csv", "text/csv",
          "geojson", "application/geo+json",
          "json", "application/json",
          "jsonld", "application/ld+json",
          "ttl", "text/turtle",
          "yaml", "application/yaml");

  private final Contract contract;
  private final Path folder;

  /**
   * Into a folder.
   *
   * @param contract of the tier
   */
  public RowFiles(Contract contract, Path folder) {
    this.contract = contract;
    this.folder = folder;
  }

  /**
   * Writes the rows in each format, in the tables' order.
   *
   * @param rows as the tier's table has them
   */
  public List<Edition.File> write(Dataset<Row> rows) throws IOException {
    Dataset<Row> ordered = ordered(rows);
    List<Edition.File> files = new ArrayList<>();
    String table = contract.dataset().table();
    long count = rows.count();
    files.add(file(parquet(ordered), count));
    files.add(file(csv(ordered, table + ".csv"), count));
    if (!contract.geometries().isEmpty()) {
      files.add(file(geoJson(ordered, table + ".geojson"), count));
    }
    return files;
  }

  /** Writes the rows as GeoParquet alone, Parquet without a geometry. */
  public Path geoParquet(Dataset<Row> rows) throws IOException {
    return parquet(ordered(rows));
  }

  private Dataset<Row> ordered(Dataset<Row> rows) {
    return rows.coalesce(1).sortWithinPartitions(plaza.lake.Tables.tierOrder(contract));
  }

  /** All files of a folder, as a manifest names them, by name. */
  public static List<Manifest.File> all(Path folder) throws IOException {
    List<Path> paths;
    try (Stream<Path> all = Files.list(folder)) {
      paths = all.sorted().toList();
    }
    List<Manifest.File> files = new ArrayList<>();
    for (Path path : paths) {
      String name = String.valueOf(path.getFileName());
      files.add(
          new Manifest.File(name, mediaType(name), Files.size(path), LandedFiles.sha256(path)));
    }
    return files;
  }

  private Path parquet(Dataset<Row> rows) throws IOException {
    Dataset<Row> shaped = rows;
    boolean isGeo = !contract.geometries().isEmpty();
    for (plaza.contract.Column geometry : contract.geometries()) {
      shaped =
          shaped.withColumn(geometry.name(), expr("ST_GeomFromWKB(`" + geometry.name() + "`)"));
    }
    if (isGeo) {
      List<String> bbox = contract.bbox(contract.geometries().getFirst());
      shaped =
          shaped.withColumn(
              "bbox",
              struct(
                  col(bbox.get(0)).as("xmin"),
                  col(bbox.get(1)).as("ymin"),
                  col(bbox.get(2)).as("xmax"),
                  col(bbox.get(3)).as("ymax")));
    }
    for (plaza.contract.Column geometry : contract.geometries()) {
      shaped = shaped.drop(contract.bbox(geometry).toArray(String[]::new));
    }
    DataFrameWriter<Row> writer =
        shaped
            .write()
            .format(isGeo ? "geoparquet" : "parquet")
            .option("compression", "zstd")
            .option("parquet.block.size", ROW_GROUP);
    if (isGeo) {
      writer =
          writer
              .option("geoparquet.version", "1.1.0")
              .option("geoparquet.crs", CRS84.replaceAll("\\s+", " ").strip())
              .option("geoparquet.covering." + contract.geometries().getFirst().name(), "bbox");
    }
    return single(writer, contract.dataset().table() + ".parquet");
  }

  private Path csv(Dataset<Row> rows, String name) throws IOException {
    List<Column> cells = new ArrayList<>();
    for (plaza.contract.Column column : contract.columns()) {
      Column value = col(column.name());
      if (column.isGeometry()) {
        value = expr("ST_AsText(ST_GeomFromWKB(`" + column.name() + "`))");
      } else if (column.type().startsWith("timestamp")) {
        value = date_format(value, "yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'");
      } else if (column.type().equals("varchar")) {
        // A spreadsheet would take such a text for a formula.
        value = when(value.rlike("^[=+\\-@\\t\\r]"), concat(lit("'"), value)).otherwise(value);
      }
      cells.add(value.as(column.name()));
    }
    return single(
        rows.select(cells.toArray(Column[]::new))
            .write()
            .format("csv")
            .option("header", "true")
            .option("escape", "\"")
            .option("encoding", "UTF-8")
            .option("emptyValue", "\"\"")
            .option("nullValue", ""),
        name);
  }

  private Path geoJson(Dataset<Row> rows, String name) throws IOException {
    plaza.contract.Column geometry = contract.geometries().getFirst();
    Column[] properties =
        contract.columns().stream()
            .filter(column -> !column.equals(geometry))
            .map(column ->
                column.isGeometry()
                    ? expr("ST_AsText(ST_GeomFromWKB(`" + column.name() + "`))").as(column.name())
                    : col(column.name()))
            .toArray(Column[]::new);
    Dataset<Row> features =
        rows.select(
            expr("coalesce(ST_AsGeoJSON(ST_GeomFromWKB(`" + geometry.name() + "`)), 'null')"),
            org.apache.spark.sql.functions.to_json(
                struct(properties),
                Map.of(
                    "ignoreNullFields",
                    "false",
                    "timestampFormat",
                    "yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'")));
    Path file = folder.resolve(name);
    try (OutputStream out = new java.io.BufferedOutputStream(Files.newOutputStream(file))) {
      out.write("{\"type\":\"FeatureCollection\",\"features\":[".getBytes(StandardCharsets.UTF_8));
      Iterator<Row> each = features.toLocalIterator();
      String separator = "\n";
      while (each.hasNext()) {
        Row feature = each.next();
        String text =
            "%s{\"type\":\"Feature\",\"geometry\":%s,\"properties\":%s}"
                .formatted(separator, feature.getString(0), feature.getString(1));
        out.write(text.getBytes(StandardCharsets.UTF_8));
        separator = ",\n";
      }
      out.write("\n]}\n".getBytes(StandardCharsets.UTF_8));
    }
    return file;
  }

  // Spark writes folders; of one partition, so there is one file in it.
  private Path single(DataFrameWriter<Row> writer, String name) throws IOException {
    Path draft = folder.resolve(".draft-" + name);
    writer.save(draft.toUri().toString());
    Path file = folder.resolve(name);
    try (Stream<Path> parts = Files.list(draft)) {
      Path part =
          parts
              .filter(p -> String.valueOf(p.getFileName()).startsWith("part-"))
              .findFirst()
              .orElseThrow(() -> new IOException("no file was written for " + name));
      Files.move(part, file);
    }
    FileUtils.deleteDirectory(draft.toFile());
    return file;
  }

  private static Edition.File file(Path file, long rows) throws IOException {
    String name = String.valueOf(file.getFileName());
    return new Edition.File(
        name, mediaType(name), Files.size(file), LandedFiles.sha256(file), rows);
  }

  private static String mediaType(String name) {
    return MEDIA_TYPES.getOrDefault(
        name.substring(name.lastIndexOf('.') + 1), "application/octet-stream");
  }
}
