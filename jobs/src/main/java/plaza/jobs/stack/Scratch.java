package plaza.jobs.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.commons.io.FileUtils;

/** Folders of processes for what none of them keeps; those of dead ones go when another begins. */
final class Scratch {
  // Held as long as this process lives: one that nobody holds is of a dead process.
  private static final List<FileLock> HELD = new CopyOnWriteArrayList<>();

  private Scratch() {}

  /** A new folder of this process, beside those of others. */
  static Path begin(Path root) {
    try {
      Files.createDirectories(root);
      try (DirectoryStream<Path> locks = Files.newDirectoryStream(root, "*.lock")) {
        for (Path lock : locks) {
          clear(lock);
        }
      }
      String name = UUID.randomUUID().toString();
      FileChannel lock =
          FileChannel.open(
              root.resolve(name + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      HELD.add(lock.lock());
      return Files.createDirectory(root.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void clear(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock()) {
      if (lock != null) {
        String name = file.getFileName().toString();
        Path folder = file.resolveSibling(name.substring(0, name.lastIndexOf('.')));
        FileUtils.deleteDirectory(folder.toFile());
        Files.delete(file);
      }
    } catch (OverlappingFileLockException e) {
      // This process has several.
    } catch (java.nio.file.NoSuchFileException e) {
      // Another that begins has just cleared it.
    }
  }
}
