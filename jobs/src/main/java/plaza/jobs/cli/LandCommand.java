package plaza.jobs.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import plaza.catalog.Catalog;
import plaza.check.Finding;
import plaza.contract.Feed;
import plaza.lake.LandedFiles;
import plaza.lake.Receipt;
import plaza.landing.Fetch;
import plaza.landing.FetchFailure;

@Command(
    name = "land",
    description = "Lands a feed now, or a file as if it had been fetched at a time.")
final class LandCommand extends PlazaCommand {
  @Parameters(paramLabel = "FEED", description = "The feed, by the name of its file.")
  private String feed = "";

  @Option(names = "--file", paramLabel = "F", description = "A file instead of fetching.")
  private @Nullable Path file;

  @Option(
      names = "--at",
      paramLabel = "T",
      description = "When it was fetched, such as 2026-03-28T10:00:00Z (default: now).")
  private @Nullable String at;

  @Option(
      names = "--aside",
      paramLabel = "RECEIPT",
      description = "Leaves a landed file out of later builds; its bytes stay.")
  private @Nullable String aside;

  @Option(names = "--why", paramLabel = "TEXT", description = "Why it is set aside.")
  private @Nullable String why;

  @Override
  public Integer call() throws Exception {
    Catalog catalog = plaza().catalog();
    Feed found = catalog.feeds().get(feed);
    if (found == null) {
      throw new Plaza.WrongUse(
          "no feed " + feed, "There are: " + String.join(", ", catalog.feeds().keySet()) + ".");
    }
    LandedFiles landed = plaza().home().landed();
    if (aside != null) {
      return setAside(landed, found, aside);
    }
    if (at != null && file == null) {
      throw new Plaza.WrongUse("--at without --file", "A fetch happens now; name the file.");
    }
    Fetch fetch = new Fetch(landed, plaza().home().root(), null, null);
    if (file != null) {
      if (!Files.isRegularFile(file)) {
        throw new Plaza.WrongUse("no file " + file, "--file takes a file that is there.");
      }
      Receipt receipt = fetch.land(found, file, at == null ? Instant.now() : instant(at));
      terminal().say("landed " + receipt.id() + "  " + Terminal.plural(receipt.bytes(), "byte"));
      return Plaza.DONE;
    }
    ZoneId zone = Objects.requireNonNullElse(found.timeZone(), ZoneOffset.UTC);
    try {
      Instant now = Instant.now();
      Instant due = fetch.due(found, now);
      if (found.url() != null && due.isAfter(now)) {
        terminal()
            .say(
                "%s was asked and is renewed every %s: due at %s"
                    .formatted(feed, found.every(), due.truncatedTo(ChronoUnit.SECONDS)));
        return Plaza.DONE;
      }
      int count = fetch.fetch(found, zone, now);
      terminal().say("landed " + Terminal.plural(count, "new file"));
      return Plaza.DONE;
    } catch (IOException e) {
      Finding finding = FetchFailure.finding(found, e);
      terminal()
          .fail(
              "could not fetch " + feed + ": " + Grid.oneLine(finding.message()),
              finding.code().remedy());
      return Plaza.BROKEN;
    }
  }

  private int setAside(LandedFiles landed, Feed found, String id) throws IOException {
    if (why == null || why.isBlank()) {
      throw new Plaza.WrongUse("--aside without --why", "Say why: whoever comes next will ask.");
    }
    Receipt receipt =
        landed
            .find(found.id(), id)
            .orElseThrow(() ->
                new Plaza.WrongUse(
                    "no receipt " + id + " of " + found.id(),
                    "A finding names the receipt first."));
    landed.setAside(receipt, why);
    terminal().say("set aside " + id + "; ./plaza run builds without it");
    return Plaza.DONE;
  }

  private static Instant instant(String text) {
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeParseException e) {
      throw new Plaza.WrongUse(
          "--at " + text + " is no instant", "Write it with its offset: 2026-03-28T10:00:00Z.");
    }
  }
}
