package plaza.jobs.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.commons.io.FileUtils;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import plaza.contract.DatasetName;
import plaza.contract.Tier;
import plaza.jobs.access.Policy;
import plaza.jobs.metering.Meter;
import plaza.jobs.metering.QuotaUsedUp;
import plaza.jobs.metering.Terms;
import plaza.jobs.stack.Postgres;
import plaza.jobs.stack.Trino;
import plaza.lake.Releases;
import plaza.release.Manifest;
import plaza.release.Verification;

@Command(
    name = "get",
    description = "Downloads what a tier is given of a dataset, checks it, and notes who has it.")
final class GetCommand extends PlazaCommand {
  @Parameters(index = "0", paramLabel = "DATASET", description = "The released dataset.")
  private String dataset = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "VERSION",
      description = "The version (default: the current one).")
  private @Nullable String version;

  @Option(names = "--tier", paramLabel = "T", description = "The tier (default: open).")
  private Tier tier = Tier.OPEN;

  @Option(
      names = "--to",
      paramLabel = "DIR",
      description = "A folder that is not there yet (default: TABLE-VERSION-TIER).")
  private @Nullable Path to;

  @Option(
      names = "--as",
      paramLabel = "NAME",
      description = "Who gets it, a user or anybody (default: ${DEFAULT-VALUE}, who may see all).")
  private String who = Trino.OPERATOR;

  @Override
  public Integer call() throws Exception {
    DatasetName name = plaza().name(dataset);
    Releases releases = new Releases(new Postgres(plaza().home()).catalogue());
    Releases.Version found = version(name, releases);
    List<Releases.Edition> editions = releases.editions(name, found.version());
    Releases.Edition edition =
        editions.stream()
            .filter(each -> each.tier() == tier)
            .findFirst()
            .orElseThrow(() ->
                new Plaza.WrongUse(
                    "%s %s has nothing for %s".formatted(dataset, found.version(), tier.id()),
                    "It has: "
                        + String.join(", ", editions.stream().map(e -> e.tier().id()).toList())
                        + "."));
    Path folder =
        to != null ? to : Path.of("%s-%s-%s".formatted(name.table(), found.version(), tier.id()));
    if (Files.exists(folder)) {
      throw new Plaza.WrongUse(folder + " is there already", "Name another folder with --to.");
    }
    // Before it is theirs: it counts, and whoever has it must be found when it is withdrawn.
    Terms terms = Terms.of(plaza().catalog());
    if (!who.equals(Trino.OPERATOR)
        && !new Policy(access().read(), terms.offered(), Instant.now()).may(who, name, tier)) {
      terminal()
          .fail(
              "%s may not see %s of %s".formatted(who, tier.id(), dataset),
              "./plaza explain %s %s says why.".formatted(who, dataset));
      return Plaza.REFUSED;
    }
    Meter meter = meter();
    meter.drain(terms, Instant.now());
    try {
      meter.take(
          terms,
          who,
          name,
          found.version(),
          tier,
          edition.rows(),
          bytes(Path.of(edition.folder())),
          Instant.now());
    } catch (QuotaUsedUp e) {
      terminal().fail(String.valueOf(e.getMessage()), "See ./plaza usage --user " + who);
      return Plaza.REFUSED;
    }
    releases.fetched(name, found.version(), tier, who);
    copy(Path.of(edition.folder()), folder);
    Optional<Verification.Line> bad =
        Verification.of(folder).stream().filter(line -> !line.isGood()).findFirst();
    if (bad.isPresent()) {
      terminal()
          .fail(
              bad.get().what() + " is not what was released: " + bad.get().seen(),
              "Tell whoever released it.");
      return Plaza.REFUSED;
    }
    terminal()
        .say(
            "  %s %s for %s is in %s: %s, as signed"
                .formatted(
                    dataset,
                    found.version(),
                    tier.id(),
                    folder,
                    Terminal.plural(edition.rows(), "row")));
    for (String warning : Meter.warnings(plaza().home(), who, Instant.now())) {
      terminal().tell("  " + warning);
    }
    return Plaza.DONE;
  }

  private Releases.Version version(DatasetName name, Releases releases)
      throws java.sql.SQLException {
    List<Releases.Version> all = releases.list(name);
    for (Releases.Version each : all) {
      if (version == null
          ? each.state() == Releases.State.PUBLISHED
          : each.version().equals(version)) {
        if (each.state() == Releases.State.WITHDRAWN) {
          throw new Plaza.WrongUse(
              dataset + " " + version + " was withdrawn: " + each.why(), "There is no copy left.");
        }
        if (each.state().isKnown()) {
          return each;
        }
      }
    }
    throw new Plaza.WrongUse(
        version == null
            ? "no version of " + dataset + " is out"
            : "no version " + version + " of " + dataset + " is out",
        "See ./plaza releases " + dataset);
  }

  private static long bytes(Path folder) throws IOException {
    return Manifest.read(folder).files().stream().mapToLong(Manifest.File::bytes).sum();
  }

  private static void copy(Path from, Path to) throws IOException {
    Path parent = to.toAbsolutePath().getParent();
    Path draft = (parent == null ? to : parent).resolve("." + to.getFileName() + ".draft");
    FileUtils.deleteDirectory(draft.toFile());
    FileUtils.copyDirectory(from.toFile(), draft.toFile());
    Files.move(draft, to, StandardCopyOption.ATOMIC_MOVE);
  }
}
