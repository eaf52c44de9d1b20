package plaza.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import plaza.catalog.Catalog;
import plaza.format.ReadRequest;
import plaza.jobs.bench.ByteFaults;
import plaza.jobs.bench.ByteFaults.Counts;

/** Damaged copies of files: {@code -Dplaza.mutants=N} for more of each. */
class ByteFaultsTest {
  private static final Path FEEDS = Checkout.ROOT.resolve("../shared/feeds").normalize();
  private static final int MUTANTS = Integer.getInteger("plaza.mutants", 40);

  @TempDir Path folder;

  @Test
  void every_damaged_copy_is_counted_once_and_again_the_same() throws Exception {
    Path file = folder.resolve("a.csv");
    Files.writeString(file, "sno,name\n" + "1,Harbour\n2,\"Old\nMill\"\n".repeat(50));
    ReadRequest request = csv("UTF-8");
    Counts counts = ByteFaults.of(file, request, 7, 300);
    assertThat(counts.whole() + counts.refused() + counts.unreadable()).isEqualTo(300);
    assertThat(counts.whole()).isPositive();
    assertThat(counts.refused()).isPositive();
    assertThat(counts.unreadable()).isPositive();
    assertThat(ByteFaults.of(file, request, 7, 300)).isEqualTo(counts);
    assertThat(ByteFaults.of(file, request, 8, 300)).isNotEqualTo(counts);
  }

  @Test
  void a_reader_that_fails_in_another_way_is_told_with_the_copy_that_made_it() throws Exception {
    Path file = Files.writeString(folder.resolve("a.csv"), "sno,name\n1,x\n");
    assertThatThrownBy(() -> ByteFaults.of(file, csv("no-such-encoding"), 3, 5))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(
            "a.csv, damaged copy 0 of seed 3: found java.nio.charset.Unsupported");
  }

  @Test
  void damaged_files_of_real_feeds_end_in_rows_or_in_a_finding() throws Exception {
    Assumptions.assumeTrue(Files.isDirectory(FEEDS), "no real feeds at " + FEEDS);
    Catalog catalog = Catalog.read(List.of(Checkout.SCHEMAS));
    damage(catalog, "tw_youbike", "youbike/wu4fmp6__python_analysis/youbike_immediate.json", null);
    damage(catalog, "tw_air", "air-quality/BlackLutos__PM2.5_data/aqx_p_432.csv", null);
    damage(
        catalog,
        "tw_villages",
        "boundaries/tpe-doit__Taipei-City-Dashboard/taipei_village.geojson",
        null);
    damage(catalog, "au_cairns_gtfs", "gtfs/mrcagney__gtfs_kit/cairns_gtfs.zip", "stops");
    Counts stations =
        ByteFaults.of(
            stations(),
            new ReadRequest(
                "shapefile",
                Map.of(),
                null,
                "EPSG:3826",
                null,
                List.of("NAME", "AREA", "_geometry"),
                Set.of()),
            1,
            5 * MUTANTS);
    assertThat(stations.whole()).as("stations %s", stations).isPositive();
    assertThat(stations.unreadable()).as("stations %s", stations).isPositive();
  }

  private Path stations() throws IOException {
    Path data = FEEDS.resolve("vector-formats/leoluyi__taipei_mrt/data");
    Path zip = folder.resolve("stations.zip");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
      for (String ending : List.of("shp", "shx", "dbf", "prj")) {
        out.putNextEntry(new ZipEntry("stations." + ending));
        Files.copy(data.resolve("TpeMRTStations_TWD97." + ending), out);
        out.closeEntry();
      }
    }
    return zip;
  }

  private static void damage(Catalog catalog, String feed, String path, @Nullable String member)
      throws Exception {
    Counts counts = ByteFaults.of(FEEDS.resolve(path), catalog.feed(feed), member, 1, MUTANTS);
    assertThat(counts.whole() + counts.refused() + counts.unreadable())
        .as(feed + " " + counts)
        .isEqualTo(MUTANTS);
  }

  private static ReadRequest csv(String encoding) {
    return new ReadRequest(
        "csv", Map.of(), encoding, "EPSG:4326", null, List.of("sno", "name"), Set.of());
  }
}
