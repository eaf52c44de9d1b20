package plaza.contract;

import java.time.Duration;
import java.util.Optional;

/**
 * How long versions of a table can still be read once a newer one has taken their place.
 *
 * @param keep since the newer one
 */
public record Versions(Duration keep) {
  /** Where a contract says nothing. */
  public static final Versions DEFAULT = new Versions(Duration.ofDays(7));

  /** Reads {@code {keep: P7D}}. */
  static Versions read(Yaml yaml) {
    yaml.allow("keep");
    Optional<Duration> keep =
        yaml.require("keep").flatMap(k -> k.as("a duration such as P7D or PT12H", Versions::parse));
    return keep.map(Versions::new).orElse(DEFAULT);
  }

  private static Duration parse(String text) {
    Duration duration = Duration.parse(text);
    if (duration.isNegative()) {
      throw new IllegalArgumentException(text);
    }
    return duration;
  }
}
