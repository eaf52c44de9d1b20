package plaza.jobs.cli;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import plaza.check.Finding;
import plaza.check.FindingCode;
import plaza.contract.DatasetName;
import plaza.jobs.stack.Home;
import plaza.jobs.stack.Postgres;
import plaza.lake.Database;
import plaza.lake.FateRows;
import plaza.lake.Load;
import plaza.lake.Loads;
import plaza.lake.Shelf;

@Command(
    name = "refused",
    description = "Shows which rows of a dataset's last build were refused, where they stood, why.")
final class RefusedCommand extends PlazaCommand {
  @Parameters(paramLabel = "DATASET", description = "The dataset.")
  private String name = "";

  @Option(names = "--limit", paramLabel = "N", description = "Rows to show (default: 50).")
  private int limit = 50;

  @Override
  public Integer call() throws Exception {
    DatasetName dataset = plaza().name(name);
    Home home = plaza().home();
    Database database = new Postgres(home).catalogue();
    Terminal terminal = terminal();
    Load load = new Loads(database).findLast(dataset).orElse(null);
    if (load == null) {
      terminal.say(name + " has not been built yet; ./plaza run " + name + " builds it");
      return Plaza.DONE;
    }
    if (!load.isPublished()) {
      terminal.say("The last build, of " + load.finishedAt() + ", failed and was not published:");
      for (Finding finding : load.findings()) {
        terminal.say("  " + finding);
        terminal.say("  " + finding.code().remedy());
      }
    }
    Map<String, Long> byCode = new TreeMap<>();
    load.fates().stream()
        .filter(count -> count.fate().equals("refused"))
        .forEach(count -> byCode.merge(count.code(), count.rows(), Long::sum));
    long total = byCode.values().stream().mapToLong(Long::longValue).sum();
    if (total == 0) {
      terminal.say("no row refused");
      return Plaza.DONE;
    }
    Shelf shelf = load.isPublished() ? Shelf.PUBLISHED : Shelf.FAILED;
    List<FateRows.Refused> rows =
        new FateRows(database, home.warehouse()).refused(dataset, shelf, limit);
    Grid grid = new Grid("source", "receipt", "row", "code", "why").right(2);
    for (FateRows.Refused row : rows) {
      String part = row.part() == null ? "" : "/" + row.part();
      String member = row.member().isEmpty() ? "" : row.member() + ":";
      grid.add(row.source(), row.receipt(), member + row.row() + part, row.code(), row.message());
    }
    grid.print(terminal.out());
    terminal.say("");
    Grid summary = new Grid("rows", "code", "what it means").right(0);
    byCode.forEach((code, count) ->
        summary.add(
            Terminal.count(count),
            code,
            FindingCode.valueOf(code.toUpperCase(Locale.ROOT)).meaning()));
    summary.print(terminal.out());
    if (rows.size() < total) {
      terminal.say(
          "  "
              + Terminal.count(rows.size())
              + " of "
              + Terminal.count(total)
              + " shown; --limit N shows more");
    }
    return Plaza.DONE;
  }
}
