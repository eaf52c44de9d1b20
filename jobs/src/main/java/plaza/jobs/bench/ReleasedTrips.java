package plaza.jobs.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import plaza.catalog.Dataset;
import plaza.contract.Tier;
import plaza.jobs.bench.Crowd.Trip;
import plaza.jobs.stack.SparkSessions;
import plaza.jobs.worker.Releasing;
import plaza.jobs.worker.Run;
import plaza.lake.Releases;
import plaza.landing.Fetch;
import plaza.release.leak.Attacks;

/**
 * Trips that have landed, were built into a table and released, each by what does it for any other.
 *
 * @param seconds how long the release took, its report of attacks included
 */
record ReleasedTrips(
    Ground ground, Crowd crowd, List<Trip> trips, Releasing.Report report, double seconds) {

  static ReleasedTrips of(Ground ground, Crowd crowd) throws Exception {
    List<Trip> trips = crowd.trips();
    ground
        .tell()
        .accept("%,d trips of %,d riders: built".formatted(trips.size(), crowd.riders().size()));
    Path file =
        Crowd.write(trips, Files.createTempFile(ground.home().folder("bench"), "trips", ".csv"));
    new Fetch(ground.home().landed(), ground.home().root(), null, null)
        .land(ground.catalog().feed(LeakTree.FEED), file, crowd.end());
    Dataset dataset = ground.catalog().findDataset(LeakTree.TRIPS).orElseThrow();
    Run.Outcome built =
        new Run(
                ground.spark(),
                ground.catalog(),
                ground.home().landed(),
                ground.database(),
                new Silent())
            .build(List.of(dataset), true);
    if (built.published() != 1) {
      throw new IllegalStateException("the table of trips was not published");
    }
    SparkSessions.suit(ground.spark(), Files.size(file));
    Instant asOf = crowd.end().plus(Duration.ofDays(30));
    long start = System.nanoTime();
    Releasing.Report report =
        new Releasing(
                ground.spark(),
                ground.catalog(),
                ground.home(),
                ground.database(),
                Attacks.all(),
                new Told(ground))
            .release(dataset, Set.of(), asOf, false);
    double seconds = (System.nanoTime() - start) / 1e9;
    if (report.state() == Releasing.State.WAITING) {
      new Releases(ground.database()).approve(LeakTree.TRIPS, report.version(), null, "bench");
    }
    return new ReleasedTrips(ground, crowd, trips, report, seconds);
  }

  /** Why it was not released; empty where it was. */
  List<String> refused() {
    return report.state() == Releasing.State.REFUSED ? report.why() : List.of();
  }

  long rows(Tier tier) {
    return report.tiers().stream()
        .filter(t -> t.tier().equals(tier.id()))
        .mapToLong(Releasing.TierReport::rows)
        .sum();
  }

  /** All that whoever has a tier can lay hands on: its tables and its files. */
  List<Path> reachable(Tier tier) throws java.io.IOException {
    List<Path> files = new ArrayList<>();
    for (Path root : List.of(ground.home().tables(tier), ground.home().releases(tier))) {
      try (Stream<Path> all = Files.walk(root)) {
        all.filter(Files::isRegularFile).sorted().forEach(files::add);
      }
    }
    return files;
  }

  /** The rows that a tier is given as a file. */
  Path parquet(Tier tier) {
    return ground
        .home()
        .releases(tier)
        .resolve(LeakTree.TRIPS.domain())
        .resolve(LeakTree.TRIPS.table())
        .resolve(report.version())
        .resolve(LeakTree.TRIPS.table() + ".parquet");
  }

  private record Told(Ground ground) implements Releasing.Progress {
    @Override
    public void waiting() {}

    @Override
    public void releasing(String tier, String what) {
      ground.tell().accept(tier + ": " + what);
    }

    @Override
    public void step(String name) {}
  }
}
