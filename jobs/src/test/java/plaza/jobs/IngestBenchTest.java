package plaza.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import plaza.catalog.Catalog;
import plaza.jobs.bench.Ours;
import plaza.jobs.bench.Round;
import plaza.jobs.bench.SensorFile;
import plaza.jobs.bench.SensorTree;

/** The measurement measures what it says. */
class IngestBenchTest {
  @TempDir Path folder;

  @Test
  void the_table_that_is_measured_holds_the_good_rows_of_the_file_each_time() throws Exception {
    House house =
        new House(folder, Catalog.read(List.of(SensorTree.write(folder.resolve("tree")))));
    Path file = folder.resolve("readings.csv");
    new SensorFile(10_000, 50, LocalDateTime.parse("2026-03-01T00:00:00")).write(file);
    Ours ours = new Ours(house.catalog, house.spark, house.home, house.database);

    Round first = ours.run(file);
    Round second = ours.run(file);

    List<String[]> good =
        Files.readAllLines(file).stream()
            .skip(1)
            .map(line -> line.split(",", -1))
            .filter(f -> !f[1].startsWith("2026-02-30") && !f[5].equals("999.9"))
            .toList();
    // Two of the one kind and two of the other.
    assertThat(good).hasSize(9_996);
    assertThat(first.answer().rows()).isEqualTo(9_996);
    double pm25 = good.stream().mapToDouble(f -> Double.parseDouble(f[4])).sum();
    assertThat(first.answer().sums().getFirst()).isCloseTo(pm25, within(1e-6));
    // 200 times, five minutes apart, of clocks nine hours ahead of UTC.
    assertThat(first.answer().first()).isEqualTo("2026-02-28 15:00:00");
    assertThat(first.answer().last()).isEqualTo("2026-03-01 07:35:00");
    assertThat(second.answer().agrees(first.answer())).isTrue();
    assertThat(first.seconds()).isGreaterThan(first.landing());
  }
}
