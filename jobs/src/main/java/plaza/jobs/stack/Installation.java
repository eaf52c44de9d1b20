package plaza.jobs.stack;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/** What the build left beside this program: the jars, the Trino server, and how to start them. */
public final class Installation {
  private static final String JAR = "jobs/target/plaza-jobs.jar";

  private final Path root;

  private Installation(Path root) {
    this.root = root;
  }

  /** The checkout that the launcher said it started from; else the working directory. */
  public static Installation find() {
    return new Installation(Path.of(System.getProperty("plaza.root", "")).toAbsolutePath());
  }

  /** What was built in a checkout. */
  public static Installation at(Path root) {
    return new Installation(root);
  }

  /** Its folder. */
  public Path root() {
    return root;
  }

  /** The declarations that come with Plaza. */
  public Path schemas() {
    return root.resolve("schemas");
  }

  /**
   * Airflow's side: the file of DAGs, the package of the operator, and the lock of all they need.
   */
  public Path dags() {
    return root.resolve("dags");
  }

  /** Where Python environments are kept that were made of what is in {@link #dags}. */
  public Path environments() {
    return root.resolve("jobs/target/airflow");
  }

  /** Questions in SQL, one a file, that begin with a comment which asks them. */
  public List<Path> questions() throws IOException {
    List<Path> questions = new ArrayList<>();
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(root.resolve("notebooks"), "*.sql")) {
      files.forEach(questions::add);
    }
    Collections.sort(questions);
    return questions;
  }

  /** The JVM that runs this program. */
  public static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  // The fewer plugins, the fewer holes: these are used, the others stay in the archive.
  private static final Pattern USED =
      Pattern.compile("[^/]+/(lib/.*|plugin/(geospatial|password-authenticators)/.*)");

  /** The folder of the Trino server, unpacked from what the build copied when first asked for. */
  public Path trino() throws IOException {
    Path archives = root.resolve("jobs/target/trino");
    Path target = archives.resolve("server");
    if (!Files.isDirectory(target)) {
      unpack(archives, target);
    }
    addPlugin(target.resolve("plugin/plaza"));
    return target;
  }

  private static void unpack(Path archives, Path target) throws IOException {
    Path draft = Files.createTempDirectory(archives, ".server-");
    try (InputStream in = archive(archives, "trino-server-core-*.tar.gz");
        GZIPInputStream tar = new GZIPInputStream(in)) {
      Archives.untar(tar, draft, name -> USED.matcher(name).matches());
    }
    Path server;
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(draft)) {
      server = folders.iterator().next();
    }
    try (InputStream in = archive(archives, "trino-iceberg-*.zip")) {
      Archives.unzip(in, server.resolve("plugin/iceberg"));
    }
    Files.move(server, target, StandardCopyOption.ATOMIC_MOVE);
    Files.delete(draft);
  }

  // Ours is built anew more often than the server is unpacked. A server that runs keeps the old
  // one.
  private void addPlugin(Path folder) throws IOException {
    Path built = built("jobs/trino/target/plaza-trino.jar");
    Path copy = Files.createDirectories(folder).resolve("plaza-trino.jar");
    if (!Files.exists(copy) || Files.mismatch(built, copy) >= 0) {
      Path draft = Files.createTempFile(folder, "plaza-trino", ".draft");
      Files.copy(built, draft, StandardCopyOption.REPLACE_EXISTING);
      Files.move(draft, copy, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  private static InputStream archive(Path folder, String glob) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, glob)) {
      for (Path file : files) {
        return Files.newInputStream(file);
      }
    }
    throw new StackException("no " + glob + " in " + folder + "; run ./mvnw package");
  }

  /** The jar of the GTFS validator, whose manifest names the libraries beside it. */
  Path gtfsValidator() {
    return built("jobs/gtfs/target/plaza-gtfs.jar");
  }

  private Path built(String name) {
    Path jar = root.resolve(name);
    if (!Files.exists(jar)) {
      throw new StackException("no " + jar + "; run ./mvnw package");
    }
    return jar;
  }

  /** The class path of programs that this one starts: its own, where it runs from the built jar. */
  public static String classPath() {
    String own = System.getProperty("java.class.path");
    return isJar(own) ? own : find().built(JAR).toString();
  }

  private static boolean isJar(String classPath) {
    return classPath.endsWith(".jar") && !classPath.contains(File.pathSeparator);
  }

  /**
   * Options that make a program keep its classes as loaded, in a file beside the jar, so that it
   * starts faster the next time. The JVM makes the file anew when jar or JVM have changed.
   */
  public static List<String> classArchive(String program) {
    return List.of(
        "-XX:+AutoCreateSharedArchive",
        // Damaged where no sum is checked, it would crash the JVM.
        "-XX:+VerifySharedSpaces",
        "-XX:SharedArchiveFile=" + Path.of(classPath()).resolveSibling(program + ".jsa"),
        // What could not be kept is nobody's concern.
        "-Xlog:cds*=off",
        "-Xlog:aot*=off");
  }

  /** The JVM options that Spark needs, as the build wrote them into the jar's manifest. */
  public static List<String> sparkOptions() throws IOException {
    try (JarFile jar = new JarFile(classPath())) {
      return List.of(jar.getManifest().getMainAttributes().getValue("Spark-Options").split(" "));
    }
  }
}
