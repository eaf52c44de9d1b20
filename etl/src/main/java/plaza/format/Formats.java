package plaza.format;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import plaza.contract.Feed;

/** The formats that a feed may name: the one place where they are listed. */
public final class Formats {
  private static final Map<String, Format> FORMATS =
      Map.of(
          "csv", new Csv(),
          "json", new Json(),
          "geojson", new GeoJson(),
          "gtfs", new Gtfs(),
          "shapefile", new Shapefile(),
          "yaml", new YamlDocument());

  private Formats() {}

  /** What is wrong with the format that a feed declares, as {@code found …, expected …} texts. */
  public static Optional<Map.Entry<String, String>> findProblem(Feed feed) {
    Format format = FORMATS.get(feed.format());
    if (format == null) {
      return Optional.of(
          Map.entry(
              "the format '" + feed.format() + "'", "one of " + new TreeSet<>(FORMATS.keySet())));
    }
    Set<String> unknown = new TreeSet<>(feed.options().keySet());
    unknown.remove("name");
    unknown.removeAll(format.options());
    return unknown.isEmpty()
        ? format.findProblem(feed.options())
        : Optional.of(
            Map.entry(
                "the options " + unknown + " of " + feed.format(),
                "some of " + new TreeSet<>(format.options())));
  }

  /**
   * The encoding that a file is read in where its feed leaves that to the bytes; empty where it is
   * declared or laid down by the format.
   *
   * @throws UnreadableFile when the bytes do not tell
   */
  public static Optional<EncodingGuess> guess(Path file, ReadRequest request) throws IOException {
    return format(request).guess(file, request);
  }

  /**
   * Opens a landed file; one that lacks a member it may lack has no rows.
   *
   * @throws UnreadableFile when the file is not what its feed says
   */
  public static RowReader open(Path file, ReadRequest request) throws IOException {
    return request.optionalMember()
        ? OptionalRows.open(() -> format(request).open(file, settled(file, request)))
        : format(request).open(file, settled(file, request));
  }

  /**
   * What the rows of a landed file are made of, from its first rows.
   *
   * @throws UnreadableFile when these cannot be read
   */
  public static Shape shape(Path file, ReadRequest request) throws IOException {
    return format(request).shape(file, settled(file, request));
  }

  private static ReadRequest settled(Path file, ReadRequest request) throws IOException {
    if (Files.size(file) == 0) {
      throw new UnreadableFile(UnreadableFile.Fault.EMPTY_FILE, 0, "an empty file", "rows");
    }
    return guess(file, request).map(g -> request.in(g.encoding())).orElse(request);
  }

  /**
   * Parts of a file, of about a size, that can be read at once, each on its own; none where it has
   * to be read as one.
   *
   * @throws UnreadableFile when the file is not what its feed says
   */
  public static List<Span> spans(Path file, ReadRequest request, long size) throws IOException {
    Format format = format(request);
    return format.spans(file, settled(file, request), size);
  }

  /**
   * Opens a part of a landed file.
   *
   * @throws UnreadableFile when the file is not what its feed says
   */
  public static RowReader open(Path file, ReadRequest request, Span span) throws IOException {
    Format format = format(request);
    return format.open(file, settled(file, request), span);
  }

  private static Format format(ReadRequest request) {
    Format format = FORMATS.get(request.format());
    if (format == null) {
      throw new IllegalArgumentException("no format " + request.format());
    }
    return format;
  }
}
