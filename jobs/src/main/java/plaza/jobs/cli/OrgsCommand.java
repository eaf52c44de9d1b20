package plaza.jobs.cli;

import java.time.Instant;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import plaza.jobs.access.Organisation;
import plaza.jobs.access.People;
import plaza.jobs.access.Register;

@Command(
    name = "orgs",
    description = "Shows the organisations that agreements are made with, and adds some.")
final class OrgsCommand extends PlazaCommand {
  @Override
  public Integer call() throws Exception {
    Register register = access().read();
    if (register.organisations().isEmpty()) {
      terminal()
          .say(
              "there are no organisations; ./plaza orgs add ID --name NAME --kind agency adds one");
      return Plaza.DONE;
    }
    Grid grid = new Grid("organisation", "kind", "users", "name").right(2);
    for (Organisation each : register.organisations()) {
      grid.add(
          each.id(),
          each.kind().id(),
          Terminal.count(
              register.users().stream().filter(user -> user.organisation().equals(each)).count()),
          each.name());
    }
    grid.print(terminal().out());
    return Plaza.DONE;
  }

  @Command(name = "add", mixinStandardHelpOptions = true, description = "Adds an organisation.")
  int add(
      @Parameters(paramLabel = "ID", description = "Its short name, such as city-lab.") String id,
      @Option(names = "--name", required = true, paramLabel = "TEXT", description = "Its name.")
          String name,
      @Option(
              names = "--kind",
              required = true,
              paramLabel = "K",
              description = "One of citizen, firm, agency.")
          Organisation.Kind kind,
      @Mixin By by)
      throws Exception {
    new People(access()).add(new Organisation(id, name, kind), by.name, Instant.now());
    terminal().say("  added  " + id + ", of kind " + kind.id());
    return Plaza.DONE;
  }
}
