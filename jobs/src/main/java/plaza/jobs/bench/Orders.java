package plaza.jobs.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import plaza.jobs.stack.Home;
import plaza.jobs.stack.Postgres;

/** Days landed and built in random orders, again and overlapping, must end in one content. */
final class Orders {
  private static final int PROCESSES = 2;

  private final Path folder;

  Orders(Path folder) {
    this.folder = folder;
  }

  Score run(int times, int whole) throws Exception {
    List<Process> processes = new ArrayList<>();
    List<Path> places = new ArrayList<>();
    // Builds of one database wait for each other, so each process has one of its own.
    for (int i = 0; i < Math.min(PROCESSES, times); i++) {
      Path place = Files.createDirectories(folder.resolve(String.valueOf(i)));
      places.add(place);
      processes.add(
          Commands.spark(
              log(place),
              List.of(),
              Engine.class,
              "orders",
              place.toString(),
              String.valueOf(i * times / PROCESSES),
              String.valueOf((i + 1) * times / PROCESSES)));
    }
    boolean isDone = true;
    for (Process process : processes) {
      isDone &= process.waitFor() == 0;
    }
    long good = 0;
    for (Path place : places) {
      new Postgres(new Home(place.resolve("home"))).stop();
      good += Files.readAllLines(log(place)).stream().filter(l -> l.startsWith("good ")).count();
    }
    return new Score(
        "random orders, repeats and overlaps of up to 12 steps over six days: one content",
        times,
        whole,
        times - good,
        isDone ? "content, counts of days, fates of all rows" : "broken: see " + folder);
  }

  private static Path log(Path place) {
    return place.resolve("orders.log");
  }
}
