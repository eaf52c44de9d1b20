package plaza.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import plaza.catalog.Catalog;
import plaza.catalog.Dataset;
import plaza.contract.DatasetName;
import plaza.lake.Delivery;
import plaza.lake.LandedFiles;
import plaza.lake.LandedFiles.Arrival;
import plaza.lake.Load.FateCount;
import plaza.lake.Receipt;
import plaza.silver.Conform;
import plaza.silver.Conformed;
import plaza.silver.Filling;

/** A feed whose files are whole registers, fetched in pages. */
class PagedRegisterTest {
  private static final Catalog CATALOG = Catalog.read(List.of(Checkout.SCHEMAS));
  private static final String FEED = "tw_youbike_sites";
  private static final Instant NOON = Instant.parse("2024-07-01T12:00:00Z");

  @TempDir Path folder = Path.of("");

  private static String stations(int... numbers) {
    StringBuilder csv = new StringBuilder("sno,sna,sarea,latitude,longitude,ar,act\n");
    for (int number : numbers) {
      csv.append("50099900%d,站,區,25.0,121.5,路,1\n".formatted(number));
    }
    return csv.toString();
  }

  private static List<Receipt> land(LandedFiles landed, Instant at, String... pages)
      throws IOException {
    try (Delivery delivery = landed.deliver(FEED, pages.length > 1)) {
      for (int i = 0; i < pages.length; i++) {
        Arrival arrival = new Arrival(FEED, at, "here", "sites.csv", "text/csv", null);
        delivery.put(i + 1, arrival, new ByteArrayInputStream(pages[i].getBytes(UTF_8)));
      }
      return delivery.land(landed.newest(FEED));
    }
  }

  private static List<String> fates(LandedFiles landed) throws Exception {
    Dataset dataset =
        CATALOG.findDataset(DatasetName.parse("mobility.bike_stations")).orElseThrow();
    List<Filling> fillings =
        dataset.sources().stream()
            .filter(source -> source.feed().equals(FEED))
            .map(source -> new Filling(source, CATALOG.feed(FEED), CATALOG.city("taipei")))
            .toList();
    Conformed conformed =
        new Conform(Engine.spark(), landed)
            .conform(dataset.contract(), fillings, Map.of(), List.of())
            .orElseThrow();
    try {
      assertThat(conformed.findings()).isEmpty();
      return conformed.counts().stream().map(PagedRegisterTest::text).toList();
    } finally {
      conformed.release();
    }
  }

  private static String text(FateCount count) {
    return count.receipt() + " " + count.fate() + " " + count.rows();
  }

  @Test
  void all_pages_of_the_newest_fetch_are_the_register() throws Exception {
    LandedFiles landed = new LandedFiles(folder);
    List<Receipt> first = land(landed, NOON, stations(1, 2));
    assertThat(fates(landed)).containsExactly(first.getFirst().id() + " kept 2");
    List<Receipt> second = land(landed, NOON.plusSeconds(60), stations(1, 3), stations(4));
    assertThat(fates(landed))
        .containsExactlyInAnyOrder(
            first.getFirst().id() + " superseded 2",
            second.getFirst().id() + " kept 2",
            second.getLast().id() + " kept 1");
    List<Receipt> third = land(landed, NOON.plusSeconds(120), stations(1), stations(5));
    assertThat(fates(landed))
        .containsExactlyInAnyOrder(
            first.getFirst().id() + " superseded 2",
            second.getFirst().id() + " superseded 2",
            second.getLast().id() + " superseded 1",
            third.getFirst().id() + " kept 1",
            third.getLast().id() + " kept 1");
    // A page that is bad takes its fetch with it, and the one before holds again.
    landed.setAside(third.getLast(), "half a register");
    assertThat(fates(landed))
        .containsExactlyInAnyOrder(
            first.getFirst().id() + " superseded 2",
            second.getFirst().id() + " kept 2",
            second.getLast().id() + " kept 1");
  }
}
