package plaza.jobs.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import plaza.contract.DatasetName;
import plaza.jobs.stack.Home;
import plaza.jobs.stack.Postgres;
import plaza.jobs.worker.Withdrawal;
import plaza.lake.Releases;

@Command(
    name = "withdraw",
    description = {
      "Takes a version from every channel. A tombstone stays, and the list of who had fetched it.",
      "No older version takes its place."
    })
final class WithdrawCommand extends PlazaCommand {
  @Parameters(index = "0", paramLabel = "DATASET", description = "The released dataset.")
  private String dataset = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "VERSION",
      description = "The version (default: the current one).")
  private @Nullable String version;

  @Option(names = "--why", required = true, paramLabel = "TEXT", description = "The reason.")
  private String why = "";

  @Mixin private By by = new By();

  @Override
  public Integer call() throws Exception {
    DatasetName name = plaza().name(dataset);
    Home home = plaza().home();
    Releases releases = new Releases(new Postgres(home).catalogue());
    Releases.Version found =
        releases.list(name).stream()
            .filter(each -> each.state().isKnown())
            .filter(each ->
                version == null
                    ? each.state() == Releases.State.PUBLISHED
                    : each.version().equals(version))
            .findFirst()
            .orElseThrow(() ->
                new Plaza.WrongUse(
                    "no version %sof %s is out"
                        .formatted(version == null ? "" : version + " ", dataset),
                    "See ./plaza releases " + dataset));
    List<Releases.Fetch> fetches = new Withdrawal(home, releases).of(found, by.name, why);
    terminal().say("  @|yellow withdrawn|@ " + dataset + " " + found.version() + ": " + why);
    if (fetches.isEmpty()) {
      terminal().say("  nobody had downloaded it through ./plaza get");
      return Plaza.DONE;
    }
    Grid grid = new Grid("who had it", "tier", "since");
    fetches.forEach(fetch -> grid.add(fetch.who(), fetch.tier().id(), fetch.at().toString()));
    grid.print(terminal().out());
    return Plaza.DONE;
  }
}
