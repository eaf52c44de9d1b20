package plaza.jobs.bench.schedule;

import java.io.IOException;
import java.nio.file.Path;
import plaza.jobs.bench.Benchtown;
import plaza.jobs.stack.Home;

/** As many feeds of one small file, and a table of each. */
record Feeds(Home home, Path tree, int count) {
  static String feed(int number) {
    return "benchtown_" + number;
  }

  static String table(int number) {
    return "environment.bench_" + number;
  }

  void declare() throws IOException {
    Benchtown.declare(tree);
    for (int i = 0; i < count; i++) {
      Benchtown.write(
          tree.resolve("feeds/" + feed(i) + ".yaml"),
          """
          title: Rows
          publisher: Nobody
          fetch: {files: "{home}/offered/%s/*/*.csv", every: P1D}
          format: {name: csv}
          time_zone: UTC
          license: CC0-1.0
          attribution: Nobody
          """
              .formatted(feed(i)));
      Path dataset = tree.resolve(table(i).replace('.', '/'));
      Benchtown.write(
          dataset.resolve("contract.yaml"),
          """
          apiVersion: v3.1.0
          kind: DataContract
          id: %1$s
          version: 1.0.0
          domain: environment
          schema:
            - name: bench_%2$d
              description: Rows.
              dataGranularityDescription: one row per key
              properties:
                - name: id
                  logicalType: string
                  physicalType: varchar
                  description: A key.
                  required: true
                  primaryKey: true
                  primaryKeyPosition: 1
          """
              .formatted(table(i), i));
      Benchtown.write(
          dataset.resolve("sources/benchtown.yaml"),
          "feed: " + feed(i) + "\ncity: benchtown\ncolumns: {id: id}\n");
      Benchtown.write(
          home.root().resolve("offered/" + feed(i) + "/20260301T100000Z/rows.csv"), "id\n1\n");
    }
  }
}
