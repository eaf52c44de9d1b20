package plaza.trino;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What is used up, by user and table: a file of properties {@code USER/CATALOG.SCHEMA.TABLE}, each
 * an instant until which it holds, a space, and what is said. It is replaced as a whole, and looked
 * at once a second; one that is gone or damaged leaves what was read before.
 */
final class UsedUp {
  private static final Logger LOG = Logger.getLogger(UsedUp.class.getName());
  private static final long PAUSE = TimeUnit.SECONDS.toNanos(1);

  private final Path file;
  private volatile Map<String, Refusal> refusals = Map.of();
  private @Nullable Object seen;
  private final LongSupplier clock;
  private long lookedAt;

  UsedUp(Path file) {
    this(file, System::nanoTime);
  }

  UsedUp(Path file, LongSupplier clock) {
    this.file = file;
    this.clock = clock;
    this.lookedAt = clock.getAsLong() - PAUSE;
  }

  private record Refusal(Instant until, String text) {}

  /** What is said to a user who wants a table whose quota is used up; empty where it is not. */
  Optional<String> find(String user, String catalog, String schema, String table) {
    look();
    return Optional.ofNullable(
            refusals.get(account(user) + "/" + catalog + "." + schema + "." + table))
        .filter(refusal -> Instant.now().isBefore(refusal.until))
        .map(Refusal::text);
  }

  // A service logs in with a key by its name and the key's number: robot.7.
  private static String account(String login) {
    int dot = login.lastIndexOf('.');
    return dot < 0 ? login : login.substring(0, dot);
  }

  private synchronized void look() {
    long now = clock.getAsLong();
    if (now - lookedAt < PAUSE) {
      return;
    }
    lookedAt = now;
    Object state;
    try {
      BasicFileAttributes is = Files.readAttributes(file, BasicFileAttributes.class);
      state =
          List.of(
              is.lastModifiedTime(), is.size(), Objects.requireNonNullElse(is.fileKey(), "none"));
    } catch (IOException e) {
      state = "unreadable"; // told once, as anything else that changes
    }
    if (state.equals(seen)) {
      return;
    }
    seen = state;
    try {
      refusals = read(file);
    } catch (IOException | IllegalArgumentException | DateTimeParseException e) {
      LOG.log(Level.WARNING, "what was used up before still is, since " + file + " is not read", e);
    }
  }

  private static Map<String, Refusal> read(Path file) throws IOException {
    Properties lines = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      lines.load(reader);
    }
    Map<String, Refusal> refusals = new HashMap<>();
    for (String key : lines.stringPropertyNames()) {
      String[] parts = Objects.requireNonNull(lines.getProperty(key)).split(" ", 2);
      if (parts.length < 2) {
        throw new IllegalArgumentException("no instant and text for " + key);
      }
      refusals.put(key, new Refusal(Instant.parse(parts[0]), parts[1]));
    }
    return Map.copyOf(refusals);
  }
}
