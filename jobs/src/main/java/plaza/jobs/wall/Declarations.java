package plaza.jobs.wall;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import plaza.catalog.Catalog;
import plaza.contract.DatasetName;
import plaza.jobs.access.Offered;

/** What is given away by the declarations as they are, read anew when one of them has changed. */
final class Declarations {
  private final List<Path> roots;
  private Map<Path, String> seen = Map.of();
  private SortedMap<DatasetName, Offered> offered = new TreeMap<>();

  Declarations(List<Path> roots) {
    this.roots = List.copyOf(roots);
  }

  /** The tiers of each dataset; of one that cannot be read just now, as it was before. */
  SortedMap<DatasetName, Offered> offered() {
    Map<Path, String> now = look();
    if (!now.equals(seen)) {
      Catalog catalog = Catalog.read(roots);
      SortedMap<DatasetName, Offered> read = Offered.of(catalog);
      for (DatasetName name : Catalog.names(roots)) {
        Offered before = offered.get(name);
        if (before != null && !catalog.datasets().containsKey(name)) {
          read.put(name, before);
        }
      }
      offered = read;
      seen = now;
    }
    return offered;
  }

  private Map<Path, String> look() {
    Map<Path, String> files = new HashMap<>();
    for (Path root : roots) {
      try (Stream<Path> walk = Files.walk(root)) {
        for (Path file : walk.filter(f -> f.toString().endsWith(".yaml")).toList()) {
          BasicFileAttributes is = Files.readAttributes(file, BasicFileAttributes.class);
          files.put(file, is.lastModifiedTime() + " " + is.size());
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return files;
  }
}
