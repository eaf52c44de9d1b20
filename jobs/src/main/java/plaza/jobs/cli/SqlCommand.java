package plaza.jobs.cli;

import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import plaza.contract.Tier;
import plaza.jobs.metering.Meter;
import plaza.jobs.stack.Trino;

@Command(name = "sql", description = "Asks a question in SQL through Trino.")
final class SqlCommand extends PlazaCommand {
  @Parameters(paramLabel = "SQL", description = "One statement; tables are domain.table.")
  private String sql = "";

  @Option(
      names = "--format",
      paramLabel = "F",
      description = "${COMPLETION-CANDIDATES} (default: table).")
  private ResultFormat format = ResultFormat.TABLE;

  @Option(
      names = "--user",
      paramLabel = "U",
      description = {
        "As whom: whoever owns the home can be any of its users (default: ${DEFAULT-VALUE}, who may",
        "see all)."
      })
  private String user = Trino.OPERATOR;

  @Option(
      names = "--tier",
      paramLabel = "T",
      description =
          "Whose tables are meant by domain.table (default: the most precise that the user has).")
  private @Nullable Tier tier;

  @Override
  public Integer call() throws Exception {
    Trino trino = new Trino(plaza().home(), plaza().installation());
    if (trino.findProcess().isEmpty()) {
      terminal().fail("Trino is not running in " + plaza().home().root(), "Start it: ./plaza up");
      return Plaza.BROKEN;
    }
    String statement = sql.strip().replaceFirst(";+\\s*$", "");
    if (statement.isEmpty()) {
      throw new Plaza.WrongUse("no SQL", "Ask something: ./plaza sql \"SHOW SCHEMAS\".");
    }
    SQLException first = null;
    for (String catalog : catalogs(trino)) {
      try (Connection connection = trino.connect(user, catalog);
          Statement query = connection.createStatement();
          ResultSet rows = query.executeQuery(statement)) {
        format.print(rows, terminal().out());
        for (String warning : Meter.warnings(plaza().home(), user, Instant.now())) {
          terminal().tell("  " + warning);
        }
        return Plaza.DONE;
      } catch (SQLException e) {
        first = first == null ? e : first;
        if (!SqlErrors.isOfTier(e)) {
          break;
        }
      }
    }
    SQLException told = Objects.requireNonNull(first);
    terminal().fail(SqlErrors.text(told), SqlErrors.next(told, user));
    return SqlErrors.isOfUser(told) ? Plaza.WRONG_USE : Plaza.BROKEN;
  }

  /**
   * The catalogue of the tier that was named; else those that Trino shows the user, the most
   * precise first: the question is asked of the first that has the tables.
   */
  private List<String> catalogs(Trino trino) throws IOException {
    if (tier != null) {
      return List.of(tier.id());
    }
    List<String> shown = new ArrayList<>();
    try (Connection connection = trino.connect(user, Trino.CATALOG);
        Statement query = connection.createStatement();
        ResultSet rows = query.executeQuery("SHOW CATALOGS")) {
      while (rows.next()) {
        shown.add(rows.getString(1));
      }
    } catch (SQLException e) {
      return List.of(Tier.OPEN.id()); // what is asked next is told the same
    }
    List<String> finest = new ArrayList<>(List.of(Trino.CATALOG));
    List.of(Tier.values()).reversed().forEach(each -> finest.add(each.id()));
    finest.retainAll(shown);
    return shown.contains(Trino.CATALOG)
        ? List.of(Trino.CATALOG)
        : finest.isEmpty() ? List.of(Tier.OPEN.id()) : finest;
  }
}
