package plaza.format;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import plaza.format.UnreadableFile.Fault;

/**
 * A zipped ESRI shapefile. A source names it as its member, by base name, where the zip holds
 * several. Fields are the dbf's columns as text and {@code _geometry} as GeoJSON text in the feed's
 * CRS; rows are numbered from 1, and those that the dbf marks as deleted are notes.
 *
 * <p>The dbf is read in the feed's encoding; where that is silent, in what the {@code .cpg} says,
 * else the dbf's language driver id, else what its bytes speak for. Option {@code prj}: {@code
 * check}, the {@code .prj} must name the feed's CRS where there is one; or {@code ignore}, for a
 * {@code .prj} that is known to lie.
 */
final class Shapefile implements Format {
  private static final String GEOMETRY = "_geometry";

  @Override
  public Set<String> options() {
    return Set.of("prj");
  }

  @Override
  public Optional<Map.Entry<String, String>> findProblem(Map<String, @Nullable Object> options) {
    Object prj = options.get("prj");
    return prj == null || prj.equals("check") || prj.equals("ignore")
        ? Optional.empty()
        : Optional.of(Map.entry("the prj '" + prj + "'", "check or ignore"));
  }

  /** Only where neither the feed nor the file says what the dbf is written in. */
  @Override
  public Optional<EncodingGuess> guess(Path file, ReadRequest request) throws IOException {
    try (ShapefileZip zip = ShapefileZip.open(file, request)) {
      return zip.findEncoding(request).isPresent() ? Optional.empty() : zip.guess();
    }
  }

  @Override
  public RowReader open(Path file, ReadRequest request) throws IOException {
    ShapefileZip zip = ShapefileZip.open(file, request);
    try {
      Shp shp = new Shp(zip.shp());
      if (!shp.hasNext()) {
        throw new UnreadableFile(Fault.EMPTY_FILE, 0, "no shapes", "rows");
      }
      Prj.plausible(request.crs(), shp.box());
      Optional<String> prj = zip.findText("prj");
      if (prj.isPresent() && !"ignore".equals(request.options().get("prj"))) {
        Prj.check(prj.get(), request.crs(), shp.box());
      }
      Optional<InputStream> dbf = zip.findDbf();
      return new Rows(
          zip,
          shp,
          dbf.isPresent() ? new Dbf(dbf.get()) : null,
          zip.findEncoding(request).orElse(StandardCharsets.UTF_8),
          request);
    } catch (IOException | RuntimeException e) {
      zip.close();
      throw e;
    }
  }

  @Override
  public Shape shape(Path file, ReadRequest request) throws IOException {
    List<Shape.Field> fields = new ArrayList<>();
    try (ShapefileZip zip = ShapefileZip.open(file, request)) {
      Optional<InputStream> in = zip.findDbf();
      if (in.isPresent()) {
        Dbf dbf = new Dbf(in.get());
        List<String> names = dbf.names(zip.findEncoding(request).orElse(StandardCharsets.UTF_8));
        for (int i = 0; i < names.size(); i++) {
          fields.add(new Shape.Field(names.get(i), dbf.columns().get(i).kind()));
        }
      }
      fields.add(new Shape.Field(GEOMETRY, new Shp(zip.shp()).kind()));
    }
    return new Shape(List.copyOf(fields));
  }

  private static final class Rows implements RowReader {
    private final ShapefileZip zip;
    private final Shp shp;
    private final @Nullable Dbf dbf;
    private final CharsetDecoder decoder;
    private final List<@Nullable Integer> positions = new ArrayList<>();

    Rows(ShapefileZip zip, Shp shp, @Nullable Dbf dbf, Charset encoding, ReadRequest request) {
      this.zip = zip;
      this.shp = shp;
      this.dbf = dbf;
      this.decoder = encoding.newDecoder();
      List<String> names = dbf == null ? List.of() : dbf.names(encoding);
      List<String> missing = new ArrayList<>();
      for (String field : request.fields()) {
        int position = names.indexOf(field);
        positions.add(
            field.equals(GEOMETRY)
                ? Integer.valueOf(-1)
                : position < 0 ? null : Integer.valueOf(position));
        if (position < 0 && !field.equals(GEOMETRY) && !request.optional().contains(field)) {
          missing.add(field);
        }
      }
      if (!missing.isEmpty()) {
        throw new UnreadableFile(Fault.MISSING_FIELD, 0, "the columns " + names, "also " + missing);
      }
    }

    @Override
    public boolean hasNext() {
      if (dbf != null && shp.hasNext() != dbf.hasNext()) {
        throw new UnreadableFile(
            Fault.TRUNCATED_FILE,
            shp.row(),
            "the end of the " + (shp.hasNext() ? "dbf" : "shp"),
            "as many records as shapes");
      }
      return shp.hasNext();
    }

    @Override
    public RawRow next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      try {
        var shape = shp.next();
        Dbf.@Nullable Row row = dbf == null ? null : dbf.next();
        @Nullable String geometry = null;
        @Nullable String fault = null;
        try {
          geometry = Geometries.geoJson(shape);
        } catch (Geometries.BadShape e) {
          fault = e.getMessage();
        }
        List<@Nullable String> fields = new ArrayList<>();
        for (Integer position : positions) {
          if (position == null) {
            fields.add(null);
          } else if (position < 0) {
            fields.add(geometry);
          } else if (dbf != null && row != null) {
            fields.add(Dbf.text(row, dbf.columns().get(position), decoder, shp.row()));
          }
        }
        return row != null && row.isDeleted()
            ? RawRow.note(shp.row(), fields)
            : new RawRow(shp.row(), fields, fault);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() throws IOException {
      zip.close();
    }
  }
}
