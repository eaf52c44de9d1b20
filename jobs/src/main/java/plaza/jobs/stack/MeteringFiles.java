package plaza.jobs.stack;

import java.io.IOException;
import java.nio.file.Path;

/** Where Trino's plugin notes queries and looks what is used up, and how Trino is told so. */
public final class MeteringFiles {
  private MeteringFiles() {}

  /** The folder of what queries did, until it is in the log. */
  public static Path spool(Home home) throws IOException {
    folder(home);
    return home.folder("metering/spool");
  }

  /** The file of what is used up. */
  public static Path quotas(Home home) throws IOException {
    return Trino.rules(home).resolve("quotas.properties");
  }

  /** The file of what is nearly used up. */
  public static Path warnings(Home home) throws IOException {
    return folder(home).resolve("warnings.properties");
  }

  /** The folder of the log's signed heads, outside of the database. */
  public static Path heads(Home home) throws IOException {
    folder(home);
    return home.folder("metering/heads");
  }

  /** Writes a file of them, whole or not at all. */
  public static void write(Path file, String text) throws IOException {
    Home.write(file, text);
  }

  private static Path folder(Home home) throws IOException {
    return home.folder("metering");
  }
}
