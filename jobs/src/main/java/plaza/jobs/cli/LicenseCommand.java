package plaza.jobs.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import plaza.catalog.Catalog;
import plaza.catalog.Dataset;
import plaza.contract.Combination;
import plaza.contract.DatasetName;
import plaza.contract.Feed;
import plaza.contract.Offer;
import plaza.contract.Tier;
import plaza.jobs.access.Offered;
import plaza.jobs.stack.Trino;

@Command(
    name = "license",
    description = {
      "Says under which licence the answer to a question may be passed on.",
      "And whom to name and what to do: of all tables that Trino says it reads. It is not asked."
    })
final class LicenseCommand extends PlazaCommand {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Parameters(paramLabel = "SQL", description = "One statement.")
  private String sql = "";

  @Option(
      names = "--tier",
      paramLabel = "T",
      description = "Whose tables are meant by domain.table (default: Plaza's own).")
  private @Nullable Tier tier;

  /** A table that is read, and on which terms. */
  private record Input(String table, Collection<Offer> offers, Collection<String> attributions) {}

  @Override
  public Integer call() throws Exception {
    Trino trino = new Trino(plaza().home(), plaza().installation());
    if (trino.findProcess().isEmpty()) {
      terminal().fail("Trino is not running in " + plaza().home().root(), "Start it: ./plaza up");
      return Plaza.BROKEN;
    }
    List<String> tables;
    try {
      tables = tables(trino);
    } catch (SQLException e) {
      terminal().fail(SqlErrors.text(e), SqlErrors.next(e, Trino.OPERATOR));
      return SqlErrors.isOfUser(e) ? Plaza.WRONG_USE : Plaza.BROKEN;
    }
    if (tables.isEmpty()) {
      terminal().say("  it reads no table");
      return Plaza.DONE;
    }
    Catalog catalog = plaza().catalog();
    List<Input> inputs = new ArrayList<>();
    for (String table : tables) {
      inputs.add(input(catalog, table));
    }
    return print(
        inputs,
        Combination.of(
            catalog.licences(), inputs.stream().flatMap(each -> each.offers.stream()).toList()));
  }

  private int print(List<Input> inputs, Combination combination) {
    Grid grid = new Grid("table", "licence", "named as");
    Set<String> attributions = new TreeSet<>();
    for (Input input : inputs) {
      Set<String> ids = new TreeSet<>();
      input.offers.forEach(offer -> ids.add(offer.license()));
      grid.add(
          input.table, String.join(", ", ids), Grid.oneLine(String.join("; ", input.attributions)));
      attributions.addAll(input.attributions);
    }
    grid.print(terminal().out());
    terminal().say("");
    if (combination.licence().isEmpty()) {
      terminal().say("  licence      none: these may not be passed on together");
      combination.obstacles().forEach(why -> terminal().say("               " + why));
      return Plaza.REFUSED;
    }
    terminal().say("  licence      " + combination.licence().get());
    terminal().say("  attribution  " + String.join("; ", attributions));
    terminal()
        .say(
            "  duties       "
                + (combination.duties().isEmpty()
                    ? "none"
                    : String.join(", ", combination.duties())));
    return Plaza.DONE;
  }

  /** The tables that a statement reads, by Trino's own analysis. */
  private List<String> tables(Trino trino) throws IOException, SQLException {
    String statement = sql.strip().replaceFirst(";+\\s*$", "");
    Set<String> tables = new LinkedHashSet<>();
    try (Connection connection =
            trino.connect(Trino.OPERATOR, tier == null ? Trino.CATALOG : tier.id());
        Statement query = connection.createStatement();
        ResultSet row = query.executeQuery("EXPLAIN (TYPE IO, FORMAT JSON) " + statement)) {
      row.next();
      for (JsonNode input : JSON.readTree(row.getString(1)).path("inputTableColumnInfos")) {
        JsonNode table = input.path("table");
        tables.add(
            "%s.%s.%s"
                .formatted(
                    table.path("catalog").asText(),
                    table.path("schemaTable").path("schema").asText(),
                    table.path("schemaTable").path("table").asText()));
      }
    }
    return List.copyOf(tables);
  }

  private static Input input(Catalog catalog, String table) {
    int dot = table.indexOf('.');
    String from = table.substring(0, dot);
    Dataset dataset = Plaza.dataset(catalog, table.substring(dot + 1).replaceFirst("\\$.*", ""));
    Set<Offer> offers = new LinkedHashSet<>();
    Set<String> attributions = new TreeSet<>();
    for (Feed feed : feeds(catalog, dataset.name())) {
      attributions.add(feed.attribution());
      if (from.equals(Trino.CATALOG)) {
        offers.add(new Offer(feed.license(), null, Map.of(), Map.of(), List.of()));
      }
    }
    if (!from.equals(Trino.CATALOG)) {
      dataset
          .findRelease()
          .ifPresent(release ->
              Offered.cities(catalog, dataset).stream()
                  .flatMap(city -> release.tiers(city).entrySet().stream())
                  .filter(each -> each.getKey().id().equals(from))
                  .forEach(each -> offers.add(each.getValue().offer())));
    }
    return new Input(table, offers, attributions);
  }

  private static List<Feed> feeds(Catalog catalog, DatasetName name) {
    return catalog.upstream(List.of(name)).stream()
        .flatMap(each -> each.sources().stream())
        .map(source -> catalog.feeds().get(source.feed()))
        .filter(feed -> feed != null)
        .distinct()
        .toList();
  }
}
