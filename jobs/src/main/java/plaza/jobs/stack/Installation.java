package plaza.jobs.stack;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.Manifest;

/** What the build left beside this program: the jars, the Trino server, and how to start them. */
public final class Installation {
  private final Path root;

  private Installation(Path root) {
    this.root = root;
  }

  /** The checkout that the launcher said it started from; else the working directory. */
  public static Installation find() {
    return new Installation(Path.of(System.getProperty("plaza.root", "")).toAbsolutePath());
  }

  /** The declarations that come with Plaza. */
  public Path schemas() {
    return root.resolve("schemas");
  }

  /** Questions in SQL, one a file. */
  public Path questions() {
    return root.resolve("notebooks");
  }

  /** The checkout itself. */
  public Path root() {
    return root;
  }

  /** The JVM that runs this program. */
  static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  /** The folder of the unpacked Trino server. */
  Path trino() throws IOException {
    Path target = root.resolve("jobs/target/trino");
    try (var folders = Files.list(target)) {
      return folders
          .filter(folder -> Files.isDirectory(folder.resolve("lib")))
          .findFirst()
          .orElseThrow(() -> new StackException("no Trino in " + target + "; run ./mvnw package"));
    }
  }

  /** The JVM options that Spark needs, as the build wrote them into this jar's manifest. */
  public static List<String> sparkOptions() throws IOException {
    for (URL url :
        Collections.list(
            Installation.class.getClassLoader().getResources("META-INF/MANIFEST.MF"))) {
      try (InputStream in = url.openStream()) {
        Attributes attributes = new Manifest(in).getMainAttributes();
        String options = attributes.getValue("Spark-Options");
        if (options != null) {
          return List.of(options.split(" "));
        }
      }
    }
    throw new StackException("not started from the built jar; run ./mvnw package");
  }
}
