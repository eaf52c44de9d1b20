package plaza.jobs.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import plaza.jobs.stack.Home;
import plaza.jobs.stack.Postgres;
import plaza.lake.Database;
import plaza.lake.Load.FateCount;
import plaza.lake.Loads;

/** A home whose runs are killed: one of several that take turns at how. */
final class KilledHome {
  private static final List<String> STEPS =
      List.of(
          "locked",
          "judged",
          "fates_written",
          "table_written",
          "audited",
          "table_written:2",
          "audited:2",
          "publishing",
          "committed");

  private static final long PAUSE_NANOS = 250_000_000;

  private final Path folder;
  private final Home home;
  private final Commands commands;
  private final Town town = new Town(java.time.Duration.ofHours(5), true);
  private final List<Integer> landed = new ArrayList<>();
  private final Consumer<String> tell;
  private final Random random;
  private final AtomicLong reads = new AtomicLong();
  private volatile long failures;
  private volatile double usualSeconds = 10;

  KilledHome(Path folder, long seed, Consumer<String> tell) throws IOException {
    this.folder = folder;
    this.home = new Home(Files.createDirectories(folder.resolve("home")));
    Path tree = folder.resolve("tree");
    Town.declare(tree);
    this.commands = new Commands(home.root(), tree);
    this.random = new Random(seed);
    this.tell = tell;
  }

  /** A first run that nothing disturbs. */
  void begin() throws Exception {
    offer(3);
    usualSeconds = finish("an undisturbed run");
  }

  /** Kills a run; says whether there was something left to kill. */
  boolean kill(int turn) throws Exception {
    if (turn < STEPS.size()) {
      String step = STEPS.get(turn);
      return disturb("at " + step, Map.of("PLAZA_DIE_AT", step), false, 0);
    } else if (turn == STEPS.size()) {
      return disturb("without memory", Map.of("PLAZA_WORKER_HEAP", "40m"), false, 0);
    } else if (turn % 6 == 0) {
      return disturb("with the database", Map.of(), true, random.nextDouble(usualSeconds));
    }
    return disturb("at a random instant", Map.of(), false, random.nextDouble(usualSeconds));
  }

  void end() throws IOException, InterruptedException {
    new Postgres(home).stop();
  }

  long failures() {
    return failures;
  }

  long reads() {
    return reads.get();
  }

  double usualSeconds() {
    return usualSeconds;
  }

  private void offer(int files) throws IOException {
    for (int i = 0; i < files; i++) {
      town.offer(home.root(), landed.size());
      landed.add(landed.size());
    }
  }

  private Process start(Map<String, String> environment) throws IOException {
    return commands.start(environment, List.of(), arguments());
  }

  private static String[] arguments() {
    List<String> arguments = new ArrayList<>(List.of("run"));
    arguments.addAll(Town.datasets());
    return arguments.toArray(new String[0]);
  }

  /** On a disk that is full, where the system lets us make one: the first build of a home. */
  void fullDisk() throws Exception {
    Path small = Files.createDirectories(home.root().resolve("warehouse"));
    offer(1);
    new Postgres(home).catalogue();
    Process process = commands.start(Map.of(), Commands.onFullDisk(small), arguments());
    int exit = process.waitFor();
    tell.accept("a full disk: the run ended with " + exit);
    expect(exit == 3, "a full disk must end a run with 3, not " + exit);
    finish("after a full disk");
  }

  /** Says whether there was something left to kill. */
  private boolean disturb(
      String how, Map<String, String> environment, boolean withDatabase, double seconds)
      throws Exception {
    Database database = new Postgres(home).catalogue();
    Town.Sums before = town.expected(landed);
    offer(2);
    Town.Sums after = town.expected(landed);
    long start = System.nanoTime();
    Process process = start(environment);
    Readers readers = new Readers(database, before, after);
    readers.start();
    boolean isKilled = true;
    if (!environment.isEmpty()) {
      int exit = process.waitFor();
      expect(exit != 0, how + ": the run was to die and ended well");
    } else if (process.waitFor((long) (seconds * 1000), TimeUnit.MILLISECONDS)) {
      isKilled = false;
      usualSeconds = (System.nanoTime() - start) / 1e9;
    } else if (withDatabase) {
      Commands.killDatabase(home);
      process.waitFor();
    } else {
      Commands.kill(process);
    }
    readers.end();
    Town.Sums seen = Town.published(new Postgres(home).catalogue(), home.warehouse());
    boolean isOld = seen.equals(before);
    expect(isOld || seen.equals(after), "killed " + how + ": readers see " + seen);
    double rest =
        finish(
            (isKilled ? "killed " + how : "over before it could be killed " + how)
                + (isOld ? ", nothing published" : ", all published"));
    // A machine with more to do takes longer: the next instant is one of a run as it is now.
    usualSeconds = isOld ? rest : usualSeconds;
    return isKilled;
  }

  /**
   * Runs to the end and holds tables, fates and loads against what must be there; says how many
   * seconds the run took.
   */
  private double finish(String after) throws Exception {
    long start = System.nanoTime();
    int exit = start(Map.of()).waitFor();
    double seconds = (System.nanoTime() - start) / 1e9;
    expect(exit == 0, after + ": a run after it ended with " + exit);
    Database database = new Postgres(home).catalogue();
    Town.Sums expected = town.expected(landed);
    Town.Sums seen = Town.published(database, home.warehouse());
    expect(seen.equals(expected), after + ": found " + seen + ", expected " + expected);
    long fates = fates(database);
    expect(
        fates == town.read(landed),
        after + ": found " + fates + " fates, expected " + town.read(landed));
    tell.accept(after + ": " + seen.readings());
    return seconds;
  }

  private static long fates(Database database) throws SQLException {
    return new Loads(database).fates(Town.READINGS).stream().mapToLong(FateCount::rows).sum();
  }

  private synchronized void expect(boolean isSo, String otherwise) {
    if (!isSo) {
      failures++;
      tell.accept("FAILED " + otherwise + "; see " + folder);
    }
  }

  /** Reads again and again while a run goes on. */
  private final class Readers extends Thread {
    private final Database database;
    private final Town.Sums before;
    private final Town.Sums after;
    private volatile boolean isOver;

    Readers(Database database, Town.Sums before, Town.Sums after) {
      this.database = database;
      this.before = before;
      this.after = after;
    }

    @Override
    public void run() {
      while (!isOver) {
        String readings;
        String byDay;
        try {
          readings = Town.readings(database, home.warehouse());
          byDay = Town.byDay(database, home.warehouse());
        } catch (RuntimeException e) {
          continue; // the database was killed with the run: no answer is no wrong answer
        } finally {
          // Leaves the cores to the run that is read beside.
          LockSupport.parkNanos(PAUSE_NANOS);
        }
        reads.incrementAndGet();
        expect(
            (readings.equals(before.readings()) || readings.equals(after.readings()))
                && (byDay.equals(before.byDay()) || byDay.equals(after.byDay())),
            "a reader saw " + readings + " and " + byDay);
      }
    }

    void end() throws InterruptedException {
      isOver = true;
      join();
    }
  }
}
