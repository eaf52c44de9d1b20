package plaza.jobs.cli;

import java.time.Instant;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import plaza.catalog.Catalog;
import plaza.contract.Tier;
import plaza.jobs.access.BreakGlass;
import plaza.jobs.access.BreakGlasses;
import plaza.jobs.access.Offered;

@Command(
    name = "break-glass",
    description =
        "Lets someone see a tier at once: one asks, a steward approves, it lasts an hour, a report"
            + " is due.")
final class BreakGlassCommand extends PlazaCommand {
  @Override
  public Integer call() {
    throw new Plaza.WrongUse(
        "break-glass takes ask, approve or report",
        "./plaza break-glass ask USER DATASET|DOMAIN --tier T --why TEXT; ./plaza agreements shows"
            + " what waits.");
  }

  @Command(
      name = "ask",
      mixinStandardHelpOptions = true,
      description = "Asks to see a tier at once, for an hour.")
  int ask(
      @Parameters(paramLabel = "USER", description = "Who asks, and alone will see it.")
          String user,
      @Parameters(paramLabel = "TARGET", description = "A dataset or a domain.") String what,
      @Option(
              names = "--tier",
              required = true,
              paramLabel = "T",
              description = "subscriber or government.")
          Tier asked,
      @Option(names = "--why", required = true, paramLabel = "TEXT", description = "The reason.")
          String why)
      throws Exception {
    Catalog catalog = plaza().catalog();
    int id =
        new BreakGlasses(access())
            .ask(
                user,
                Granting.target(catalog, what),
                asked,
                why,
                Offered.of(catalog),
                Instant.now());
    terminal().say("  asked  break-glass " + id + ": " + asked.id() + " of " + what);
    terminal().say("  a steward says yes by ./plaza break-glass approve " + id + " --by NAME");
    return Plaza.DONE;
  }

  @Command(
      name = "approve",
      mixinStandardHelpOptions = true,
      description = "Lets whoever asked see it for an hour; the word of another person.")
  int approve(
      @Parameters(paramLabel = "N", description = "The number of the break-glass.") int id,
      @Mixin By who)
      throws Exception {
    BreakGlass glass = new BreakGlasses(access()).approve(id, who.name, Instant.now());
    terminal()
        .say(
            "  approved  break-glass %d: %s of %s for %s until %s"
                .formatted(
                    id,
                    glass.tier().id(),
                    glass.target(),
                    glass.user(),
                    glass.findEnd().orElseThrow()));
    terminal().say("  then a report is due: ./plaza break-glass report " + id + " --text TEXT");
    return Plaza.DONE;
  }

  @Command(
      name = "report",
      mixinStandardHelpOptions = true,
      description = "Writes down what a break-glass was used for, once it is over.")
  int report(
      @Parameters(paramLabel = "N", description = "The number of the break-glass.") int id,
      @Option(names = "--text", required = true, paramLabel = "TEXT", description = "The report.")
          String text,
      @Mixin By who)
      throws Exception {
    new BreakGlasses(access()).report(id, who.name, text, Instant.now());
    terminal().say("  reported  break-glass " + id);
    return Plaza.DONE;
  }
}
