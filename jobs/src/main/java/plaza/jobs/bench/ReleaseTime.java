package plaza.jobs.bench;

import plaza.contract.Tier;

/** How long it takes to release many rows in four tiers, all attacks included. */
final class ReleaseTime {
  private static final double SIDE_M = 20_000;
  private static final int DAYS = 50;
  private static final double TRIPS_A_DAY = 1.75;

  private ReleaseTime() {}

  static Score run(Ground ground, int rows, int whole) throws Exception {
    Crowd crowd = new Crowd((int) (rows / TRIPS_A_DAY / DAYS) + 1, SIDE_M, DAYS);
    ReleasedTrips released = ReleasedTrips.of(ground, crowd);
    released.refused().forEach(ground.tell());
    return new Score(
        "rows released in %d tiers, all attacks included"
            .formatted(released.report().tiers().size()),
        released.trips().size(),
        whole,
        released.refused().size(),
        released.refused().isEmpty()
            ? "%.0f s (aim 180); %,d rows are open"
                .formatted(released.seconds(), released.rows(Tier.OPEN))
            : released.refused().getFirst());
  }
}
