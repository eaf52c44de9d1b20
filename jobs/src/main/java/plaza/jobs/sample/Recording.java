package plaza.jobs.sample;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** A landing folder: {@code <feed>/<instant of fetching, UTC>/<file>}. */
record Recording(Path root) {
  private static final int BUFFER_BYTES = 1 << 16;
  private static final DateTimeFormatter FETCHED_AT =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  OutputStream open(String feed, Instant fetchedAt, String file) throws IOException {
    Path folder = root.resolve(feed).resolve(FETCHED_AT.format(fetchedAt));
    Files.createDirectories(folder);
    return new BufferedOutputStream(Files.newOutputStream(folder.resolve(file)), BUFFER_BYTES);
  }
}
