package plaza.jobs.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import plaza.jobs.stack.Home;
import plaza.jobs.stack.Postgres;

/** Days landed and built in random orders, again and overlapping, must end in one content. */
final class Orders {
  private final Path folder;

  Orders(Path folder) {
    this.folder = folder;
  }

  Score run(int times, int whole) throws Exception {
    Files.createDirectories(folder);
    Path log = folder.resolve("orders.log");
    int exit =
        Commands.spark(log, Engine.class, "orders", folder.toString(), String.valueOf(times))
            .waitFor();
    new Postgres(new Home(folder.resolve("home"))).stop();
    List<String> lines = Files.readAllLines(log);
    long good = lines.stream().filter(line -> line.startsWith("good ")).count();
    return new Score(
        "random orders, repeats and overlaps of up to 12 steps over six days: one content",
        times,
        whole,
        times - good,
        exit == 0 ? "content, counts of days, fates of all rows" : "broken: see " + log);
  }
}
