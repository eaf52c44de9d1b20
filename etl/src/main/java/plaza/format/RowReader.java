package plaza.format;

import java.io.Closeable;
import java.util.Iterator;

/**
 * The rows of one landed file, once. {@code hasNext} and {@code next} throw {@link UnreadableFile}
 * when the file turns out not to be what its feed says.
 */
public interface RowReader extends Iterator<RawRow>, Closeable {}
