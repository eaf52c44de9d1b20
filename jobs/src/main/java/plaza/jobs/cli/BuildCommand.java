package plaza.jobs.cli;

import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import plaza.catalog.Catalog;
import plaza.catalog.Dataset;
import plaza.jobs.stack.Postgres;
import plaza.lake.Database;

@Command(
    name = "build",
    description = "Builds one dataset from what has landed, up to date or not, and publishes it.")
final class BuildCommand extends PlazaCommand {
  @Parameters(paramLabel = "DATASET", description = "The dataset to build.")
  private String dataset = "";

  @Option(
      names = "--anew",
      description = "From what has landed alone, where files of its table are lost.")
  private boolean isAnew;

  @Override
  public Integer call() throws Exception {
    Catalog catalog = plaza().catalog();
    Dataset found = Plaza.dataset(catalog, dataset);
    if (!found.isWhole()) {
      throw new Plaza.WrongUse(
          "a source of " + dataset + " has problems", "See ./plaza check " + dataset + ".");
    }
    Database database = new Postgres(plaza().home()).catalogue();
    return new Building(catalog, plaza().home(), database, plaza().roots(), terminal())
        .build(List.of(found), isAnew);
  }
}
