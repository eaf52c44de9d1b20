package plaza.jobs.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import plaza.catalog.Catalog;
import plaza.contract.DatasetName;
import plaza.jobs.stack.Home;
import plaza.jobs.stack.Postgres;
import plaza.jobs.worker.Maintenance;
import plaza.jobs.worker.Worker;
import plaza.jobs.worker.WorkerProcess;
import plaza.lake.Database;

@Command(
    name = "maintain",
    description = {
      "Puts small files together, forgets old versions, deletes files that are nobody's.",
      "Readers are not disturbed; builds wait for it. Versions stay as long as a contract's"
          + " versions.keep says (default P7D)."
    })
final class MaintainCommand extends PlazaCommand {
  @Parameters(arity = "0..*", paramLabel = "DATASET", description = "Only these (default: all).")
  private List<String> datasets = new ArrayList<>();

  @Option(names = "--dry-run", description = "Only shows what there is to do.")
  private boolean isDry;

  @Option(
      names = "--age",
      paramLabel = "P",
      description = "Nothing younger is deleted, for whoever still reads it (default: P1D).")
  private Duration age = Duration.ofDays(1);

  private boolean isBroken;

  @Override
  public Integer call() throws Exception {
    if (age.isNegative()) {
      throw new Plaza.WrongUse("--age " + age + " is negative", "Give a duration such as P1D.");
    }
    Catalog catalog = plaza().catalog();
    List<DatasetName> wanted = new ArrayList<>();
    datasets.forEach(name -> wanted.add(Plaza.dataset(catalog, name).name()));
    Home home = plaza().home();
    Database database = new Postgres(home).catalogue();
    if (isDry) {
      Maintenance maintenance =
          new Maintenance(catalog, home, database, Instant.now(), age, new Quiet());
      print(maintenance.plan(wanted), "nothing was changed: this was a dry run");
      return Plaza.DONE;
    }
    return maintain(home, wanted);
  }

  private int maintain(Home home, List<DatasetName> wanted)
      throws IOException, InterruptedException {
    terminal().progress("starting the engine");
    Worker.Order order =
        new Worker.Order.Maintain(
            home.root().toString(),
            plaza().roots().stream().map(Path::toString).toList(),
            wanted.stream().map(DatasetName::toString).toList(),
            age.toString());
    int exit = new WorkerProcess(home).run(order, false, this::show);
    if (exit != Plaza.DONE && !isBroken) {
      terminal()
          .fail("the worker stopped with exit code " + exit, "Run it again: nothing is half done.");
    }
    return exit == Plaza.DONE ? Plaza.DONE : Plaza.BROKEN;
  }

  private void show(Worker.Event event) {
    String text = Objects.requireNonNullElse(event.text(), "");
    @Nullable List<Maintenance.Done> done = event.done();
    switch (event.kind()) {
      case "waiting" -> terminal().tell("  @|yellow waits|@   for another run in this home to end");
      case "maintaining" ->
          terminal()
              .progress(
                  "maintaining %d of %d: %s"
                      .formatted(event.number(), event.total(), event.dataset()));
      case "maintained" -> print(done == null ? List.of() : done, "");
      case "unmaintained" -> {
        isBroken = true;
        terminal()
            .tell(
                "  @|red broken|@  " + event.dataset() + " stays as it was: " + Grid.oneLine(text));
      }
      case "ended" -> {
        if (!text.isEmpty()) {
          isBroken = true;
          terminal().tell("  @|red broken|@  " + Grid.oneLine(text));
          terminal().tell("          See ./plaza doctor, which names what is missing.");
        }
      }
      default -> {
        // The engine is ready.
      }
    }
  }

  private void print(List<Maintenance.Done> done, String note) {
    Grid grid =
        new Grid("dataset", "files", "after", "bytes", "after", "versions", "orphans", "bytes")
            .right(1, 2, 3, 4, 5, 6, 7);
    for (Maintenance.Done each : done) {
      grid.add(
          each.dataset(),
          Terminal.count(each.before().files()),
          Terminal.count(each.after().files()),
          Terminal.count(each.before().bytes()),
          Terminal.count(each.after().bytes()),
          Terminal.count(each.versions()),
          Terminal.count(each.orphans()),
          Terminal.count(each.orphanBytes()));
    }
    grid.print(terminal().out());
    terminal()
        .say(
            "  versions: replaced longer ago than kept for; orphans: files that no table leads to"
                + (note.isEmpty() ? "" : "; " + note));
  }

  private static final class Quiet implements Maintenance.Progress {
    @Override
    public void waiting() {}

    @Override
    public void maintaining(String dataset, int number, int total) {}

    @Override
    public void published(String dataset) {}

    @Override
    public void failed(String dataset, String why) {}
  }
}
