package plaza.jobs.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import plaza.jobs.service.Outside;
import plaza.jobs.service.Service;
import plaza.jobs.service.Services;

@Command(
    name = "serve",
    description = {
      "Runs the job service in the foreground, for whoever watches over it (systemd, a container).",
      "./plaza up starts it in the background. With --listen other machines reach it too, with a token, on port "
          + Outside.PORT
          + " unless ADDRESS has another."
    })
final class ServeCommand extends PlazaCommand {
  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "On loopback (default: the home's, which Airflow knows; 0: any).")
  private @Nullable Integer port;

  @Option(
      names = "--queue",
      paramLabel = "N",
      description = "How many jobs may wait (default: ${DEFAULT-VALUE}).")
  private int room = Services.ROOM;

  @ArgGroup(exclusive = false)
  private @Nullable Reach reach;

  @Override
  public Integer call() throws Exception {
    if (room < 1) {
      throw new Plaza.WrongUse("--queue " + room + " lets nothing wait", "Give 1 or more.");
    }
    Outside outside = reach == null ? null : Outside.of(reach.listen, reach.certificate());
    Services services = new Services(plaza().home());
    terminal().progress("starting PostgreSQL");
    try (Service service =
        Service.start(
            plaza().home(),
            plaza().roots(),
            port == null ? services.port() : port,
            room,
            outside)) {
      Runtime.getRuntime().addShutdownHook(new Thread(service::close));
      terminal().say("Jobs:     http://127.0.0.1:" + service.port() + "/v1/jobs; Ctrl-C ends it");
      if (outside != null) {
        terminal()
            .say(
                "          https://%s:%d/v1/jobs, for other machines"
                    .formatted(outside.address().getHostString(), outside.address().getPort()));
      }
      service.join();
    }
    return Plaza.DONE;
  }
}
