package plaza.jobs.wall;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import plaza.catalog.Catalog;
import plaza.contract.DatasetName;
import plaza.jobs.access.Offered;
import plaza.jobs.metering.Terms;

/** What is given away by the declarations as they are, read anew when one of them has changed. */
final class Declarations {
  private final List<Path> roots;
  private Map<Path, String> seen = Map.of();
  private Terms terms = new Terms(Map.of(), Map.of());

  Declarations(List<Path> roots) {
    this.roots = List.copyOf(roots);
  }

  /** On which terms each dataset is given away; one that cannot be read just now, as before. */
  Terms terms() {
    Map<Path, String> now = look();
    if (!now.equals(seen)) {
      Catalog catalog = Catalog.read(roots);
      Terms read = Terms.of(catalog);
      Map<DatasetName, Offered> offered = new HashMap<>(read.offered());
      Map<DatasetName, Terms.Quotas> quotas = new HashMap<>(read.quotas());
      for (DatasetName name : Catalog.names(roots)) {
        if (!catalog.datasets().containsKey(name) && terms.offered().get(name) != null) {
          offered.put(name, Objects.requireNonNull(terms.offered().get(name)));
          quotas.put(name, Objects.requireNonNull(terms.quotas().get(name)));
        }
      }
      terms = new Terms(offered, quotas);
      seen = now;
    }
    return terms;
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
