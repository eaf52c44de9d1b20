package plaza.jobs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a test declares: a city named here, feeds of CSV, and datasets about the environment. */
public final class Declarations {
  private final Path root;

  /** Under a folder, with the city, whose bounds are {@code [west, south, east, north]}. */
  public Declarations(Path root, String bounds) throws IOException {
    this.root = root;
    write(
        "cities/here.yaml",
        """
        name: Here
        country: XX
        time_zone: UTC
        metric_crs: EPSG:32631
        bounds: %s
        languages: [en]
        """
            .formatted(bounds));
    write("licences.yaml", "CC0-1.0: []\n");
  }

  /** The tree that they are in. */
  public Path root() {
    return root;
  }

  /**
   * A dataset.
   *
   * @param columns a list in YAML
   * @param properties a list in YAML of custom properties beside the share of refused rows: all
   * @return its contract
   */
  public Path dataset(String table, String columns, String properties) throws IOException {
    return write(
        "environment/" + table + "/contract.yaml",
        """
        apiVersion: v3.1.0
        kind: DataContract
        id: environment.%1$s
        version: 1.0.0
        domain: environment
        customProperties:
          - {property: refused, value: {max_share: 1}}
        %2$sschema:
          - name: %1$s
            description: Rows.
            dataGranularityDescription: one row per key
            properties:
        %3$s\
        """
            .formatted(table, properties.indent(2), columns.indent(6)));
  }

  /** A dataset of nothing but a key, which a feed fills. */
  public void keyed(String table, String feed) throws IOException {
    dataset(
        table,
        "- {name: id, logicalType: string, physicalType: varchar, description: A key., primaryKey: true, primaryKeyPosition: 1, required: true}\n",
        "");
    source(table, feed, "columns: {id: id}\n");
  }

  /** A source of a dataset, and the feed of its name. */
  public void source(String table, String feed, String source) throws IOException {
    write(
        "feeds/" + feed + ".yaml",
        """
        title: Rows
        publisher: Nobody
        fetch: {files: "none", every: PT1H}
        format: {name: csv}
        null_values: [""]
        license: CC0-1.0
        attribution: Nobody
        """);
    write(
        "environment/" + table + "/sources/" + feed + ".yaml",
        "feed: " + feed + "\ncity: here\n" + source);
  }

  private Path write(String path, String text) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.resolveSibling(""));
    return Files.writeString(file, text);
  }
}
