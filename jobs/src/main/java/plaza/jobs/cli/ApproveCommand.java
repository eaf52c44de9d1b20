package plaza.jobs.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import plaza.contract.DatasetName;
import plaza.jobs.stack.Postgres;
import plaza.lake.Releases;

@Command(
    name = "approve",
    description = "Publishes the version of a release that waits for a word, or rejects it.")
final class ApproveCommand extends PlazaCommand {
  @Parameters(index = "0", paramLabel = "DATASET", description = "The released dataset.")
  private String dataset = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "VERSION",
      description = "The version that was looked at (default: the one that waits).")
  private @Nullable String version;

  @Option(names = "--reject", description = "Lets it go no further; takes --why.")
  private boolean isRejected;

  @Option(names = "--why", paramLabel = "TEXT", description = "The reason, for the record.")
  private @Nullable String why;

  @Mixin private By by = new By();

  @Override
  public Integer call() throws Exception {
    DatasetName name = plaza().name(dataset);
    Releases releases = new Releases(new Postgres(plaza().home()).catalogue());
    Releases.Version waiting =
        releases.list(name).stream()
            .filter(each -> each.state() == Releases.State.WAITING)
            .findFirst()
            .orElseThrow(() ->
                new Plaza.WrongUse(
                    "nothing of " + dataset + " waits for a word",
                    "See ./plaza releases " + dataset));
    if (version != null && !version.equals(waiting.version())) {
      throw new Plaza.WrongUse(
          "%s is not what waits: %s is".formatted(version, waiting.version()),
          "Look at that one first: ./plaza releases " + dataset);
    }
    if (isRejected) {
      if (why == null) {
        throw new Plaza.WrongUse("--reject without a reason", "Add --why TEXT.");
      }
      releases.reject(name, waiting.version(), by.name, why);
      terminal().say("  rejected  " + dataset + " " + waiting.version());
      return Plaza.DONE;
    }
    releases.approve(
        name,
        waiting.version(),
        releases.findPublished(name).map(Releases.Version::version).orElse(null),
        by.name);
    terminal()
        .say(
            "  @|green published|@ %s %s in %s at once"
                .formatted(
                    dataset,
                    waiting.version(),
                    Terminal.plural(releases.editions(name, waiting.version()).size(), "tier")));
    return Plaza.DONE;
  }
}
