package plaza.jobs.bench.access;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import plaza.jobs.bench.Score;
import plaza.jobs.metering.Audit;
import plaza.jobs.metering.Meter;
import plaza.jobs.metering.Terms;
import plaza.jobs.stack.Home;
import plaza.lake.Database;

/**
 * Changes, takes out and reorders entries of a real log, as its owner could; each must be found.
 */
final class Chain {
  private final Database database;
  private final Meter meter;
  private final Tally tally;

  Chain(Home home, Database database, Consumer<String> tell) throws IOException, SQLException {
    this.database = database;
    this.meter = Meter.open(home, database);
    this.tally = new Tally(tell);
  }

  /** Nobody else may write meanwhile. */
  Score run(Terms terms, int times, int whole) throws IOException, SQLException {
    meter.drain(terms, Instant.now());
    long entries = meter.audit().entries();
    expect("the log as it was written", true);
    sql("CREATE TABLE metering.kept AS SELECT * FROM metering.entry");
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < times; i++) {
      // The first and the last are as good as any, and easiest to overlook.
      long n = i < 3 ? 1 : i < 6 ? entries : random.nextLong(1, entries + 1);
      Map.Entry<String, List<String>> change = change(i % 3, n, n < entries ? n + 1 : n - 1);
      sql(change.getValue().toArray(String[]::new));
      expect(change.getKey(), false);
      sql("TRUNCATE metering.entry", "INSERT INTO metering.entry SELECT * FROM metering.kept");
    }
    sql("DROP TABLE metering.kept");
    expect("the log as it was written, again", true);
    return tally.score(
        "entries of the log changed, taken out, reordered",
        whole,
        "of %,d entries, the first and the last among them".formatted(entries));
  }

  private static Map.Entry<String, List<String>> change(int kind, long n, long other) {
    return switch (kind) {
      case 0 ->
          Map.entry(
              "entry " + n + " changed",
              List.of(
                  "UPDATE metering.entry SET body = jsonb_set(body::jsonb, '{rows}', '7')::text"
                      + " WHERE number = "
                      + n));
      case 1 ->
          Map.entry(
              "entry " + n + " taken out",
              List.of("DELETE FROM metering.entry WHERE number = " + n));
      default ->
          Map.entry(
              "entries " + n + " and " + other + " swapped",
              List.of(
                  "UPDATE metering.entry SET number = -1 WHERE number = " + n,
                  "UPDATE metering.entry SET number = " + n + " WHERE number = " + other,
                  "UPDATE metering.entry SET number = " + other + " WHERE number = -1"));
    };
  }

  private void expect(String what, boolean isGood) throws IOException, SQLException {
    Audit audit = meter.audit();
    tally.check(audit.breaks().isEmpty() == isGood, what, audit);
  }

  private void sql(String... statements) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("ALTER TABLE metering.entry DISABLE TRIGGER ALL");
      for (String each : statements) {
        statement.execute(each);
      }
      statement.execute("ALTER TABLE metering.entry ENABLE TRIGGER ALL");
    }
  }
}
