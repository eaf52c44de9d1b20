package plaza.jobs.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import plaza.contract.Feed;
import plaza.format.Formats;
import plaza.format.RawRow;
import plaza.format.ReadRequest;
import plaza.format.RowReader;
import plaza.format.Shape;
import plaza.format.UnreadableFile;

/**
 * Damages a file of a format over and over, and reads what is left of it as silver would: each time
 * it must end in rows, in rows at fault, or in the word that the file is unreadable, and in nothing
 * else.
 */
public final class ByteFaults {
  private static final long LONGEST_S = 120;

  private ByteFaults() {}

  /**
   * What the damaged files came to; the first three add up to all of them.
   *
   * @param whole files of which every row was read: the damage was inside a value, if anywhere
   * @param refused files read to their end with rows at fault
   * @param unreadable files refused as a whole, at once or on the way
   * @param rows how many rows were read of all of them together
   */
  public record Counts(int whole, int refused, int unreadable, long rows) {
    Counts and(Counts other) {
      return new Counts(
          whole + other.whole,
          refused + other.refused,
          unreadable + other.unreadable,
          rows + other.rows);
    }
  }

  /** Damages a file of a feed, asking for all its fields. */
  public static Counts of(Path sample, Feed feed, @Nullable String member, long seed, int n)
      throws IOException, InterruptedException {
    ReadRequest request = ReadRequest.of(feed, member, java.util.List.of(), Set.of());
    var fields = Formats.shape(sample, request).fields().stream().map(Shape.Field::name).toList();
    return of(sample, ReadRequest.of(feed, member, fields, Set.of()), seed, n);
  }

  /**
   * Damages a file {@code n} times, the same for the same seed.
   *
   * @throws IllegalStateException when a damaged file makes its reader fail in any other way, or
   *     not end; the message says how to make it again
   */
  public static Counts of(Path sample, ReadRequest request, long seed, int n)
      throws IOException, InterruptedException {
    Damage damage = new Damage(Files.readAllBytes(sample));
    Path folder = Files.createTempDirectory("plaza-faults-");
    Path file = folder.resolve(String.valueOf(sample.getFileName()));
    try {
      Counts counts = new Counts(0, 0, 0, 0);
      for (int i = 0; i < n; i++) {
        Files.write(file, damage.done(new Random(seed * 1_000_003 + i)));
        String what = sample + ", damaged copy " + i + " of seed " + seed;
        counts = counts.and(timed(() -> read(file, request), what));
      }
      return counts;
    } finally {
      Files.deleteIfExists(file);
      Files.delete(folder);
    }
  }

  private static Counts timed(Callable<Counts> reading, String what) throws InterruptedException {
    FutureTask<Counts> task = new FutureTask<>(reading);
    Thread thread = Thread.ofPlatform().daemon().name("byte-faults").start(task);
    try {
      return task.get(LONGEST_S, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new IllegalStateException(what + ": found " + e.getCause(), e.getCause());
    } catch (TimeoutException e) {
      thread.interrupt();
      throw new IllegalStateException(what + ": found no end within " + LONGEST_S + " s", e);
    }
  }

  private static Counts read(Path file, ReadRequest request) throws IOException {
    long rows = 0;
    boolean hasFault = false;
    try (RowReader reader = Formats.open(file, request)) {
      long last = 0;
      while (reader.hasNext()) {
        RawRow row = reader.next();
        rows++;
        hasFault |= row.fault() != null;
        if (row.row() <= last) {
          throw new IllegalStateException("row " + row.row() + " behind row " + last);
        }
        last = row.row();
      }
    } catch (UnreadableFile e) {
      return new Counts(0, 0, 1, rows);
    }
    return hasFault ? new Counts(0, 1, 0, rows) : new Counts(1, 0, 0, rows);
  }
}
