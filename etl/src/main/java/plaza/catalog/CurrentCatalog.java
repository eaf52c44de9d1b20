package plaza.catalog;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What is declared under some roots just now, read anew when a file of it has changed. */
public final class CurrentCatalog {
  private final List<Path> roots;
  private Map<Path, String> seen = Map.of();
  private @Nullable Catalog catalog;

  /** That of these roots. */
  public CurrentCatalog(List<Path> roots) {
    this.roots = List.copyOf(roots);
  }

  /** The trees of declarations. */
  public List<Path> roots() {
    return roots;
  }

  /** The same object for as long as nothing has changed. */
  public synchronized Catalog read() {
    Map<Path, String> now = look();
    Catalog known = catalog;
    if (known == null || !now.equals(seen)) {
      known = Catalog.read(roots);
      catalog = known;
      seen = now;
    }
    return known;
  }

  private Map<Path, String> look() {
    Map<Path, String> files = new HashMap<>();
    for (Path root : roots) {
      try (Stream<Path> walk = Files.walk(root)) {
        for (Path file : walk.filter(f -> f.toString().matches(".*\\.(yaml|sql)")).toList()) {
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
