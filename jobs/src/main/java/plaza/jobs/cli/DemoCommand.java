package plaza.jobs.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import plaza.jobs.sample.SampleCity;
import plaza.jobs.stack.Postgres;
import plaza.jobs.stack.Trino;
import plaza.jobs.wall.Keepers;

@Command(
    name = "demo",
    description = "A simulated city from feeds to SQL: generates, lands, builds, serves, asks.")
final class DemoCommand extends PlazaCommand {
  // In a smaller one the few stations that are reported wrong are too many of all.
  private static final int FEWEST_PEOPLE = 16_000;

  @Option(
      names = "--people",
      paramLabel = "N",
      description = "Size of the city (default: 50000; at least " + FEWEST_PEOPLE + ").")
  private int people = SampleCity.standard().people();

  @Option(names = "--days", paramLabel = "N", description = "Days of feeds (default: 2).")
  private int days = SampleCity.standard().days();

  @Override
  public Integer call() throws Exception {
    if (people < FEWEST_PEOPLE) {
      throw new Plaza.WrongUse(
          "found a city of %d people, too small: the few stations that it reports wrong fail its checks"
              .formatted(people),
          "Expected --people %d or more.".formatted(FEWEST_PEOPLE));
    }
    Terminal terminal = terminal();
    SampleCity standard = SampleCity.standard();
    SampleCity city = new SampleCity(standard.seed(), people, standard.from(), days);
    Path recording = plaza().home().folder("sample");
    terminal.progress("simulating a city");
    city.write(recording, what -> terminal.progress("simulating " + what));
    terminal.tell(
        "  @|green simulated|@ a city of %s, %s"
            .formatted(
                Terminal.plural(people, "person").replace("persons", "people"),
                Terminal.plural(days, "day")));
    new Postgres(plaza().home()).catalogue();
    List<String> passwords = DemoPeople.add(access(), plaza().catalog(), SampleCity.ZONE);
    new Keepers(plaza().home()).start(plaza().roots());
    // The server takes as long to start as the engine: both do so at once.
    Trino trino = new Trino(plaza().home(), plaza().installation());
    CompletableFuture<Void> serving = CompletableFuture.runAsync(() -> start(trino));
    int exit =
        RunCommand.run(
            plaza(), plaza().catalog(), terminal, List.of(), SampleCity.CITY, null, null);
    if (exit == Plaza.BROKEN) {
      return exit;
    }
    terminal.progress("waiting for Trino");
    serving.join();
    terminal.say("");
    terminal.say("@|bold All data of this city is simulated.|@");
    for (Path question : plaza().installation().questions()) {
      ask(trino, question, terminal);
    }
    terminal.say("");
    UpCommand.howToConnect(plaza(), trino, terminal);
    people(passwords, terminal);
    return exit;
  }

  private static void people(List<String> passwords, Terminal terminal) {
    terminal.say("");
    if (passwords.isEmpty()) {
      terminal.say(
          "Users:    as before, see ./plaza users; ./plaza users password NAME makes another");
      return;
    }
    terminal.say("Users and their passwords, shown this once:");
    passwords.forEach(terminal::say);
  }

  private static void start(Trino trino) {
    try {
      trino.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void ask(Trino trino, Path file, Terminal terminal) throws Exception {
    String text = Files.readString(file);
    terminal.say("");
    terminal.say(
        "@|bold,cyan " + text.lines().findFirst().orElse("").replaceFirst("^-- *", "") + "|@");
    try (Connection connection = trino.connect("analyst", Trino.CATALOG);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(text.strip().replaceFirst(";$", ""))) {
      ResultFormat.TABLE.print(rows, terminal.out());
    }
  }
}
