package plaza.jobs.worker;

import java.sql.SQLException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import plaza.catalog.Catalog;
import plaza.catalog.Dataset;
import plaza.lake.Loads;
import plaza.lake.Standing;

/** What of a silver table's landed files a build leaves unread, since their rows can stay. */
final class Known {
  private final Catalog catalog;
  private final Fingerprints fingerprints;
  private final Loads loads;

  Known(Catalog catalog, Fingerprints fingerprints, Loads loads) {
    this.catalog = catalog;
    this.fingerprints = fingerprints;
    this.loads = loads;
  }

  /**
   * The receipts whose rows stay in the table as they are, by feed; none where it has to be made
   * anew: on other declarations, when a file was set aside, and when a register has a new version.
   */
  Map<String, Set<String>> receipts(Dataset dataset, @Nullable Standing standing)
      throws SQLException {
    if (standing == null || !standing.declared().equals(fingerprints.declared(dataset))) {
      return Map.of();
    }
    Map<String, Set<String>> known = loads.receipts(dataset.name());
    for (var feed : known.entrySet()) {
      Set<String> current = new HashSet<>(fingerprints.receipts(feed.getKey()));
      boolean isSame = current.equals(feed.getValue());
      if (!current.containsAll(feed.getValue())
          || (catalog.feed(feed.getKey()).complete() && !isSame)) {
        return Map.of();
      }
    }
    boolean isFirstRegister =
        dataset.feeds().stream()
            .anyMatch(feed ->
                catalog.feed(feed).complete()
                    && !known.containsKey(feed)
                    && !fingerprints.receipts(feed).isEmpty());
    return isFirstRegister ? Map.of() : known;
  }
}
