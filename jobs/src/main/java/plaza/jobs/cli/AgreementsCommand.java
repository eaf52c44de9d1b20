package plaza.jobs.cli;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import plaza.jobs.access.Agreement;
import plaza.jobs.access.BreakGlass;
import plaza.jobs.access.Grant;
import plaza.jobs.access.Register;

@Command(
    name = "agreements",
    description = "Shows what was agreed with whom, what stands open, and which reports are due.")
final class AgreementsCommand extends PlazaCommand {
  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "ORG",
      description = "What this one receives or gives (default: all).")
  private @Nullable String organisation;

  @Option(names = "--all", description = "Those that have ended or were revoked, too.")
  private boolean isAll;

  @Option(
      names = "--as-of",
      paramLabel = "T",
      description = "How they stood at an instant, such as 2026-05-01T12:00:00Z (default: now).")
  private @Nullable Instant asOf;

  @Override
  public Integer call() throws Exception {
    Instant at = Objects.requireNonNullElseGet(asOf, Instant::now);
    Register register = access().read();
    if (organisation != null) {
      register.organisation(organisation);
    }
    List<Grant> grants =
        register.grants().stream().filter(each -> concerns(register, each)).toList();
    Grid grid =
        new Grid("no", "kind", "gives", "receives", "of", "tier", "term", "state", "said").right(0);
    for (Grant each : grants) {
      boolean isOver =
          switch (each.state(at)) {
            case ENDED, REVOKED -> !(each instanceof BreakGlass glass && glass.isReportDue(at));
            case WAITING, AHEAD, IN_FORCE -> false;
          };
      if (isAll || !isOver) {
        grid.add(row(each, at));
      }
    }
    if (grid.size() == 0) {
      terminal()
          .say(
              grants.isEmpty()
                  ? "nothing was agreed; ./plaza grant ORG DATASET|DOMAIN does"
                  : "nothing is in force; ./plaza agreements --all shows what was");
      return Plaza.DONE;
    }
    grid.print(terminal().out());
    return Plaza.DONE;
  }

  private boolean concerns(Register register, Grant grant) {
    if (organisation == null) {
      return true;
    }
    return switch (grant) {
      case Agreement a ->
          a.giver().id().equals(organisation) || a.receiver().id().equals(organisation);
      case BreakGlass b -> register.user(b.user()).organisation().id().equals(organisation);
    };
  }

  private static List<String> row(Grant grant, Instant at) {
    return switch (grant) {
      case Agreement a ->
          List.of(
              String.valueOf(a.id()),
              a.form().name(),
              a.giver().id(),
              a.receiver().id(),
              a.target().toString(),
              a.tier().id(),
              a.term() + " " + a.term().zone(),
              state(a, at),
              said(a));
      case BreakGlass b ->
          List.of(
              String.valueOf(b.id()),
              "break-glass",
              b.approval() == null ? "" : b.approval().by(),
              b.user(),
              b.target().toString(),
              b.tier().id(),
              b.findEnd().map(end -> "until " + end).orElse(""),
              state(b, at) + (b.isReportDue(at) ? ", report outstanding" : ""),
              b.report() == null ? b.why() : b.why() + "; " + b.report().text());
    };
  }

  private static String state(Grant grant, Instant at) {
    Grant.Revocation revoked = grant.revocation();
    Grant.State state = grant.state(at);
    return state == Grant.State.REVOKED && revoked != null
        ? "revoked by %s %s: %s".formatted(revoked.by(), revoked.at(), revoked.why())
        : state.word();
  }

  private static String said(Agreement agreement) {
    StringBuilder said = new StringBuilder(agreement.purpose());
    agreement.quota().entrySet().stream()
        .sorted(java.util.Map.Entry.comparingByKey())
        .forEach(each ->
            said.append("; ")
                .append(each.getKey())
                .append(' ')
                .append(Terminal.count(each.getValue())));
    agreement.duties().forEach(duty -> said.append("; ").append(duty));
    return said.toString();
  }
}
