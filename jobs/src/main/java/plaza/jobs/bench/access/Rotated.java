package plaza.jobs.bench.access;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import plaza.jobs.bench.Commands;
import plaza.jobs.bench.Score;
import plaza.jobs.stack.Home;
import plaza.jobs.stack.Postgres;
import plaza.jobs.stack.Tokens;
import plaza.jobs.stack.Trino;
import plaza.lake.Database;

/** What was secret before {@code rotate} is worth nothing behind it, and all goes on. */
final class Rotated {
  private final Home home;
  private final Trino trino;
  private final Commands commands;
  private final Tally tally;

  Rotated(Home home, Trino trino, Path tree, Consumer<String> tell) {
    this.home = home;
    this.trino = trino;
    this.commands = new Commands(home.root(), tree);
    this.tally = new Tally(tell);
  }

  Score run() throws IOException, InterruptedException, SQLException {
    String token = new Tokens(home).issue("citizen", Duration.ofHours(1));
    Path secrets = home.root().resolve("secrets");
    String plaza = Files.readString(secrets.resolve("postgres-plaza")).strip();
    String role = Files.readString(secrets.resolve("postgres-trino")).strip();
    try (Http before = new Http(home, trino)) {
      tally.check(before.statement(Http.bearer(token)) == 200, "a token before", token.length());
      Quarter.command(commands, "rotate");
      tally.check(isUntrusted(before, token), "the certificate of before", "is still served");
    }
    try (Http after = new Http(home, trino)) {
      int code = after.statement(Http.bearer(token));
      tally.check(code == 401, "a token of before", code);
      String fresh = new Tokens(home).issue("citizen", Duration.ofHours(1));
      tally.check(after.statement(Http.bearer(fresh)) == 200, "a token of now", fresh.length());
    }
    Database database = new Postgres(home).catalogue();
    tally.check(
        !letsIn(new Database(database.url(), "plaza", plaza)), "plaza's password", "is good");
    tally.check(
        !letsIn(new Database(database.url(), "trino", role)), "trino's password", "is good");
    tally.check(letsIn(database), "the new password", "is refused");
    try (var connection = trino.connect("officer", Trino.CATALOG)) {
      Asked asked = Asked.of(connection, "SELECT count(*) FROM government." + Quarter.KEPT);
      tally.check(asked.has("" + Quarter.ROWS), "an answer behind it", asked.text());
    }
    return tally.score("secrets rotated: those of before are refused", 0, "tokens, TLS, database");
  }

  private static boolean isUntrusted(Http before, String token)
      throws IOException, InterruptedException {
    try {
      before.statement(Http.bearer(token));
      return false;
    } catch (SSLException e) {
      return true;
    }
  }

  private static boolean letsIn(Database database) {
    try (var connection = database.connect()) {
      return connection.isValid(5);
    } catch (SQLException e) {
      return false;
    }
  }
}
