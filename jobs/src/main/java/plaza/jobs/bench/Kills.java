package plaza.jobs.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Kills real runs: at every named step of a build, at random instants, with the database, without
 * memory, on a full disk. Each time readers must see the old tables or the new ones, and a run
 * after it must end in the new ones, with each row counted once.
 */
final class Kills {
  // A run waits as much as it reckons: two of different homes fill two cores.
  private static final int HOMES = 2;

  private final Path folder;
  private final Consumer<String> tell;
  private final AtomicInteger turns = new AtomicInteger();
  private final AtomicInteger killed = new AtomicInteger();

  Kills(Path folder, Consumer<String> tell) {
    this.folder = folder;
    this.tell = tell;
  }

  Score run(int times, int whole) throws Exception {
    List<KilledHome> homes = new ArrayList<>();
    List<Future<?>> running = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(HOMES)) {
      for (int i = 0; i < HOMES; i++) {
        Path place = Files.createDirectories(folder.resolve(String.valueOf(i)));
        boolean isFirst = i == 0;
        KilledHome home = new KilledHome(place, 17 + i, tell);
        homes.add(home);
        running.add(
            threads.submit(() -> {
              kill(home, isFirst, times);
              return null;
            }));
      }
      for (Future<?> each : running) {
        each.get();
      }
    }
    return new Score(
        "kill -9 at every named step and at random instants, real processes",
        killed.get(),
        whole,
        homes.stream().mapToLong(KilledHome::failures).sum(),
        ("%d reads meanwhile, of old or new tables only; run of %.1f s; %d runs were over before they"
                + " could be killed, and do not count")
            .formatted(
                homes.stream().mapToLong(KilledHome::reads).sum(),
                homes.getLast().usualSeconds(),
                turns.get() + 1 - killed.get()));
  }

  private void kill(KilledHome home, boolean withFullDisk, int times) throws Exception {
    if (withFullDisk) {
      home.fullDisk();
      killed.incrementAndGet();
    }
    home.begin();
    while (killed.get() < times) {
      if (home.kill(turns.getAndIncrement())) {
        killed.incrementAndGet();
      }
    }
    home.end();
  }
}
