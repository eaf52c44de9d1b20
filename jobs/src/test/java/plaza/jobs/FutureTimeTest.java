package plaza.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import plaza.catalog.Catalog;
import plaza.contract.DatasetName;
import plaza.lake.FateRows;
import plaza.lake.Shelf;

/** An observation that claims to be of later than its file was fetched. */
class FutureTimeTest {
  private static final String READINGS = "environment.readings";

  @TempDir Path folder;

  @Test
  void what_was_fetched_before_it_happened_is_refused_and_the_rest_is_kept() throws Exception {
    // Fetched at noon, of which an hour more is allowed, that hour itself among it.
    House house = house("future: PT1H");
    house.build(READINGS);
    assertThat(
            new FateRows(house.database, house.home.warehouse())
                .refused(DatasetName.parse(READINGS), Shelf.PUBLISHED, 9))
        .singleElement()
        .satisfies(row -> {
          assertThat(row.code()).isEqualTo("future_time");
          assertThat(row.row()).isEqualTo(4);
          assertThat(row.message())
              .isEqualTo(
                  "read_at: found 2026-05-08T13:00:01Z in a file fetched at 2026-05-08T12:00:00Z,"
                      + " expected at most PT1H later");
        });
    assertThat(house.published(READINGS)).hasSize(2);
  }

  @Test
  void where_nothing_is_said_of_the_future_it_is_kept() throws Exception {
    House house = house("silent: {after: P1D}");
    house.build(READINGS);
    assertThat(house.published(READINGS)).hasSize(3);
  }

  private House house(String watch) throws Exception {
    Declarations declared = new Declarations(folder.resolve("tree"), "[0, 0, 1, 1]");
    declared.source(
        "readings", "readings", "columns: {sensor: sensor, read_at: to_timestamp(at)}\n");
    declared.dataset(
        "readings",
        """
        - {name: city, physicalType: varchar, description: City., primaryKey: true, primaryKeyPosition: 1}
        - {name: sensor, physicalType: varchar, description: Sensor., primaryKey: true, primaryKeyPosition: 2}
        - {name: read_at, physicalType: timestamp(6) with time zone, description: When., primaryKey: true, primaryKeyPosition: 3}
        - {name: read_date, physicalType: date, description: Day.}
        """,
        "- {property: watch, value: {at: read_at, series: [city, sensor], %s}}".formatted(watch));
    Path file = folder.resolve("readings.csv");
    Files.writeString(
        file,
        """
        sensor,at
        a,2026-05-08T11:59:00Z
        b,2026-05-08T13:00:00Z
        c,2026-05-08T13:00:01Z
        """);
    House house = new House(folder, Catalog.read(List.of(declared.root())));
    assertThat(house.catalog.problems()).isEmpty();
    house.land("readings", file, "2026-05-08T12:00:00Z");
    return house;
  }
}
