package plaza.jobs.worker;

import java.time.Instant;
import java.util.List;
import plaza.check.Finding;
import plaza.contract.DatasetName;
import plaza.lake.Load;
import plaza.lake.Load.Basis;
import plaza.lake.Load.FateCount;

/** What came of building one table, out of sight; findings that only note something let it pass. */
record Built(long rows, List<FateCount> fates, List<Finding> findings, Basis basis) {
  boolean isGood() {
    return findings.stream().noneMatch(Finding::fails);
  }

  Load load(String id, DatasetName dataset, String fingerprint) {
    return new Load(
        id, dataset, isGood(), fingerprint, rows, Instant.now(), fates, findings, basis);
  }
}
