package plaza.jobs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import plaza.catalog.Dataset;

/**
 * Timetables of more cities for a test: declared as one that there is, zipped where they are not.
 */
final class Timetables {
  private final Path tree;

  /** Declares in a tree of its own. */
  Timetables(Path tree) {
    this.tree = tree;
  }

  /** A city and its feed of GTFS that fill all that another city's feed fills. */
  void declare(
      String city, String cityYaml, String feed, String zone, List<Dataset> datasets, String like)
      throws IOException {
    write("cities/" + city + ".yaml", cityYaml);
    declareFeed(city, feed, zone, datasets, like);
  }

  /** One more feed of a city that is declared. */
  void declareFeed(String city, String feed, String zone, List<Dataset> datasets, String like)
      throws IOException {
    write(
        "feeds/" + feed + ".yaml",
        """
        title: A timetable
        publisher: An agency
        fetch: {files: "none/*", every: P7D}
        format: {name: gtfs, ragged: pad}
        time_zone: %s
        complete: true
        license: CC0-1.0
        attribution: An agency
        """
            .formatted(zone));
    for (Dataset dataset : datasets) {
      Path source = dataset.folders().getFirst().resolve("sources/" + like + ".yaml");
      String text =
          Files.readString(source)
              .replaceFirst("(?m)^feed: .*$", "feed: " + feed)
              .replaceFirst("(?m)^city: .*$", "city: " + city);
      String name = dataset.name().toString().replace('.', '/');
      write(name + "/sources/" + feed + ".yaml", text);
    }
  }

  private void write(String file, String text) throws IOException {
    Path path = tree.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  /** The files of a folder as an archive. */
  static Path zip(Path folder, Path archive) throws IOException {
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(archive));
        Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        zip.putNextEntry(new ZipEntry(file.getFileName().toString()));
        Files.copy(file, zip);
        zip.closeEntry();
      }
    }
    return archive;
  }
}
