package plaza.format;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.zip.ZipEntry;
import org.jspecify.annotations.Nullable;
import plaza.contract.Encoding;
import plaza.format.UnreadableFile.Fault;

/** The files of one shapefile within a zip: the {@code .shp} and those named like it beside it. */
final class ShapefileZip implements Closeable {
  private static final int MAX_TEXT = 1 << 16;
  private static final int MAX_SAMPLE = 4 << 20;

  private final Archive zip;
  private final ZipEntry shp;

  private ShapefileZip(Archive zip, ZipEntry shp) {
    this.zip = zip;
    this.shp = shp;
  }

  /** Opens the member that a request names, or the only one. */
  static ShapefileZip open(Path file, ReadRequest request) throws IOException {
    return open(file, request, Archive.MAX_BYTES);
  }

  static ShapefileZip open(Path file, ReadRequest request, long maxBytes) throws IOException {
    Archive zip;
    try {
      zip = Archive.open(file, request.charset(), maxBytes);
    } catch (UnreadableFile e) {
      // Names in another encoding than the feed's: every byte is a letter in this one.
      zip = Archive.open(file, StandardCharsets.ISO_8859_1, maxBytes);
    }
    try {
      return new ShapefileZip(zip, find(zip, request.member()));
    } catch (RuntimeException e) {
      zip.close();
      throw e;
    }
  }

  private static ZipEntry find(Archive zip, @Nullable String member) {
    List<ZipEntry> shapes =
        zip.entries().stream()
            .filter(entry -> extension(entry.getName()).equals("shp"))
            // What macOS puts beside each file is named like it.
            .filter(entry -> !base(entry.getName()).startsWith("._"))
            .filter(entry -> member == null || base(entry.getName()).equals(member))
            .sorted(Comparator.comparingInt(entry -> entry.getName().length()))
            .toList();
    if (shapes.isEmpty()) {
      throw new UnreadableFile(
          Fault.MISSING_MEMBER, 0, zip.names(), member == null ? "a .shp" : member + ".shp");
    }
    TreeSet<String> names = new TreeSet<>();
    shapes.forEach(entry -> names.add(base(entry.getName())));
    if (names.size() > 1) {
      throw new UnreadableFile(
          Fault.MISSING_MEMBER,
          0,
          "the shapefiles " + names,
          "one of them as the source's `member`");
    }
    // The shortest is the table itself where folders hold older copies.
    return shapes.getFirst();
  }

  private static String base(String name) {
    String file = name.substring(name.lastIndexOf('/') + 1);
    return file.substring(0, Math.max(file.lastIndexOf('.'), 0));
  }

  private static String extension(String name) {
    return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }

  InputStream shp() throws IOException {
    return zip.read(shp);
  }

  Optional<InputStream> findDbf() throws IOException {
    Optional<ZipEntry> entry = findSibling("dbf");
    return entry.isPresent() ? Optional.of(zip.read(entry.get())) : Optional.empty();
  }

  private Optional<ZipEntry> findSibling(String extension) {
    String stem = shp.getName().substring(0, shp.getName().length() - 3);
    return zip.entries().stream()
        .filter(entry -> entry.getName().equalsIgnoreCase(stem + extension))
        .findFirst();
  }

  /** What a small text file beside the shapes says. */
  Optional<String> findText(String extension) throws IOException {
    Optional<ZipEntry> entry = findSibling(extension);
    if (entry.isEmpty()) {
      return Optional.empty();
    }
    try (InputStream in = TextInput.marked(zip.read(entry.get()))) {
      String text = new String(in.readNBytes(MAX_TEXT), StandardCharsets.ISO_8859_1);
      return Optional.of(text.strip()).filter(t -> !t.isEmpty());
    }
  }

  /** What the feed, the .cpg or the dbf itself says of the dbf's encoding. */
  Optional<Charset> findEncoding(ReadRequest request) throws IOException {
    if (request.encoding() != null && !request.detects()) {
      return Optional.of(request.charset());
    }
    Optional<String> cpg = findText("cpg");
    if (cpg.isPresent()) {
      try {
        return Optional.of(Encoding.charset(cpg.get()));
      } catch (IllegalArgumentException e) {
        String name = cpg.get().length() > 40 ? cpg.get().substring(0, 40) + "…" : cpg.get();
        throw new UnreadableFile(
            Fault.WRONG_ENCODING,
            0,
            "a .cpg of '" + name + "'",
            "a known encoding: declare `encoding` in the feed");
      }
    }
    Optional<InputStream> dbf = findDbf();
    if (dbf.isEmpty()) {
      return Optional.of(StandardCharsets.UTF_8);
    }
    try (Dbf table = new Dbf(dbf.get())) {
      return table.findEncoding();
    }
  }

  /** The encoding that the texts of the dbf speak for. */
  Optional<EncodingGuess> guess() throws IOException {
    ByteArrayOutputStream texts = new ByteArrayOutputStream();
    try (Dbf table = new Dbf(findDbf().orElseThrow())) {
      for (Dbf.Column column : table.columns()) {
        texts.writeBytes(column.nameBytes());
        texts.write('\n');
      }
      while (table.hasNext() && texts.size() < MAX_SAMPLE) {
        Dbf.Row row = table.next();
        for (Dbf.Column column : table.columns()) {
          byte[] value = row.value(column);
          // One that fills its column may end in half a character, which speaks against all.
          if (column.type() == 'C' && value.length < column.length()) {
            texts.writeBytes(value);
            texts.write('\n');
          }
        }
      }
    }
    byte[] bytes = texts.toByteArray();
    return Optional.of(EncodingGuess.of(() -> new ByteArrayInputStream(bytes)));
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}
