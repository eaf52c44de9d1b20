package plaza.jobs.cli;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
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

  @Option(names = "--user", paramLabel = "U", description = "The user (default: analyst).")
  private String user = "analyst";

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
    try (Connection connection = trino.connect(user);
        Statement query = connection.createStatement();
        ResultSet rows = query.executeQuery(statement)) {
      format.print(rows, terminal().out());
      return Plaza.DONE;
    } catch (SQLException e) {
      terminal().fail(SqlErrors.text(e), SqlErrors.next(e));
      return SqlErrors.isOfUser(e) ? Plaza.WRONG_USE : Plaza.BROKEN;
    }
  }
}
