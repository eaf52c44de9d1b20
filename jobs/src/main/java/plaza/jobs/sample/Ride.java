package plaza.jobs.sample;

import java.time.Instant;

/** A rider's way from one station to another. */
record Ride(
    Rider rider,
    BikeStation from,
    BikeStation to,
    Instant startedAt,
    Instant endedAt,
    int metres) {}
