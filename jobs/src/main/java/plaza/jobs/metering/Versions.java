package plaza.jobs.metering;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import plaza.contract.DatasetName;
import plaza.contract.Tier;
import plaza.lake.Releases;

/**
 * Which released version a query read: that of the snapshot, as the metadata of each edition's
 * table names it; where that is gone or unknown, the newest that was made by then.
 */
final class Versions {
  private final Releases releases;
  private final Map<String, String> snapshots = new HashMap<>();

  Versions(Releases releases) {
    this.releases = releases;
  }

  String find(DatasetName dataset, Tier tier, String snapshot, Instant at) throws SQLException {
    String key = snapshot + " of " + tier.id() + " " + dataset;
    String known = snapshots.get(key);
    if (known != null) {
      return known;
    }
    List<Releases.Version> versions =
        releases.list(dataset).stream().filter(each -> each.state().isKnown()).toList();
    if (!snapshot.isEmpty()) {
      for (Releases.Version each : versions) {
        for (Releases.Edition edition : releases.editions(dataset, each.version())) {
          if (edition.tier() == tier && snapshot.equals(findSnapshot(edition).orElse(""))) {
            snapshots.put(key, each.version());
            return each.version();
          }
        }
      }
    }
    return versions.stream()
        .filter(each -> !each.releasedAt().isAfter(at))
        .map(Releases.Version::version)
        .findFirst()
        .orElse("");
  }

  // Iceberg's table metadata, "current-snapshot-id"; read as it lies, since its library is slow to
  // load and this is wanted by commands that answer at once.
  private static Optional<String> findSnapshot(Releases.Edition edition) {
    String place = edition.metadata();
    Path file = place.startsWith("file:") ? Path.of(URI.create(place)) : Path.of(place);
    try {
      JsonNode metadata = CanonicalJson.JSON.readTree(Files.readAllBytes(file));
      return Optional.of(metadata.path("current-snapshot-id").asText());
    } catch (IOException e) {
      return Optional.empty(); // withdrawn, or swept away since
    }
  }
}
