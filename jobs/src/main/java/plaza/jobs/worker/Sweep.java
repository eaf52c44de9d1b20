package plaza.jobs.worker;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import plaza.contract.DatasetName;
import plaza.contract.Tier;
import plaza.jobs.stack.Home;
import plaza.lake.Releases;

/**
 * Takes away what releases left that died on the way, and the tables of versions that nobody reads
 * any more. Files of former versions stay: they can still be downloaded.
 */
record Sweep(Home home, Releases releases) {
  /** Sweeps what belongs to a dataset; nothing else may release meanwhile. */
  void of(DatasetName dataset) throws IOException, SQLException {
    releases.clearDrafts(dataset);
    List<Path> kept =
        releases.kept(dataset).stream().map(each -> Path.of(URI.create(each))).toList();
    Set<String> versions =
        releases.list(dataset).stream().map(Releases.Version::version).collect(Collectors.toSet());
    for (Tier tier : Tier.values()) {
      for (Path table : folders(home.tables(tier), dataset)) {
        if (kept.stream().noneMatch(metadata -> metadata.startsWith(table))) {
          FileUtils.deleteDirectory(table.toFile());
        }
      }
      for (Path edition : folders(home.releases(tier), dataset)) {
        if (!versions.contains(String.valueOf(edition.getFileName()))) {
          FileUtils.deleteDirectory(edition.toFile());
        }
      }
    }
  }

  private static List<Path> folders(Path root, DatasetName dataset) throws IOException {
    Path folder = root.resolve(dataset.domain()).resolve(dataset.table());
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(folder)) {
      return all.toList();
    }
  }
}
