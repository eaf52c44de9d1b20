package plaza.jobs.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import plaza.contract.Tier;
import plaza.jobs.stack.Home;
import plaza.jobs.stack.Postgres;
import plaza.lake.Database;
import plaza.lake.Releases;
import plaza.release.Verification;

/**
 * Kills releases at every named step, without memory and on a full disk. Each time all tiers must
 * be as they were, or all as they were to become, their files as signed; and a release after it
 * must end in the new version, with nothing of the dead one left.
 */
final class KilledReleases {
  private static final String MEMORY = "without memory";
  private static final String DISK = "on a full disk";
  private static final List<String> STEPS =
      List.of(
          DISK,
          "placed",
          "drafted",
          "committed",
          "locked",
          "table_written",
          "files_written",
          "attacked",
          "table_written:2",
          "drafted:2",
          MEMORY);

  private static final int FILES = 48;

  private final Home home;
  private final Commands commands;
  private final Town town = new Town(Duration.ofHours(12), true);
  private final List<Integer> landed = IntStream.range(0, FILES).boxed().toList();
  private final Consumer<String> tell;
  private long failures;

  KilledReleases(Path folder, Consumer<String> tell) throws IOException {
    this.home = new Home(Files.createDirectories(folder.resolve("home")));
    Path tree = folder.resolve("tree");
    Town.declare(tree);
    this.commands = new Commands(home.root(), tree);
    this.tell = tell;
  }

  Score run(int times, int whole) throws Exception {
    for (int n : landed) {
      town.offer(home.root(), n);
    }
    command("run", Town.READINGS.toString());
    command(release(at(0)));
    command("approve", Town.READINGS.toString());
    expect(at(0), "the first release");
    for (int i = 0; i < times; i++) {
      kill(STEPS.get(i % STEPS.size()), at(i), at(i + 1));
    }
    new Postgres(home).stop();
    return new Score(
        "releases killed at every named step, without memory, on a full disk, real processes",
        times,
        whole,
        failures,
        "all tiers old or all new, files as signed; one after it ended well and left nothing over");
  }

  /** The open tier has grown by what half a day brings. */
  private Instant at(int release) {
    return Town.START.plus(Duration.ofDays(2)).plus(Duration.ofHours(12L * release));
  }

  private static String[] release(Instant at) {
    return new String[] {"release", Town.READINGS.toString(), "--at", at.toString()};
  }

  private void command(String... arguments) throws Exception {
    int exit = commands.start(Map.of(), List.of(), arguments).waitFor();
    check(exit == 0, String.join(" ", arguments) + " ended with " + exit);
  }

  private void kill(String step, Instant before, Instant after) throws Exception {
    Process process =
        switch (step) {
          case MEMORY ->
              commands.start(Map.of("PLAZA_WORKER_HEAP", "40m"), List.of(), release(after));
          // The last tier to be made: all of the other is there when its files do not fit.
          case DISK ->
              commands.start(
                  Map.of(), Commands.onFullDisk(home.releases(Tier.GOVERNMENT)), release(after));
          default -> commands.start(Map.of("PLAZA_DIE_AT", step), List.of(), release(after));
        };
    check(process.waitFor() != 0, step + ": the release was to die and ended well");
    boolean isOver = step.equals("committed");
    expect(isOver ? after : before, "died, " + step);
    if (!isOver) {
      command(release(after));
      expect(after, "after it died, " + step);
    }
    tell.accept("died, " + step + (isOver ? ", all published" : ", nothing published"));
  }

  /** That each tier has what was old enough at an instant, by table and by files. */
  private void expect(Instant asOf, String when) throws Exception {
    Database database = new Postgres(home).catalogue();
    expect(database, Tier.OPEN, asOf.minus(Duration.ofDays(1)), when);
    expect(database, Tier.GOVERNMENT, asOf, when);
    Releases releases = new Releases(database);
    Releases.Version current = releases.findPublished(Town.READINGS).orElseThrow();
    check(current.asOf().equals(asOf), when + ": " + current + ", expected one of " + asOf);
    List<Releases.Edition> editions = releases.editions(Town.READINGS, current.version());
    check(editions.size() == 2, when + ": " + editions);
    for (Releases.Edition edition : editions) {
      List<Verification.Line> lines = Verification.of(Path.of(edition.folder()));
      check(lines.stream().allMatch(Verification.Line::isGood), when + ": " + lines);
    }
    if (when.startsWith("after")) {
      var known =
          releases.list(Town.READINGS).stream()
              .map(Releases.Version::version)
              .collect(Collectors.toCollection(TreeSet::new));
      for (Tier tier : List.of(Tier.OPEN, Tier.GOVERNMENT)) {
        var there = new TreeSet<>(names(home.releases(tier)));
        check(there.equals(known), when + ": left over: " + there + ", known: " + known);
      }
    }
  }

  private void expect(Database database, Tier tier, Instant until, String when) {
    String seen = Town.readings(database, home, tier);
    String expected = town.expectedUntil(landed, until);
    check(
        seen.equals(expected),
        when + ": " + tier.id() + " sees " + seen + ", expected " + expected);
  }

  private static List<String> names(Path tier) throws IOException {
    Path folder = tier.resolve(Town.READINGS.domain()).resolve(Town.READINGS.table());
    List<String> names = new ArrayList<>();
    try (Stream<Path> all = Files.list(folder)) {
      all.forEach(each -> names.add(String.valueOf(each.getFileName())));
    }
    return names;
  }

  private void check(boolean isSo, String otherwise) {
    if (!isSo) {
      failures++;
      tell.accept("FAILED " + otherwise + "; see " + commands.log());
    }
  }
}
