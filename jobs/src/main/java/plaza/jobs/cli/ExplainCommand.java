package plaza.jobs.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import plaza.catalog.Catalog;
import plaza.contract.DatasetName;
import plaza.jobs.access.Agreement;
import plaza.jobs.access.Decision;
import plaza.jobs.access.Grant;
import plaza.jobs.access.Offered;
import plaza.jobs.access.Policy;
import plaza.jobs.access.Register;
import plaza.jobs.access.User;

@Command(
    name = "explain",
    description = "Says which tiers of a dataset a user may see, and by which line of what.")
final class ExplainCommand extends PlazaCommand {
  @Parameters(
      index = "0",
      paramLabel = "USER",
      description = "The user; anyone stands for whoever has no account.")
  private String user = "";

  @Parameters(index = "1", paramLabel = "DATASET", description = "The dataset.")
  private String dataset = "";

  @Option(
      names = "--as-of",
      paramLabel = "T",
      description = {
        "What was agreed by an instant, such as 2026-05-01T12:00:00Z (default: now).",
        "People and declarations are as they are."
      })
  private @Nullable Instant asOf;

  @Override
  public Integer call() throws Exception {
    Instant at = Objects.requireNonNullElseGet(asOf, Instant::now);
    Catalog catalog = plaza().catalog();
    DatasetName name = Plaza.dataset(catalog, dataset).name();
    Map<DatasetName, Offered> offered = Offered.of(catalog);
    if (!offered.containsKey(name)) {
      throw new Plaza.WrongUse(
          name + " declares no release, so nobody is shown anything of it",
          "Its contract would say so under customProperties: release; ./plaza check "
              + name
              + " says what is wrong with one.");
    }
    Register register = access().read();
    PrintWriter out = terminal().out();
    out.println(
        "  " + (user.equals(Policy.ANYONE) ? "whoever has no account" : who(register.user(user))));
    out.println();
    Policy policy = new Policy(register, offered, at);
    for (Decision each : policy.decide(user, name)) {
      line(out, each.may(), each.tier().id(), reason(each.reason(), at));
    }
    policy
        .findInternal(user)
        .ifPresentOrElse(
            group -> line(out, true, "internal", "in the group " + group.id()),
            () -> line(out, false, "internal", "neither a steward nor an analyst"));
    policy.reportsDue().stream()
        .filter(glass -> glass.user().equals(user))
        .forEach(glass ->
            out.println(
                "\n  outstanding: the report of %s; ./plaza break-glass report %d --text TEXT"
                    .formatted(Granting.title(glass), glass.id())));
    out.flush();
    return Plaza.DONE;
  }

  private static String who(User user) {
    return "%s, %s of %s (%s)%s"
        .formatted(
            user.name(),
            user.isService() ? "a service" : "a person",
            user.organisation().name(),
            user.organisation().kind().id(),
            user.isDisabled() ? ", disabled" : "");
  }

  private static void line(PrintWriter out, boolean may, String tier, String reason) {
    out.println("  %-3s  %-10s  %s".formatted(may ? "yes" : "no", tier, Grid.oneLine(reason)));
  }

  private static String reason(Decision.Reason reason, Instant at) {
    return switch (reason) {
      case Decision.Reason.Declared declared -> place(declared.line());
      case Decision.Reason.Internal internal -> "in the group " + internal.group().id();
      case Decision.Reason.Granted granted ->
          Granting.title(granted.grant()) + ", " + granted.grant().tier().id();
      case Decision.Reason.NoAccount() -> "no account";
      case Decision.Reason.Disabled() -> "the account is disabled";
      case Decision.Reason.NotGranted none when none.others().isEmpty() -> "no agreement";
      case Decision.Reason.NotGranted none ->
          "no agreement in force; "
              + none.others().stream()
                  .limit(3)
                  .map(each -> each.title() + " " + standing(each, at))
                  .collect(Collectors.joining(", "));
    };
  }

  private static String standing(Grant grant, Instant at) {
    return switch (grant.state(at)) {
      case WAITING -> "waits for a steward";
      case AHEAD ->
          "begins "
              + (grant instanceof Agreement a && at.isBefore(a.term().starts())
                  ? a.term().from()
                  : grant.findStart().orElseThrow());
      case IN_FORCE -> "is in force";
      case ENDED ->
          "ended " + (grant instanceof Agreement a ? a.term().to() : grant.findEnd().orElseThrow());
      case REVOKED -> "was revoked " + Objects.requireNonNull(grant.revocation()).at();
    };
  }

  private static String place(Offered.Line line) {
    Path here = Path.of("").toAbsolutePath();
    return (line.file().startsWith(here)
            ? new Offered.Line(here.relativize(line.file()), line.number())
            : line)
        .toString();
  }
}
