package plaza.jobs.bench.access;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import plaza.jobs.bench.Score;
import plaza.jobs.stack.Home;
import plaza.jobs.stack.Trino;

/** Files of rules that somebody else has changed open nothing, and are put right. */
final class Damaged {
  private static final Duration RESTORED = Duration.ofSeconds(10);
  private static final String ASKED = "SELECT count(*) FROM government." + Quarter.KEPT;

  private final Home home;
  private final Trino trino;
  private final Tally tally;

  Damaged(Home home, Trino trino, Consumer<String> tell) {
    this.home = home;
    this.trino = trino;
    this.tally = new Tally(tell);
  }

  Score run() throws IOException, SQLException {
    Map<String, String> damages =
        Map.of(
            "{\"catalogs\": [", "rules.json",
            "", "rules.json",
            "{\"catalogs\": [{\"allow\": \"al\"}]}", "rules.json",
            ":::\n", "groups",
            "no hash\n", "passwords");
    for (Map.Entry<String, String> damage : damages.entrySet()) {
      Path file = Trino.rules(home).resolve(damage.getValue());
      String good = Files.readString(file);
      Files.writeString(file, damage.getKey());
      long start = System.nanoTime();
      boolean gained = false;
      boolean isRight = false;
      while (!isRight && System.nanoTime() - start < 2 * RESTORED.toNanos()) {
        gained |= asked("citizen").isAnswered();
        isRight = Files.readString(file).equals(good) && asked("officer").isAnswered();
      }
      Duration took = Duration.ofNanos(System.nanoTime() - start);
      tally.check(!gained, "what a damaged " + damage.getValue() + " opens", damage.getKey());
      tally.check(
          isRight && took.compareTo(RESTORED) < 0,
          "a damaged " + damage.getValue() + " is put right",
          took);
    }
    return tally.score("files of rules damaged by hand", 0, "nobody gains; right in ten seconds");
  }

  private Asked asked(String user) throws IOException, SQLException {
    try (Connection connection = trino.connect(user, Trino.CATALOG)) {
      return Asked.of(connection, ASKED);
    }
  }
}
