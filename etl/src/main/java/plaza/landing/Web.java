package plaza.landing;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/** What a fetch needs of the world outside: secrets, limits, a clock, and chance. */
record Web(
    Secrets secrets, Limits limits, InstantSource clock, Pause pause, RandomGenerator random) {

  /** The real world, with the secrets of a home. */
  static Web of(Path home) {
    return new Web(
        new Secrets(home.resolve("secrets"), System.getenv()),
        Limits.USUAL,
        InstantSource.system(),
        Thread::sleep,
        RandomGenerator.getDefault());
  }

  Web within(Duration time) {
    return new Web(secrets, limits.within(time), clock, pause, random);
  }
}
