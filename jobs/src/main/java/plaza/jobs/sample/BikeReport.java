package plaza.jobs.sample;

/** What a station last reported, and when, in local time without offset. */
record BikeReport(String localTime, int bikes, int freeDocks) {
  BikeReport at(String otherLocalTime) {
    return new BikeReport(otherLocalTime, bikes, freeDocks);
  }
}
