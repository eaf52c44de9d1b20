package plaza.trino;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Lines in files of a folder, each on disk before it counts as written. A file is finished once a
 * later one is there, or once nobody holds the folder's lock; whoever reads finished files may
 * delete them.
 */
final class Spool {
  /** When a file is full, in bytes: it is read over and over until it is. */
  static final long SIZE = 256 * 1024;

  /** Held while a server writes here; it goes with the server, however that ends. */
  static final String LOCK = "writer.lock";

  private static final Logger LOG = Logger.getLogger(Spool.class.getName());

  // So that names sort as they were written: by start of the server, then by number.
  private static final DateTimeFormatter START =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmssSSS'Z'").withZone(ZoneOffset.UTC);

  // While nothing can be written no table can be read, so only what ran already comes in.
  private static final int MOST_HELD = 100_000;

  private final Path folder;
  private final long size;
  private final String start = START.format(Instant.now()) + "-" + ProcessHandle.current().pid();
  private final FileLock lock;
  private final Deque<byte[]> held = new ArrayDeque<>();
  private @Nullable FileChannel file;
  private long written;
  private int files;

  private Spool(Path folder, long size, FileLock lock) {
    this.folder = folder;
    this.size = size;
    this.lock = lock;
  }

  /** Takes a folder for this server alone; throws IOException where another one has it. */
  static Spool open(Path folder, long size) throws IOException {
    Files.createDirectories(folder);
    FileChannel channel =
        FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock = channel.tryLock();
    if (lock == null) {
      channel.close();
      throw new IOException("another server notes its queries in " + folder);
    }
    return new Spool(folder, size, lock);
  }

  /**
   * Writes a line, to the disk itself where it must outlive the machine. What cannot be written is
   * held in memory and written before the next one.
   */
  synchronized void append(String line, boolean isForced) {
    if (held.size() >= MOST_HELD) {
      LOG.severe("a query is not noted, since the disk takes nothing: " + line.strip());
      return;
    }
    held.add(line.getBytes(StandardCharsets.UTF_8));
    try {
      writeHeld(isForced);
    } catch (IOException e) {
      LOG.log(Level.SEVERE, "queries cannot be noted in " + folder + "; no table is read now", e);
    }
  }

  /** Writes what is held; throws IOException as long as that cannot be. */
  synchronized void writeHeld() throws IOException {
    if (!held.isEmpty()) {
      writeHeld(true);
    }
  }

  private void writeHeld(boolean isForced) throws IOException {
    while (!held.isEmpty()) {
      FileChannel open = open();
      ByteBuffer line = ByteBuffer.wrap(held.getFirst());
      try {
        while (line.hasRemaining()) {
          open.write(line, written + line.position());
        }
        if (isForced) {
          open.force(false);
        }
      } catch (IOException e) {
        abandon(open);
        throw e;
      }
      written += line.limit();
      held.removeFirst();
    }
  }

  private FileChannel open() throws IOException {
    if (file != null && written < size) {
      return file;
    }
    FileChannel before = file;
    FileChannel next =
        FileChannel.open(
            folder.resolve(String.format(Locale.ROOT, "%s-%06d.jsonl", start, files)),
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.WRITE);
    files++;
    file = next;
    written = 0;
    if (before != null) {
      before.close();
    }
    // The name, too, must be on the disk.
    try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
      names.force(true);
    }
    return next;
  }

  // What fsync has refused once it may claim to have done the next time: so never the same file.
  private void abandon(FileChannel broken) {
    file = null;
    try (broken) {
      broken.truncate(written);
    } catch (IOException e) {
      LOG.log(Level.WARNING, "a line may be torn in " + folder, e);
    }
  }

  synchronized void close() throws IOException {
    if (file != null) {
      file.close();
      file = null;
    }
    lock.acquiredBy().close();
  }
}
