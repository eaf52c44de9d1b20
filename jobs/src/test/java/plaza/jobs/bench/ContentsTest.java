package plaza.jobs.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import plaza.catalog.Catalog;
import plaza.jobs.Declarations;
import plaza.jobs.House;

/** What tells a home's tables from another's, or says that they are the same. */
class ContentsTest {
  private static final String EARLY = "2026-05-08T12:00:00Z";
  private static final String LATE = "2026-05-09T12:00:00Z";
  private static final String FIRST = "sensor,value\na,1\nb,2\nbad,x\n";
  private static final String SECOND = "sensor,value\nb,3\nc,4\n";

  @TempDir Path folder;

  @Test
  void the_way_to_a_table_is_not_seen() throws Exception {
    House other = house("other");
    land(other, SECOND, LATE);
    other.build();
    land(other, FIRST, EARLY);
    other.build();
    Contents contents = of(other);
    assertThat(contents).isEqualTo(of(built("one", FIRST, SECOND)));
    assertThat(contents.rows()).isEqualTo(3);
  }

  @Test
  void one_value_is_seen() throws Exception {
    assertThat(of(built("one", FIRST, SECOND)).tables())
        .isNotEqualTo(of(built("other", FIRST, SECOND.replace("4", "5"))).tables());
  }

  @Test
  void a_row_that_only_the_fates_tell_of_is_seen() throws Exception {
    Contents one = of(built("one", FIRST, SECOND));
    House lossy = built("other", FIRST, SECOND);
    try (var connection = lossy.database.connect();
        var statement = connection.createStatement()) {
      assertThat(
              statement.executeUpdate(
                  "UPDATE iceberg_tables SET metadata_location = previous_metadata_location"
                      + " WHERE catalog_name = 'plaza_fates'"))
          .isEqualTo(1);
    }
    assertThat(of(lossy).tables()).isNotEqualTo(one.tables());
    assertThat(of(lossy).rows()).isEqualTo(one.rows());
  }

  private House built(String name, String first, String second) throws Exception {
    House house = house(name);
    land(house, first, EARLY);
    house.build();
    land(house, second, LATE);
    house.build();
    return house;
  }

  private House house(String name) throws Exception {
    Declarations declared = new Declarations(folder.resolve(name).resolve("tree"), "[0, 0, 1, 1]");
    declared.dataset(
        "readings",
        """
        - {name: city, physicalType: varchar, description: City., primaryKey: true, primaryKeyPosition: 1}
        - {name: sensor, physicalType: varchar, description: Sensor., primaryKey: true, primaryKeyPosition: 2}
        - {name: value, physicalType: integer, description: Value.}
        """,
        "");
    declared.source(
        "readings", "readings", "columns: {sensor: sensor, value: cast(value as int)}\n");
    return new House(folder.resolve(name), Catalog.read(java.util.List.of(declared.root())));
  }

  private void land(House house, String text, String at) throws Exception {
    house.land("readings", Files.writeString(folder.resolve("readings.csv"), text), at);
  }

  private static Contents of(House house) throws Exception {
    return Contents.of(house.home, house.database, house.catalog.datasets().keySet());
  }
}
