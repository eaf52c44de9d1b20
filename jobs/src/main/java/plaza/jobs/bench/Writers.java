package plaza.jobs.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import plaza.jobs.stack.Home;
import plaza.jobs.stack.Postgres;
import plaza.lake.Database;

/** Writers in separate processes on one table, and readers that must never see half a file. */
final class Writers {
  private final Path folder;

  Writers(Path folder) {
    this.folder = folder;
  }

  Score run(int writers, int commits, int reads, long whole) throws Exception {
    Home home = new Home(Files.createDirectories(folder.resolve("home")));
    Path tree = folder.resolve("tree");
    Town.declare(tree);
    Town town = new Town(Duration.ofMinutes(10), false);
    Database database = new Postgres(home).catalogue();
    List<Process> processes = new ArrayList<>();
    for (int i = 0; i < writers; i++) {
      processes.add(
          Commands.spark(
              folder.resolve("writer-" + i + ".log"),
              Engine.class,
              "writer",
              home.root().toString(),
              tree.toString(),
              String.valueOf(i * commits),
              String.valueOf(commits)));
    }
    long torn = 0;
    long done = 0;
    while (done < reads || processes.stream().anyMatch(Process::isAlive)) {
      torn += town.isUntorn(database, home.warehouse(), writers * commits) ? 0 : 1;
      done++;
    }
    long broken = 0;
    for (Process process : processes) {
      broken += process.waitFor() == 0 ? 0 : 1;
    }
    List<Integer> all = IntStream.range(0, writers * commits).boxed().toList();
    boolean isWhole = Town.published(database, home.warehouse()).equals(town.expected(all));
    new Postgres(home).stop();
    return new Score(
        "%d writers in separate processes, %d commits each, readers checking every file"
            .formatted(writers, commits),
        done,
        whole,
        torn + broken + (isWhole ? 0 : 1),
        "%d reads, %d torn; in the end %s"
            .formatted(done, torn, isWhole ? "all is there once" : "something is missing"));
  }
}
