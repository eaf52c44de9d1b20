package plaza.lake;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/**
 * Files of the warehouse that no pointer of any catalogue leads to: of builds that failed or were
 * killed, of expired versions, of a run that was killed before it could delete them.
 */
public final class Orphans {
  private final Database database;
  private final Path warehouse;

  /** Orphans in a warehouse, given as a URI, whose pointers are in a database. */
  public Orphans(Database database, String warehouse) {
    this.database = database;
    this.warehouse = new Path(warehouse);
  }

  /** A file that is nobody's: its table's catalogue kind and folder, its size. */
  public record Orphan(String location, String table, long bytes) {}

  /**
   * Those that were last written before an instant; younger ones may belong to what is being
   * written.
   *
   * @throws RuntimeException when not all that pointers lead to can be read
   */
  public List<Orphan> list(Instant before) throws SQLException, IOException {
    // Listed first: what a build adds in between is reached, or was not there to be listed.
    List<Orphan> files = files(before);
    Set<String> reached = Reach.of(Pointer.list(database), IcebergCatalog.files(), before);
    return files.stream().filter(file -> !reached.contains(file.location())).toList();
  }

  private List<Orphan> files(Instant before) throws IOException {
    List<Orphan> files = new ArrayList<>();
    FileSystem system = warehouse.getFileSystem(new Configuration());
    try {
      RemoteIterator<LocatedFileStatus> all = system.listFiles(warehouse, true);
      while (all.hasNext()) {
        LocatedFileStatus file = all.next();
        if (file.getModificationTime() < before.toEpochMilli()) {
          String location = file.getPath().toString();
          files.add(new Orphan(location, table(location), file.getLen()));
        }
      }
    } catch (FileNotFoundException e) {
      return List.of(); // nothing has ever been written
    }
    return files;
  }

  // <warehouse>/tables/domain/table/…: the JDBC catalogue's own way of placing tables.
  private String table(String location) {
    String inside =
        location.substring(Math.min(warehouse.toString().length() + 1, location.length()));
    String[] parts = inside.split("/", -1);
    return parts.length > 3 ? parts[1] + "." + parts[2] : inside;
  }

  /** Deletes them, and folders that are empty thereby. One that has gone already is no error. */
  public void delete(List<Orphan> orphans) throws IOException {
    FileSystem system = warehouse.getFileSystem(new Configuration());
    for (Orphan orphan : orphans) {
      Path path = new Path(orphan.location());
      system.delete(path, false);
      Path folder = path.getParent();
      while (!folder.equals(warehouse) && isEmpty(system, folder)) {
        system.delete(folder, false);
        folder = folder.getParent();
      }
    }
  }

  private static boolean isEmpty(FileSystem system, Path folder) throws IOException {
    try {
      return !system.listStatusIterator(folder).hasNext();
    } catch (FileNotFoundException e) {
      return true;
    }
  }
}
