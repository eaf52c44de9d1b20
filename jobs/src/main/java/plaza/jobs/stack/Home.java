package plaza.jobs.stack;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.function.Supplier;
import plaza.contract.Tier;
import plaza.lake.LandedFiles;

/**
 * The folder in which everything lives that Plaza keeps: {@code --home}, default {@code .plaza}.
 */
public record Home(Path root) {
  /** The landed files. */
  public LandedFiles landed() {
    return new LandedFiles(root.resolve("landing"));
  }

  /** The files of the tables, as a URI for engines. */
  public String warehouse() {
    return uri(root.resolve("warehouse"));
  }

  /** The folder of a tier's tables, apart from all others'. */
  public Path tables(Tier tier) {
    return root.resolve("tiers").resolve(tier.id());
  }

  /** A folder as a URI for engines, whether it is there or not. */
  public static String uri(Path folder) {
    return folder.toUri().toString().replaceFirst("/$", "");
  }

  /** The folder of what a tier is given as files. */
  public Path releases(Tier tier) {
    return root.resolve("releases").resolve(tier.id());
  }

  /** A folder of Plaza's own under the home, made if need be and closed to others. */
  public Path folder(String name) throws IOException {
    Path folder = root.resolve(name);
    if (!Files.isDirectory(folder)) {
      Files.createDirectories(folder);
      if (isPosix(folder)) {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
      }
    }
    return folder;
  }

  /** A log file by name. */
  public Path log(String name) throws IOException {
    return folder("logs").resolve(name + ".log");
  }

  /** A secret kept in a file that only the owner can read; made on first use. */
  String secret(String name) throws IOException {
    return secret(name, Home::token);
  }

  /** A secret kept in a file that only the owner can read; the one given on first use. */
  public String secret(String name, Supplier<String> first) throws IOException {
    Path file = folder("secrets").resolve(name);
    if (!Files.exists(file)) {
      write(file, first.get());
    }
    return Files.readString(file).strip();
  }

  /** A text that nobody guesses. */
  public static String token() {
    byte[] bytes = new byte[24];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /** Writes a file that only the owner can read, whole or not at all. */
  public static void write(Path file, String text) throws IOException {
    Path draft = file.resolveSibling("." + file.getFileName() + ".draft");
    Files.deleteIfExists(draft);
    if (isPosix(file)) {
      Files.createFile(
          draft,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }
    Files.writeString(draft, text);
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Leaves a file to its owner alone. */
  static void close(Path file) throws IOException {
    if (isPosix(file)) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }
  }

  private static boolean isPosix(Path path) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  /** Something that is done by one process at a time. */
  @FunctionalInterface
  public interface Exclusive {
    /** Does it. */
    void run() throws IOException, InterruptedException;
  }

  /** Runs something while holding a lock of this home that all processes respect. */
  public void locked(String name, Exclusive work) throws IOException, InterruptedException {
    Path file = folder("locks").resolve(name);
    try (FileChannel channel =
            FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      if (!lock.isValid()) {
        throw new IOException("the lock " + file + " was lost");
      }
      work.run();
    }
  }
}
