package plaza.jobs.worker;

import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import plaza.catalog.Catalog;
import plaza.catalog.Dataset;
import plaza.contract.DatasetName;
import plaza.lake.Loads;
import plaza.lake.Receipt;
import plaza.lake.Standing;

/**
 * How much builds have to read, in bytes as they landed: only what is new where that is added to a
 * table that stands, else all that the table is made of, at however many removes.
 */
public final class Workload {
  private final Catalog catalog;
  private final Fingerprints fingerprints;
  private final Map<DatasetName, Standing> standings;
  private final Known known;

  /** The workload of builds over tables that stand so; where none stands, all is read. */
  public Workload(
      Catalog catalog,
      Fingerprints fingerprints,
      Loads loads,
      Map<DatasetName, Standing> standings) {
    this.catalog = catalog;
    this.fingerprints = fingerprints;
    this.standings = standings;
    this.known = new Known(catalog, fingerprints, loads);
  }

  /** What has to be read for all of these together, each file once. */
  public long bytes(Collection<Dataset> datasets) throws SQLException {
    Map<String, Long> files = new HashMap<>();
    for (Dataset dataset : datasets) {
      boolean isAdded = isAdded(dataset);
      for (Dataset source : catalog.upstream(Set.of(dataset.name()))) {
        Map<String, Set<String>> unread =
            isAdded ? known.receipts(source, standings.get(source.name())) : Map.of();
        for (String feed : source.feeds()) {
          for (Receipt receipt : fingerprints.inUse(feed)) {
            if (!unread.getOrDefault(feed, Set.of()).contains(receipt.id())) {
              files.put(feed + "/" + receipt.id(), receipt.bytes());
            }
          }
        }
      }
    }
    return files.values().stream().mapToLong(Long::longValue).sum();
  }

  // A derived table that does not go by days reads its inputs whole.
  private boolean isAdded(Dataset dataset) {
    Standing standing = standings.get(dataset.name());
    return standing != null
        && standing.declared().equals(fingerprints.declared(dataset))
        && (dataset.findQuery().isEmpty() || dataset.contract().findIncremental().isPresent());
  }
}
