package plaza.lake;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.ManifestContent;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.PartitionField;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.jspecify.annotations.Nullable;
import plaza.check.Finding;
import plaza.check.FindingCode;

/** Whether all that a table's current version is made of is there and whole; needs no engine. */
public final class TableCheckup {
  private final FileIO files = IcebergCatalog.files();
  private final Pointer pointer;
  private final boolean isDeep;
  private final List<Finding> findings = new ArrayList<>();
  private final Map<String, Long> rowsByFate = new HashMap<>();
  private long count;
  private long rows;

  private TableCheckup(Pointer pointer, boolean isDeep) {
    this.pointer = pointer;
    this.isDeep = isDeep;
  }

  /**
   * What was found.
   *
   * @param files how many were looked at, metadata among them
   * @param rows as the files' own records say
   * @param rowsByFate the rows of each fate, where the table is one of fates
   */
  public record Outcome(
      long files, long rows, Map<String, Long> rowsByFate, List<Finding> findings) {}

  /**
   * Looks at each file's presence and size.
   *
   * @param isDeep also at its bytes, by the sums that were written beside them, and at its footer
   */
  public static Outcome of(Pointer pointer, boolean isDeep) {
    TableCheckup checkup = new TableCheckup(pointer, isDeep);
    checkup.look();
    return new Outcome(checkup.count, checkup.rows, checkup.rowsByFate, checkup.findings);
  }

  private void look() {
    TableMetadata metadata;
    count++;
    try {
      metadata = TableMetadataParser.read(files, pointer.metadata());
    } catch (NotFoundException e) {
      find(FindingCode.MISSING_FILE, pointer.metadata(), "no file", "the table's metadata");
      return;
    } catch (RuntimeException e) {
      find(FindingCode.DAMAGED_FILE, pointer.metadata(), why(e), "the table's metadata");
      return;
    }
    Snapshot current = metadata.currentSnapshot();
    if (current != null) {
      look(metadata, current);
    }
  }

  private void look(TableMetadata metadata, Snapshot version) {
    count++;
    List<ManifestFile> manifests;
    try {
      manifests = version.allManifests(files);
    } catch (RuntimeException e) {
      String list = String.valueOf(version.manifestListLocation());
      find(code(e), list, why(e), "a version's list of manifests");
      return;
    }
    for (ManifestFile manifest : manifests) {
      count++;
      if (!isThere(manifest.path(), manifest.length())) {
        continue;
      }
      try {
        look(metadata, manifest);
      } catch (RuntimeException | IOException e) {
        find(code(e), manifest.path(), why(e), "a manifest");
      }
    }
  }

  private void look(TableMetadata metadata, ManifestFile manifest) throws IOException {
    if (manifest.content() != ManifestContent.DATA) {
      try (CloseableIterable<? extends ContentFile<?>> deletes =
          ManifestFiles.readDeleteManifest(manifest, files, metadata.specsById())) {
        for (ContentFile<?> file : deletes) {
          count++;
          isThere(file.location(), file.fileSizeInBytes());
        }
      }
      return;
    }
    int fate = fatePosition(metadata, manifest.partitionSpecId());
    try (CloseableIterable<DataFile> data =
        ManifestFiles.read(manifest, files, metadata.specsById())) {
      for (DataFile file : data) {
        count++;
        rows += file.recordCount();
        if (fate >= 0) {
          String name = String.valueOf(file.partition().get(fate, CharSequence.class));
          rowsByFate.merge(name, file.recordCount(), Long::sum);
        }
        if (isThere(file.location(), file.fileSizeInBytes()) && isDeep) {
          readThrough(file);
        }
      }
    }
  }

  private static int fatePosition(TableMetadata metadata, int spec) {
    List<PartitionField> fields = metadata.spec(spec).fields();
    for (int i = 0; i < fields.size(); i++) {
      if (fields.get(i).name().equals("fate")) {
        return i;
      }
    }
    return -1;
  }

  private boolean isThere(String location, long bytes) {
    InputFile file = files.newInputFile(location);
    if (!file.exists()) {
      find(FindingCode.MISSING_FILE, location, "no file", bytes + " bytes");
      return false;
    }
    if (file.getLength() != bytes) {
      find(FindingCode.DAMAGED_FILE, location, file.getLength() + " bytes", bytes + " bytes");
      return false;
    }
    return true;
  }

  private void readThrough(DataFile file) {
    // Reading to the end compares all bytes with the sums that Hadoop wrote beside the file.
    try (InputStream in = files.newInputFile(file.location()).newStream()) {
      in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException | RuntimeException e) {
      find(FindingCode.DAMAGED_FILE, file.location(), why(e), "the bytes that were written");
      return;
    }
    try (ParquetFileReader reader =
        ParquetFileReader.open(
            HadoopInputFile.fromPath(
                new org.apache.hadoop.fs.Path(file.location()), new Configuration()))) {
      if (reader.getRecordCount() != file.recordCount()) {
        find(
            FindingCode.DAMAGED_FILE,
            file.location(),
            reader.getRecordCount() + " rows",
            file.recordCount() + " rows");
      }
    } catch (IOException | RuntimeException e) {
      find(FindingCode.DAMAGED_FILE, file.location(), why(e), "a Parquet file");
    }
  }

  private static FindingCode code(Exception e) {
    return e instanceof NotFoundException ? FindingCode.MISSING_FILE : FindingCode.DAMAGED_FILE;
  }

  private static String why(Exception e) {
    @Nullable String message = e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message.lines().findFirst().orElse("");
  }

  private void find(FindingCode code, String address, String found, String expected) {
    findings.add(
        new Finding(
            code,
            pointer.dataset().toString(),
            pointer.catalog() + " " + Reach.name(address),
            "found " + found + ", expected " + expected));
  }
}
