package plaza.jobs.sample;

import java.io.IOException;

/** A feed of the simulated city. */
interface SampleFeed {
  String id();

  /** Writes what was fetched of this feed on one day of the recording. */
  void write(LocalDay day, Recording recording) throws IOException;
}
