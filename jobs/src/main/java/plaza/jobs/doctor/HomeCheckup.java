package plaza.jobs.doctor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import plaza.check.Finding;
import plaza.check.FindingCode;
import plaza.jobs.stack.Home;

/** The folder of a home: who may read its secrets, how much room there is. */
final class HomeCheckup {
  private static final long ROOM = 1L << 30;
  private static final Set<PosixFilePermission> OWNER =
      Set.of(
          PosixFilePermission.OWNER_READ,
          PosixFilePermission.OWNER_WRITE,
          PosixFilePermission.OWNER_EXECUTE);

  private HomeCheckup() {}

  static Checked secrets(Home home) throws IOException {
    Path folder = home.root().resolve("secrets");
    List<Finding> findings = new ArrayList<>();
    List<Path> secrets = Files.isDirectory(folder) ? walk(folder) : List.of();
    for (Path secret : secrets) {
      if (!secret.getFileSystem().supportedFileAttributeViews().contains("posix")) {
        continue;
      }
      Set<PosixFilePermission> mode = Files.getPosixFilePermissions(secret);
      if (!OWNER.containsAll(mode)) {
        findings.add(
            new Finding(
                FindingCode.OPEN_SECRET,
                "home",
                String.valueOf(home.root().relativize(secret)),
                "found %s, expected nothing for group and others"
                    .formatted(PosixFilePermissions.toString(mode))));
      }
    }
    return new Checked("secrets", "%,d files and folders".formatted(secrets.size()), findings);
  }

  static Checked disk(Home home) throws IOException {
    FileStore store = Files.getFileStore(home.root());
    long free = store.getUsableSpace();
    List<Finding> findings = free >= ROOM ? List.of() : List.of(full(store.name(), free));
    return new Checked("free disk", "%,d MB".formatted(free >> 20), findings);
  }

  static Finding full(String store, long free) {
    return new Finding(
        FindingCode.LITTLE_SPACE,
        "home",
        store,
        "found %,d MB free, expected %,d MB or more".formatted(free >> 20, ROOM >> 20));
  }

  /** What workers spilled to disk; what a killed one spilled stays. */
  static Checked spills(Home home) throws IOException {
    Path folder = home.root().resolve("spark");
    long bytes = 0;
    for (Path file : Files.isDirectory(folder) ? walk(folder) : List.<Path>of()) {
      // A worker at work deletes files while they are looked at.
      bytes += Files.isRegularFile(file) ? Math.max(0, file.toFile().length()) : 0;
    }
    return new Checked("spilled by workers", "%,d MB".formatted(bytes >> 20), List.of());
  }

  private static List<Path> walk(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.toList();
    } catch (UncheckedIOException e) {
      return List.of();
    }
  }
}
