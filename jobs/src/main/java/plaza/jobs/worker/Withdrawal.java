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
import plaza.jobs.stack.StackException;
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
    List<Path> folders = folders(version);
    for (Releases.Version other : releases.list(dataset)) {
      boolean isThere =
          other.state() != Releases.State.WITHDRAWN && other.state() != Releases.State.REJECTED;
      if (isThere
          && !other.version().equals(version.version())
          && folders(other).stream().anyMatch(f -> isOf(version, f))) {
        throw new StackException(
            "%s still gives an edition of %s; withdraw %s first"
                .formatted(other.version(), version.version(), other.version()));
      }
    }
    if (version.state() != Releases.State.WITHDRAWN) {
      releases.withdraw(dataset, version, who, why);
    }
    Tombstone tombstone =
        new Tombstone(
            dataset.toString(),
            version.version(),
            Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
            why);
    for (Path folder : folders) {
      if (isOf(version, folder)) {
        FileUtils.deleteDirectory(folder.toFile());
        Files.createDirectories(folder);
        tombstone.write(folder);
      }
    }
    new Sweep(home, releases).of(dataset);
    return releases.fetches(dataset, version.version());
  }

  private List<Path> folders(Releases.Version version) throws SQLException {
    return releases.editions(version.dataset(), version.version()).stream()
        .map(edition -> Path.of(edition.folder()))
        .toList();
  }

  // Where one tier alone was released, the others' editions are carried over from older versions.
  private static boolean isOf(Releases.Version version, Path folder) {
    return folder.endsWith(version.version());
  }
}
