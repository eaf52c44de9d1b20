package plaza.jobs.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import plaza.jobs.metering.Meter;
import plaza.jobs.metering.Terms;

@Command(
    name = "receipts",
    description = {
      "Writes what a user has read, signed, so that they can check it offline:",
      "./plaza verify FILE."
    })
final class ReceiptsCommand extends PlazaCommand {
  @Option(names = "--user", required = true, paramLabel = "U", description = "The user.")
  private String user = "";

  @Option(names = "--out", paramLabel = "FILE", description = "Where to (default: shown).")
  private @Nullable Path out;

  @Mixin private Period period = new Period();

  @Override
  public Integer call() throws Exception {
    Instant now = Instant.now();
    Instant from = period.starts(now);
    Instant to = period.ends(now);
    Meter meter = meter();
    meter.drain(Terms.of(plaza().catalog()), now);
    String receipts = meter.receipts(user, from, to, now);
    if (out == null) {
      terminal().out().print(receipts);
      terminal().out().flush();
      return Plaza.DONE;
    }
    Files.writeString(out, receipts);
    terminal().say("  wrote  " + out + "; ./plaza verify " + out + " checks it");
    return Plaza.DONE;
  }
}
