package plaza.jobs.cli;

import java.time.Instant;
import picocli.CommandLine.Command;
import plaza.jobs.metering.Audit;
import plaza.jobs.metering.Meter;
import plaza.jobs.metering.Terms;

@Command(name = "audit", description = "Checks the log of who read what.")
final class AuditCommand extends PlazaCommand {
  @Override
  public Integer call() {
    throw new Plaza.WrongUse("audit takes verify", "./plaza audit verify checks all of the log.");
  }

  @Command(
      name = "verify",
      mixinStandardHelpOptions = true,
      description = "Says whether entries were changed, taken out, put in or moved.")
  int verify() throws Exception {
    Meter meter = meter();
    // First, so that what waits does not hide what was done.
    Audit audit = meter.audit();
    if (audit.breaks().isEmpty()) {
      meter.drain(Terms.of(plaza().catalog()), Instant.now());
      audit = meter.audit();
    }
    for (String each : audit.breaks()) {
      terminal().say("  BAD   " + each);
    }
    if (!audit.breaks().isEmpty()) {
      terminal()
          .fail(
              "the log is not as it was written",
              "No head is signed any more; entries that receipts or older copies show can be compared.");
      return Plaza.REFUSED;
    }
    terminal()
        .say(
            "  good  %s, each bound to the one before; head %s, signed"
                .formatted(
                    audit.entries() == 1 ? "1 entry" : Terminal.count(audit.entries()) + " entries",
                    audit.hash()));
    return Plaza.DONE;
  }
}
