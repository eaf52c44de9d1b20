package plaza.jobs.cli;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import plaza.jobs.access.Register;
import plaza.jobs.access.User;
import plaza.jobs.metering.Balance;
import plaza.jobs.metering.Meter;
import plaza.jobs.metering.Sum;
import plaza.jobs.metering.Terms;

@Command(
    name = "usage",
    description = {
      "Shows who read what, and what is left of quotas.",
      "Rows are those that were read of a table, not those of the answer."
    })
final class UsageCommand extends PlazaCommand {
  @Option(names = "--user", paramLabel = "U", description = "Of one user.")
  private @Nullable String user;

  @Option(names = "--org", paramLabel = "ORG", description = "Of one organisation.")
  private @Nullable String organisation;

  @Option(names = "--dataset", paramLabel = "D", description = "Of one dataset.")
  private @Nullable String dataset;

  @Mixin private Period period = new Period();

  @Override
  public Integer call() throws Exception {
    Instant now = Instant.now();
    Instant from = period.starts(now);
    Instant to = period.ends(now);
    if (dataset != null) {
      plaza().name(dataset);
    }
    Register register = access().read();
    if (organisation != null) {
      register.organisation(organisation);
    }
    Terms terms = Terms.of(plaza().catalog());
    Meter meter = meter();
    meter.drain(terms, now);
    Grid used =
        new Grid("user", "organisation", "dataset", "tier", "by", "uses", "rows", "bytes")
            .right(5, 6, 7);
    for (Sum each : meter.used(from, to)) {
      if (isWanted(user, each.user())
          && isWanted(organisation, each.organisation())
          && isWanted(dataset, each.dataset())) {
        used.add(
            each.user(),
            each.organisation(),
            each.dataset().isEmpty() ? "unknown" : each.dataset(),
            each.tier(),
            each.by(),
            Terminal.count(each.uses()),
            Terminal.count(each.rows())
                + (each.unknown() == 0 ? "" : " and " + each.unknown() + " × unknown"),
            Terminal.count(each.bytes()));
      }
    }
    if (used.size() == 0) {
      terminal().say("nothing was read from %s until %s".formatted(from, to));
    } else {
      used.print(terminal().out());
    }
    quotas(meter.balances(terms, now), holders(register));
    return Plaza.DONE;
  }

  // A quota is a user's, or by an agreement the organisation's.
  private Set<String> holders(Register register) {
    return register.users().stream()
        .filter(each -> isWanted(user, each.name()))
        .filter(each -> isWanted(organisation, each.organisation().id()))
        .flatMap((User each) -> List.of(each.name(), each.organisation().id()).stream())
        .collect(Collectors.toSet());
  }

  private void quotas(List<Balance> balances, Set<String> holders) {
    Grid grid =
        new Grid("of", "dataset", "tier", "by", "what", "quota", "used", "left", "day", "state")
            .right(5, 6, 7);
    for (Balance each : balances) {
      boolean isHolder =
          holders.contains(each.holder())
              || (organisation == null && (user == null || user.equals(each.holder())));
      if (isHolder && isWanted(dataset, each.dataset().toString())) {
        grid.add(
            each.holder(),
            each.dataset().toString(),
            each.tier().id(),
            each.by(),
            each.unit(),
            Terminal.count(each.allowed()),
            Terminal.count(each.used()),
            Terminal.count(each.left()),
            each.day() + " " + each.zone(),
            each.isUsedUp() ? "used up" : each.isLow() ? "nearly used up" : "");
      }
    }
    if (grid.size() > 0) {
      terminal().say("");
      grid.print(terminal().out());
    }
  }

  private static boolean isWanted(@Nullable String wanted, String found) {
    return wanted == null || wanted.equals(found);
  }
}
