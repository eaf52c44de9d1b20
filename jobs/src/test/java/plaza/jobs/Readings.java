package plaza.jobs;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.expressions.Expressions;
import plaza.catalog.Catalog;
import plaza.contract.DatasetName;
import plaza.jobs.bench.SensorFile;
import plaza.jobs.stack.Home;
import plaza.jobs.stack.Postgres;
import plaza.jobs.worker.Worker;
import plaza.lake.Database;
import plaza.lake.Shelf;
import plaza.lake.TableRows;
import plaza.landing.Fetch;

/** A home whose readings are built by real workers, and read without an engine. */
final class Readings {
  private static final String COLUMNS =
      """
      - {name: city, physicalType: varchar, description: City., primaryKey: true, primaryKeyPosition: 1}
      - {name: sensor, physicalType: varchar, description: Sensor., primaryKey: true, primaryKeyPosition: 2}
      - {name: observed_at, physicalType: timestamp(6) with time zone, description: When., primaryKey: true, primaryKeyPosition: 3}
      - {name: observed_date, physicalType: date, description: Local day., partitioned: true, partitionKeyPosition: 1}
      - name: position
        physicalType: varbinary
        description: Where.
        customProperties: [{property: geometry, value: {type: Point, crs: EPSG:4326}}]
      - {name: pm25_ugm3, physicalType: double, description: Fine dust.}
      """;
  private static final String RELEASE =
      """
      - {property: release, value: {at: observed_at, tiers: {government: {license: CC0-1.0}}}}
      """;
  private static final String SOURCE =
      """
      columns:
        sensor: sensor
        observed_at: to_timestamp(time, 'yyyy-MM-dd HH:mm:ss')
        position: ST_Point(cast(lon as double), cast(lat as double))
        pm25_ugm3: pm25
      """;

  private final Path folder;
  private final Declarations declared;
  final Home home;
  final Database database;

  Readings(Path folder) throws IOException, InterruptedException {
    this.folder = folder;
    this.declared = new Declarations(folder.resolve("tree"), "[139, 35, 140, 36]");
    this.home = new Home(folder.resolve("home"));
    this.database = new Postgres(home).catalogue();
  }

  Path tree() {
    return declared.root();
  }

  /** Declares a table of readings, and lands so many of them for it, in so many files. */
  String table(String name, int rows, int files) throws IOException {
    declared.dataset(name, COLUMNS, RELEASE);
    declared.source(name, name, SOURCE);
    Fetch fetch = new Fetch(home.landed(), home.root(), null, null);
    LocalDateTime from = LocalDateTime.parse("2026-03-01T00:00:00");
    for (int n = 0; n < files; n++) {
      Path file = folder.resolve(name + n + ".csv");
      new SensorFile(rows, 20, from.plusDays(400L * n)).write(file);
      fetch.land(
          catalog().feed(name), file, Instant.parse("2026-04-0%dT00:00:00Z".formatted(n + 1)));
    }
    return "environment." + name;
  }

  private Catalog catalog() {
    return Catalog.read(List.of(tree()));
  }

  Worker.Order order(String... tables) {
    return new Worker.Order.Build(
        home.root().toString(), List.of(tree().toString()), List.of(tables), false, true);
  }

  Worker.Order release(String table) {
    return new Worker.Order.Release(
        home.root().toString(),
        List.of(tree().toString()),
        table,
        List.of(),
        "2026-05-01T00:00:00Z",
        false);
  }

  /** What readers see of a table: its rows as texts in order, bookkeeping aside. */
  List<String> rows(String table) {
    List<String> rows = new ArrayList<>();
    new TableRows(database, home.warehouse() + "/tables")
        .read(
            Shelf.PUBLISHED.tables(),
            DatasetName.parse(table),
            Expressions.alwaysTrue(),
            row -> {
              StringBuilder text = new StringBuilder();
              row.struct().fields().stream()
                  .filter(field -> !field.name().startsWith("_"))
                  .forEach(field -> {
                    Object value = row.getField(field.name());
                    text.append(field.name()).append('=');
                    text.append(value instanceof java.nio.ByteBuffer b ? hex(b) : value)
                        .append(' ');
                  });
              return rows.add(text.toString());
            });
    rows.sort(null);
    return rows;
  }

  private static String hex(java.nio.ByteBuffer bytes) {
    byte[] copy = new byte[bytes.remaining()];
    bytes.duplicate().get(copy);
    return java.util.HexFormat.of().formatHex(copy);
  }
}
