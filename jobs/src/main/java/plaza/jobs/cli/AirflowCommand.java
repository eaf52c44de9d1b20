package plaza.jobs.cli;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import plaza.jobs.airflow.Airflow;
import plaza.jobs.airflow.AirflowPasswords;
import plaza.jobs.service.Services;

@Command(
    name = "airflow",
    description = {
      "The scheduler: Airflow, on loopback, with Plaza's DAGs.",
      "Installed from a lock with hashes into an environment of its own."
    })
final class AirflowCommand extends PlazaCommand {
  @Override
  public Integer call() {
    throw new Plaza.WrongUse(
        "airflow takes up, down, status or password", "./plaza airflow up starts it.");
  }

  private Airflow airflow() {
    return new Airflow(plaza().home(), plaza().installation());
  }

  @Command(
      name = "up",
      mixinStandardHelpOptions = true,
      description = "Installs Airflow where it is not yet, and starts what does not run of it.")
  int up() throws Exception {
    start(plaza(), terminal());
    return Plaza.DONE;
  }

  static void start(Plaza plaza, Terminal terminal) throws IOException, InterruptedException {
    Airflow airflow = new Airflow(plaza.home(), plaza.installation());
    // Before anything runs that would have to be stopped where this fails.
    airflow.install(terminal::progress);
    AirflowPasswords passwords = new AirflowPasswords(plaza.home());
    // Before Airflow would make one itself, and print it to its log.
    @Nullable String fresh = passwords.isGiven() ? null : passwords.renew();
    Services services = new Services(plaza.home());
    if (services.findHealth().isEmpty() || !services.knows(plaza.roots())) {
      terminal.progress("starting the job service");
      services.start(plaza.roots(), Services.ROOM);
    }
    airflow.start(services.port(), terminal::progress);
    terminal.say("Airflow:  @|bold " + airflow.url() + "|@");
    terminal.say(
        "          as user @|bold %s|@%s"
            .formatted(
                AirflowPasswords.PERSON,
                fresh == null ? "; ./plaza airflow password makes another password" : ""));
    if (fresh != null) {
      show(fresh, terminal);
    }
  }

  @Command(
      name = "down",
      mixinStandardHelpOptions = true,
      description = "Stops Airflow; what it knows stays.")
  int down() throws Exception {
    terminal().say(airflow().stop() ? "stopped" : "nothing was running");
    return Plaza.DONE;
  }

  @Command(
      name = "status",
      mixinStandardHelpOptions = true,
      description = "Shows each of its processes.")
  int status() throws Exception {
    Grid grid = new Grid("part", "process", "memory", "state").right(1, 2);
    long sum = 0;
    for (Airflow.PartState state : airflow().states()) {
      sum += Math.max(0, state.bytes());
      Long process = state.process();
      grid.add(
          state.name(),
          process == null ? "" : process.toString(),
          process == null ? "" : megabytes(state.bytes()),
          process == null ? "down" : state.isGuarded() ? "up" : "up, and not started again");
    }
    grid.print(terminal().out());
    if (airflow().isUp()) {
      terminal().say("");
      terminal().say("  %s together; %s".formatted(megabytes(sum), airflow().url()));
    } else {
      terminal().say("");
      terminal().say("  ./plaza airflow up starts it");
    }
    return Plaza.DONE;
  }

  /** One line for the whole. */
  static String line(Airflow airflow) throws IOException {
    List<Airflow.PartState> states = airflow.states();
    List<String> down =
        states.stream()
            .filter(state -> state.process() == null)
            .map(Airflow.PartState::name)
            .toList();
    if (down.size() == states.size()) {
      return "down; ./plaza airflow up starts it";
    }
    long bytes = states.stream().mapToLong(state -> Math.max(0, state.bytes())).sum();
    return down.isEmpty()
        ? "up, %s, %s".formatted(megabytes(bytes), airflow.url())
        : "@|red without its %s|@; ./plaza airflow up starts it".formatted(String.join(", ", down));
  }

  private static String megabytes(long bytes) {
    return bytes < 0 ? "unknown" : bytes / (1024 * 1024) + " MB";
  }

  @Command(
      name = "password",
      mixinStandardHelpOptions = true,
      description = "Makes another password for its page, and shows it.")
  int password() throws Exception {
    show(new AirflowPasswords(plaza().home()).renew(), terminal());
    return Plaza.DONE;
  }

  private static void show(String password, Terminal terminal) {
    terminal.say("password  " + password);
    terminal.tell("          It is shown this once; ./plaza airflow password makes another.");
  }
}
