package plaza.format;

import java.io.IOException;
import java.util.NoSuchElementException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import plaza.format.UnreadableFile.Fault;

/** The rows of a member that a file may lack: none where it is absent or has none. */
final class OptionalRows implements RowReader {
  private static final Set<Fault> ABSENT = Set.of(Fault.MISSING_MEMBER, Fault.EMPTY_FILE);

  interface Opening {
    RowReader open() throws IOException;
  }

  private final @Nullable RowReader rows;

  private OptionalRows(@Nullable RowReader rows) {
    this.rows = rows;
  }

  static RowReader open(Opening opening) throws IOException {
    try {
      return new OptionalRows(opening.open());
    } catch (UnreadableFile e) {
      if (ABSENT.contains(e.fault())) {
        return new OptionalRows(null);
      }
      throw e;
    }
  }

  @Override
  public boolean hasNext() {
    try {
      return rows != null && rows.hasNext();
    } catch (UnreadableFile e) {
      if (e.fault() == Fault.EMPTY_FILE) {
        return false;
      }
      throw e;
    }
  }

  @Override
  public RawRow next() {
    if (rows == null) {
      throw new NoSuchElementException();
    }
    return rows.next();
  }

  @Override
  public void close() throws IOException {
    if (rows != null) {
      rows.close();
    }
  }
}
