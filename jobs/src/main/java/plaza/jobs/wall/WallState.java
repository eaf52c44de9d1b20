package plaza.jobs.wall;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import plaza.jobs.stack.Home;

/**
 * How the wall stands, as its keeper last said.
 *
 * @param at when it said so, ISO 8601
 * @param changedAt when the rules last changed
 * @param people accounts that are open
 * @param grants agreements and broken glass in force
 * @param awaySince since when the database does not answer, or null
 * @param jump by how much the clock has jumped, ISO 8601, or null
 * @param restored the last file that somebody else had changed and that was put right, or null
 * @param restoredAt when, or null
 * @param problem what went wrong, or null
 */
public record WallState(
    String at,
    String changedAt,
    int people,
    int grants,
    @Nullable String awaySince,
    @Nullable String jump,
    @Nullable String restored,
    @Nullable String restoredAt,
    @Nullable String problem) {
  private static final ObjectMapper JSON =
      new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  // A keeper says something every second or two.
  private static final Duration FRESH = Duration.ofSeconds(15);

  /** Whether the keeper has said something just now. */
  public boolean isFresh(Instant now) {
    return Duration.between(Instant.parse(at), now).abs().compareTo(FRESH) < 0;
  }

  static Path file(Home home) throws IOException {
    return home.folder("keeper").resolve("state.json");
  }

  /** What the keeper of a home said last. */
  public static Optional<WallState> find(Home home) throws IOException {
    return Files.exists(file(home))
        ? Optional.of(JSON.readValue(Files.readString(file(home)), WallState.class))
        : Optional.empty();
  }

  void write(Home home) throws IOException {
    Home.write(file(home), JSON.writeValueAsString(this) + "\n");
  }
}
