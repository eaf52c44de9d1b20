package plaza.jobs.supply;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import plaza.jobs.stack.Installation;

/**
 * All jars that run: the class path of the program, that of the GTFS validator, and what is
 * unpacked of Trino. What stays in Trino's archive is never loaded and not looked at.
 */
final class Shipped {
  private Shipped() {}

  /** Read from what the build left, so that it is what runs and not what was declared. */
  static List<Piece> of(Path root) throws IOException {
    List<Piece> pieces = new ArrayList<>();
    readClassPath(pieces, root.resolve("jobs/target/plaza-jobs.jar"), "jobs");
    readClassPath(pieces, root.resolve("jobs/gtfs/target/plaza-gtfs.jar"), "gtfs");
    read(pieces, Installation.at(root).trino(), "trino");
    return pieces;
  }

  // Not all of the folder beside the program: the build leaves there what was used before.
  private static void readClassPath(List<Piece> pieces, Path program, String place)
      throws IOException {
    try (JarFile jar = new JarFile(program.toFile())) {
      Attributes attributes = jar.getManifest().getMainAttributes();
      for (String each : attributes.getValue(Attributes.Name.CLASS_PATH).split(" ", -1)) {
        pieces.addAll(Jar.read(program.resolveSibling(each), place));
      }
    }
  }

  /** The jars under a folder. */
  static void read(List<Piece> pieces, Path folder, String place) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(each -> each.toString().endsWith(".jar")).sorted().toList()) {
        // Our own plugin is not what others wrote.
        if (!String.valueOf(file.getFileName()).equals("plaza-trino.jar")) {
          pieces.addAll(Jar.read(file, place));
        }
      }
    }
  }
}
