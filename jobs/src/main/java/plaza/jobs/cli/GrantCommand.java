package plaza.jobs.cli;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import plaza.catalog.Catalog;
import plaza.contract.Offer;
import plaza.contract.Tier;
import plaza.jobs.access.Agreement;
import plaza.jobs.access.Agreements;
import plaza.jobs.access.Offered;
import plaza.jobs.access.Target;
import plaza.jobs.access.Term;

@Command(
    name = "grant",
    description = "Enters an agreement that gives an organisation a tier of a dataset or a domain.")
final class GrantCommand extends PlazaCommand {
  @Parameters(index = "0", arity = "0..1", paramLabel = "ORG", description = "Who receives it.")
  private @Nullable String receiver;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "TARGET",
      description = "A dataset, or a domain: all its datasets, those to come too.")
  private @Nullable String target;

  @Option(names = "--tier", paramLabel = "T", description = "subscriber or government.")
  private @Nullable Tier tier;

  @Option(names = "--giver", paramLabel = "ORG", description = "Who gives it.")
  private @Nullable String giver;

  @Option(names = "--kind", paramLabel = "K", description = "One of G2G, G2B, B2B.")
  private Agreement.@Nullable Form form;

  @Option(names = "--from", paramLabel = "DAY", description = "The first day.")
  private @Nullable LocalDate from;

  @Option(names = "--to", paramLabel = "DAY", description = "The last day.")
  private @Nullable LocalDate to;

  @Option(
      names = "--days-of",
      paramLabel = "CITY",
      description = "On whose clock days begin and end (default: the only one's).")
  private @Nullable String daysOf;

  @Option(names = "--purpose", paramLabel = "TEXT", description = "What for.")
  private @Nullable String purpose;

  @Option(
      names = "--quota",
      paramLabel = "NAME=N",
      description = "A limit of its own, such as rows_per_day=1000000; may be repeated.")
  private Map<String, Long> quota = new LinkedHashMap<>();

  @Option(
      names = "--duty",
      paramLabel = "ACTION",
      description = "A duty beside those of the tier, such as delete; may be repeated.")
  private List<String> duties = new ArrayList<>();

  @Mixin private By by = new By();

  @Override
  public Integer call() throws Exception {
    if (receiver == null
        || target == null
        || tier == null
        || giver == null
        || form == null
        || from == null
        || to == null
        || purpose == null) {
      throw new Plaza.WrongUse(
          "an agreement says who gives what to whom, from when to when, and what for",
          "./plaza grant ORG DATASET|DOMAIN --tier T --giver ORG --kind G2G|G2B|B2B --from DAY"
              + " --to DAY --purpose TEXT");
    }
    Catalog catalog = plaza().catalog();
    Target wanted = Granting.target(catalog, target);
    known(quota.keySet(), Offer.QUOTAS, "quota");
    known(duties, Offer.DUTIES, "duty");
    if (quota.values().stream().anyMatch(limit -> limit < 1)) {
      throw new Plaza.WrongUse("a quota of nothing", "A quota is a number above 0.");
    }
    Term term = Term.of(from, to, Granting.zone(catalog, wanted, daysOf));
    Agreement agreed =
        new Agreements(access())
            .agree(
                new Agreements.Proposal(
                    form, giver, receiver, wanted, tier, term, purpose, quota, duties),
                Offered.of(catalog),
                by.name,
                Instant.now());
    terminal()
        .out()
        .println(
            "  granted  %s of %s by %s, days of %s"
                .formatted(tier.id(), wanted, Granting.title(agreed), term.zone()));
    terminal().say("  ./plaza revoke " + agreed.id() + " --why TEXT ends it");
    return Plaza.DONE;
  }

  private static void known(Iterable<String> given, java.util.Set<String> words, String what) {
    for (String each : given) {
      if (!words.contains(each)) {
        throw new Plaza.WrongUse(
            "no " + what + " '" + Grid.oneLine(each) + "'",
            "There are " + String.join(", ", words) + ".");
      }
    }
  }
}
