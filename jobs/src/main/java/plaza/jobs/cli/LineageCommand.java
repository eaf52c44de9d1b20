package plaza.jobs.cli;

import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import plaza.catalog.Catalog;
import plaza.catalog.Dataset;
import plaza.contract.DatasetName;
import plaza.contract.Source;
import plaza.lake.LandedFiles;
import plaza.lake.Receipt;

@Command(
    name = "lineage",
    description = "Shows what a dataset is made of, down to the landed files, and what reads it.")
final class LineageCommand extends PlazaCommand {
  @Parameters(paramLabel = "DATASET", description = "The dataset.")
  private String name = "";

  @Override
  public Integer call() {
    Catalog catalog = plaza().catalog();
    Dataset dataset = Plaza.dataset(catalog, name);
    print(catalog, dataset, "", "");
    List<DatasetName> readers = catalog.readers(dataset.name());
    terminal().say("");
    terminal()
        .say(
            readers.isEmpty()
                ? "Read by no dataset."
                : "Read by "
                    + String.join(", ", readers.stream().map(String::valueOf).toList())
                    + ".");
    return Plaza.DONE;
  }

  private void print(Catalog catalog, Dataset dataset, String first, String indent) {
    Terminal terminal = terminal();
    terminal.say(first + dataset.name());
    LandedFiles landed = plaza().home().landed();
    int left = dataset.sources().size() + dataset.inputs().size();
    for (Source source : dataset.sources()) {
      left--;
      List<Receipt> receipts = landed.inUse(source.feed());
      String what =
          receipts.isEmpty()
              ? "nothing landed"
              : Terminal.plural(receipts.size(), "file") + ", last " + receipts.getLast().id();
      terminal.say(
          indent
              + (left == 0 ? "└─ " : "├─ ")
              + "feed "
              + source.feed()
              + (source.member() == null ? "" : " (" + source.member() + ")")
              + (source.city() == null ? "" : " for " + source.city())
              + "  "
              + what);
    }
    for (DatasetName input : dataset.inputs()) {
      left--;
      Dataset next = catalog.findDataset(input).orElseThrow();
      print(
          catalog,
          next,
          indent + (left == 0 ? "└─ " : "├─ "),
          indent + (left == 0 ? "   " : "│  "));
    }
  }
}
