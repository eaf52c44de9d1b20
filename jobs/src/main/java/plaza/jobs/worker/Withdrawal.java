package plaza.jobs.worker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.apache.commons.io.FileUtils;
import plaza.contract.DatasetName;
import plaza.jobs.stack.Home;
import plaza.lake.Releases;
import plaza.release.Tombstone;

/** Takes a version from every channel: tables, files; what is known of it stays. */
public record Withdrawal(Home home, Releases releases) {
  /** Withdraws; returns who had fetched it. Done again, it goes on where it was broken off. */
  public List<Releases.Fetch> of(Releases.Version version, String who, String why)
      throws Exception {
    return releases.alone(() -> {}, () -> withdraw(version, who, why));
  }

  private List<Releases.Fetch> withdraw(Releases.Version version, String who, String why)
      throws IOException, SQLException {
    DatasetName dataset = version.dataset();
    if (version.state() != Releases.State.WITHDRAWN) {
      releases.withdraw(dataset, version, who, why);
    }
    Tombstone tombstone =
        new Tombstone(
            dataset.toString(),
            version.version(),
            Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
            why);
    for (Releases.Edition edition : releases.editions(dataset, version.version())) {
      Path folder = Path.of(edition.folder());
      // An edition that was carried over from the version before is that version's too.
      if (folder.endsWith(version.version())) {
        FileUtils.deleteDirectory(folder.toFile());
        Files.createDirectories(folder);
        tombstone.write(folder);
      }
    }
    new Sweep(home, releases).of(dataset);
    return releases.fetches(dataset, version.version());
  }
}
