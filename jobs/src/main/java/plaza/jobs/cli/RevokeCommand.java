package plaza.jobs.cli;

import java.time.Instant;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import plaza.jobs.access.Agreements;
import plaza.jobs.access.Grant;

@Command(
    name = "revoke",
    description = "Ends an agreement or a break-glass before its time. Its record stays.")
final class RevokeCommand extends PlazaCommand {
  @Parameters(paramLabel = "N", description = "Its number, of ./plaza agreements.")
  private int id;

  @Option(names = "--why", required = true, paramLabel = "TEXT", description = "The reason.")
  private String why = "";

  @Mixin private By by = new By();

  @Override
  public Integer call() throws Exception {
    Grant grant = new Agreements(access()).revoke(id, why, by.name, Instant.now());
    terminal()
        .out()
        .println("  revoked  %s: %s".formatted(Granting.title(grant), Grid.oneLine(why)));
    terminal().out().flush();
    return Plaza.DONE;
  }
}
