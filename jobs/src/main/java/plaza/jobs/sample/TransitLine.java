package plaza.jobs.sample;

import java.util.List;

/** A route with its stops in both directions, and how it runs; times of day in seconds. */
record TransitLine(
    String id, String shortName, String longName, Mode mode, List<List<String>> directions) {

  /** The kinds of transit, with GTFS's route_type. */
  enum Mode {
    METRO(1, 5 * 3600 + 20 * 60, 25 * 3600 + 20 * 60, 600, 150, 30, "%02d:%02d:%02d"),
    // Single-digit hours are allowed, and buses use them.
    BUS(3, 6 * 3600, 23 * 3600 + 30 * 60, 1800, 180, 0, "%d:%02d:%02d");

    final int routeType;
    final int firstDeparture;
    final int lastDeparture;
    final int headway;
    final int betweenStops;
    final int dwell;
    final String timeFormat;

    Mode(
        int routeType,
        int firstDeparture,
        int lastDeparture,
        int headway,
        int betweenStops,
        int dwell,
        String timeFormat) {
      this.routeType = routeType;
      this.firstDeparture = firstDeparture;
      this.lastDeparture = lastDeparture;
      this.headway = headway;
      this.betweenStops = betweenStops;
      this.dwell = dwell;
      this.timeFormat = timeFormat;
    }
  }
}
