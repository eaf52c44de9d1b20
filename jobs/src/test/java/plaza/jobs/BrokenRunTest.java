package plaza.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import plaza.catalog.Catalog;
import plaza.jobs.worker.Run;
import plaza.lake.Shelf;

/** A run whose ground gives way under one of the tables that it builds side by side. */
class BrokenRunTest {
  private static final List<String> TABLES = List.of("one", "two", "three");

  @TempDir Path folder;

  @Test
  void it_ends_publishes_nothing_and_leaves_nothing_in_the_way_of_the_next() throws Exception {
    Declarations declared = new Declarations(folder.resolve("tree"), "[0, 0, 1, 1]");
    for (String table : TABLES) {
      declared.dataset(
          table,
          """
          - {name: city, physicalType: varchar, description: City., primaryKey: true, primaryKeyPosition: 1}
          - {name: sensor, physicalType: varchar, description: Sensor., primaryKey: true, primaryKeyPosition: 2}
          """,
          "");
      declared.source(table, table, "columns: {sensor: sensor}\n");
    }
    House house = new House(folder, Catalog.read(List.of(declared.root())));
    Path file = Files.writeString(folder.resolve("sensors.csv"), "sensor\na\nb\n");
    TABLES.forEach(table -> house.land(table, file, "2026-05-08T12:00:00Z"));
    Engine.Log full =
        new Engine.Log() {
          @Override
          public void step(String dataset, String name) {
            if (dataset.equals("environment.two") && name.equals("table_written")) {
              throw new UncheckedIOException(new IOException("No space left on device"));
            }
          }
        };

    assertThatThrownBy(() ->
            new Run(house.spark, house.catalog, house.home.landed(), house.database, full)
                .build(house.catalog.upstream(house.catalog.datasets().keySet())))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("No space left on device");

    assertThat(full.published).isEmpty();
    for (String table : TABLES) {
      assertThat(house.spark.catalog().tableExists(name(table))).as(table).isFalse();
    }
    house.build();
    for (String table : TABLES) {
      assertThat(house.spark.table(name(table)).count()).as(table).isEqualTo(2);
    }
  }

  private static String name(String table) {
    return Shelf.PUBLISHED.tables() + ".environment." + table;
  }
}
