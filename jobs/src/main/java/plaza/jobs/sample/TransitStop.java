package plaza.jobs.sample;

/** A row of stops.txt; {@code parent} is empty but for a platform. */
record TransitStop(
    String id, String code, String name, Position position, boolean isStation, String parent) {}
