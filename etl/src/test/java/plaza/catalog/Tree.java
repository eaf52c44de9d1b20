package plaza.catalog;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A folder of declarations, written file by file and read as a catalogue. */
final class Tree {
  private final Path root;
  private final Map<String, String> files = new TreeMap<>();

  Tree(Path root) {
    this.root = root;
  }

  /** A tree with the city {@code ys} and the feed {@code bikes}. */
  static Tree withYs(Path root) {
    return new Tree(root)
        .file("licences.yaml", "CC0-1.0: []\nCC-BY-4.0: [attribution]\n")
        .file(
            "cities/ys.yaml",
            """
            name: Ys
            country: FR
            time_zone: Europe/Paris
            metric_crs: EPSG:2154
            bounds: [-5, 48, -4, 49]
            languages: [br]
            """)
        .file(
            "feeds/bikes.yaml",
            """
            title: Bikes
            publisher: Harbour board
            fetch: {url: https://example.org/bikes, every: PT10M}
            format: {name: json}
            license: CC0-1.0
            attribution: Harbour board
            """);
  }

  Tree file(String path, String text) {
    files.put(path, text);
    return this;
  }

  /** The contract of a table of text columns, of which the first is the key. */
  Tree contract(String name, String... columns) {
    String[] parts = name.split("\\.", -1);
    StringBuilder text =
        new StringBuilder(
            """
            apiVersion: v3.1.0
            kind: DataContract
            id: %s
            version: 1.0.0
            domain: %s
            schema:
              - name: %s
                description: A table.
                dataGranularityDescription: one row per first column
                properties:
            """
                .formatted(name, parts[0], parts[1]));
    for (String column : columns) {
      String key = column.equals(columns[0]) ? ", primaryKey: true, primaryKeyPosition: 1" : "";
      text.append(
          "      - {name: %s, physicalType: varchar, description: A column%s}%n"
              .formatted(column, key));
    }
    return file(name.replace('.', '/') + "/contract.yaml", text.toString());
  }

  /** A dataset filled from the feed {@code bikes} for {@code ys}. */
  Tree filled(String name, String... columns) {
    contract(name, columns);
    StringBuilder text = new StringBuilder("feed: bikes\ncity: ys\ncolumns:\n");
    Arrays.stream(columns).forEach(column -> text.append("  %s: sno%n".formatted(column)));
    return file(name.replace('.', '/') + "/sources/ys.yaml", text.toString());
  }

  /** A dataset derived by a query. */
  Tree derived(String name, String sql, String... columns) {
    contract(name, columns);
    return file(name.replace('.', '/') + "/query.sql", sql);
  }

  Path root() {
    return root;
  }

  Tree write() {
    files.forEach((path, text) -> {
      try {
        Path file = root.resolve(path);
        Files.createDirectories(file.resolveSibling(""));
        Files.writeString(file, text);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    });
    return this;
  }

  Catalog read() {
    return Catalog.read(List.of(write().root()));
  }

  /** The catalogue's problems with paths relative to this tree. */
  List<String> told(Catalog catalog) {
    return catalog.problems().stream()
        .map(problem -> problem.toString().replace(root + "/", ""))
        .toList();
  }

  List<String> told() {
    return told(read());
  }
}
