package plaza.jobs.stack;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.function.Predicate;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveInputStream;

/** Unpacks the archives that servers come in; no entry ever lands outside the target. */
final class Archives {
  private Archives() {}

  /** Unpacks a tar stream, links of both kinds included. */
  static void untar(InputStream in, Path root, Predicate<String> wanted) throws IOException {
    try (TarArchiveInputStream tar = new TarArchiveInputStream(new BufferedInputStream(in))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        if (wanted.test(entry.getName())) {
          extract(tar, entry, root);
        }
      }
    }
  }

  private static void extract(TarArchiveInputStream tar, TarArchiveEntry entry, Path root)
      throws IOException {
    Path path = within(root, entry.getName());
    if (entry.isDirectory()) {
      Files.createDirectories(path);
      return;
    }
    Files.createDirectories(path.resolveSibling(""));
    if (entry.isSymbolicLink()) {
      within(root, root.relativize(path.resolveSibling(entry.getLinkName())).toString());
      Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
    } else if (entry.isLink()) {
      Files.createLink(path, within(root, entry.getLinkName()));
    } else {
      Files.copy(tar, path);
      if ((entry.getMode() & 0100) != 0) {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
      }
    }
  }

  /** Unpacks a zip stream without its outermost folder. */
  static void unzip(InputStream in, Path root) throws IOException {
    try (ZipArchiveInputStream zip = new ZipArchiveInputStream(new BufferedInputStream(in))) {
      for (ZipArchiveEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        if (!entry.isDirectory()) {
          Path path = within(root, entry.getName().substring(entry.getName().indexOf('/') + 1));
          Files.createDirectories(path.resolveSibling(""));
          Files.copy(zip, path);
        }
      }
    }
  }

  private static Path within(Path root, String name) throws IOException {
    Path path = root.resolve(name).normalize();
    if (!path.startsWith(root)) {
      throw new IOException("an entry outside its archive: " + name);
    }
    return path;
  }
}
