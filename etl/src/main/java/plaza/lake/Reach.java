package plaza.lake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.fs.Path;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.ManifestContent;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.ManifestReader;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.StatisticsFile;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.FileIO;

/**
 * The files that pointers lead to: metadata, and what every version in it is made of. Tables of
 * several catalogues share files, so only what none of them leads to is nobody's.
 */
final class Reach {
  private final FileIO files;
  private final Instant safe;
  private final Set<String> reached = new HashSet<>();

  private Reach(FileIO files, Instant safe) {
    this.files = files;
    this.safe = safe;
  }

  /**
   * All files that these lead to, named as {@link #name} does.
   *
   * @param safe metadata replaced since then may still be with a reader, and counts as led to
   * @throws RuntimeException when any of it cannot be read: then nobody knows what is nobody's
   */
  static Set<String> of(List<Pointer> pointers, FileIO files, Instant safe) {
    Reach reach = new Reach(files, safe);
    for (Pointer pointer : pointers) {
      // Catalogues that point to the same metadata lead to the same files.
      if (!reach.reached.contains(name(pointer.metadata()))) {
        reach.add(TableMetadataParser.read(files, pointer.metadata()));
      }
    }
    return reach.reached;
  }

  /** A location as it is compared: {@code file:/a} and {@code file:///a} are one file. */
  static String name(String location) {
    return new Path(location).toString();
  }

  private void add(TableMetadata metadata) {
    add(metadata.metadataFileLocation());
    List<TableMetadata.MetadataLogEntry> log = metadata.previousFiles();
    for (int i = 0; i < log.size(); i++) {
      long replaced =
          i + 1 < log.size() ? log.get(i + 1).timestampMillis() : metadata.lastUpdatedMillis();
      if (replaced >= safe.toEpochMilli()) {
        add(log.get(i).file());
      }
    }
    metadata.statisticsFiles().stream().map(StatisticsFile::path).forEach(this::add);
    metadata.partitionStatisticsFiles().forEach(file -> add(file.path()));
    for (Snapshot version : metadata.snapshots()) {
      if (version.manifestListLocation() != null) {
        add(version.manifestListLocation());
      }
      for (ManifestFile manifest : version.allManifests(files)) {
        if (add(manifest.path())) {
          addContent(metadata, manifest);
        }
      }
    }
  }

  private void addContent(TableMetadata metadata, ManifestFile manifest) {
    try {
      if (manifest.content() == ManifestContent.DATA) {
        try (CloseableIterable<String> paths =
            ManifestFiles.readPaths(manifest, files, metadata.specsById())) {
          paths.forEach(this::add);
        }
      } else {
        try (ManifestReader<? extends ContentFile<?>> deletes =
            ManifestFiles.readDeleteManifest(manifest, files, metadata.specsById())) {
          deletes.forEach(file -> add(file.location()));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean add(String location) {
    return reached.add(name(location));
  }
}
