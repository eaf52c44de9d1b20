package plaza.jobs.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The place where benches stand: no city, under UTC, one degree wide. */
public final class Benchtown {
  private Benchtown() {}

  /** Declares it, and the licence that its feeds are under. */
  public static void declare(Path tree) throws IOException {
    write(
        tree.resolve("cities/benchtown.yaml"),
        """
        name: Benchtown
        country: XX
        time_zone: UTC
        metric_crs: EPSG:32631
        bounds: [0, 0, 1, 1]
        languages: [en]
        """);
    write(tree.resolve("licences.yaml"), "CC0-1.0: []\n");
  }

  /** Writes a file of declarations, with the folders it lies in. */
  public static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.resolveSibling(""));
    Files.writeString(file, text);
  }
}
