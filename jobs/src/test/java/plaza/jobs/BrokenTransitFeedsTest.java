package plaza.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import plaza.catalog.Catalog;
import plaza.catalog.Dataset;
import plaza.contract.DatasetName;
import plaza.gold.Derivation;
import plaza.lake.LandedFiles;
import plaza.landing.Fetch;
import plaza.silver.Conform;
import plaza.silver.Filling;

/**
 * Timetables with one defect each, all landed for one city: what is found of each by the readers,
 * by the sources and by the checks beside the contracts.
 */
class BrokenTransitFeedsTest {
  private static final String CITY = "beatty";

  private final Map<String, SortedSet<String>> found = new TreeMap<>();

  @Test
  void each_defect_that_riders_notice_is_found(@TempDir Path folder) throws Exception {
    Assumptions.assumeTrue(
        Files.isDirectory(BrokenTimetables.FOLDER), "no folder of broken feeds at hand");
    List<Path> archives = BrokenTimetables.zip(folder);
    Catalog catalog = declared(folder.resolve("tree"), archives);
    LandedFiles landed = new LandedFiles(folder.resolve("landed"));
    Fetch fetch = new Fetch(landed, folder, null, null);
    for (Path archive : archives) {
      String feed = feed(archive);
      found.put(feed, new TreeSet<>());
      fetch.land(catalog.feed(feed), archive, Instant.parse("2008-01-01T12:00:00Z"));
    }
    SparkSession spark = Engine.little();
    List<Dataset> silver = filled(catalog, feed(archives.getFirst()));
    for (Dataset dataset : silver) {
      conform(spark, dataset, catalog, landed);
    }
    spark
        .sql("select '" + CITY + "' as city, 'EPSG:26911' as metric_crs")
        .createOrReplaceTempView("broken_cities");
    for (String table : List.of("transit_shapes", "transit_service_days")) {
      Dataset dataset = catalog.findDataset(new DatasetName("mobility", table)).orElseThrow();
      new Derivation(spark)
          .derive(bound(dataset.findQuery().orElseThrow().sql()), dataset.contract())
          .localCheckpoint()
          .createOrReplaceTempView("broken_" + table);
      check(spark, dataset);
    }
    for (Dataset dataset : silver) {
      check(spark, dataset);
    }

    Map<String, SortedSet<String>> expected = new TreeMap<>();
    BrokenTimetables.FOUND.forEach(
        (name, codes) -> expected.put(feed(Path.of(name + ".zip")), new TreeSet<>(codes.plaza())));
    assertThat(found).isEqualTo(expected);
  }

  private static Catalog declared(Path tree, List<Path> archives) throws IOException {
    Timetables timetables = new Timetables(tree);
    List<Dataset> like = filled(Catalog.read(List.of(Checkout.SCHEMAS)), "au_cairns_gtfs");
    String zone = "America/Los_Angeles";
    timetables.declare(
        CITY,
        """
        name: Beatty and all the world
        country: US
        time_zone: %s
        metric_crs: EPSG:26911
        bounds: [-180, -90, 180, 90]
        languages: [en]
        """
            .formatted(zone),
        feed(archives.getFirst()),
        zone,
        like,
        "cairns");
    for (Path archive : archives.subList(1, archives.size())) {
      timetables.declareFeed(CITY, feed(archive), zone, like, "cairns");
    }
    Catalog catalog = Catalog.read(List.of(Checkout.SCHEMAS, tree));
    assertThat(catalog.problems()).isEmpty();
    return catalog;
  }

  private static String feed(Path archive) {
    return "broken_"
        + archive.getFileName().toString().replaceFirst("\\.zip$", "").replace('-', '_');
  }

  private static List<Dataset> filled(Catalog catalog, String feed) {
    return catalog.datasets().values().stream()
        .filter(dataset -> dataset.feeds().contains(feed))
        .toList();
  }

  private void conform(SparkSession spark, Dataset dataset, Catalog catalog, LandedFiles landed)
      throws Exception {
    List<Filling> fillings =
        dataset.sources().stream()
            .filter(source -> source.feed().startsWith("broken_"))
            .map(s -> new Filling(s, catalog.feed(s.feed()), catalog.city(CITY)))
            .toList();
    var conformed = new Conform(spark, landed).conform(dataset.contract(), fillings).orElseThrow();
    // Without the way that it was made, of which each task of each check would be told anew.
    conformed.table().localCheckpoint().createOrReplaceTempView("broken_" + dataset.name().table());
    // A row that gives way to one of the same file has its key from it.
    for (Row row :
        conformed
            .rows()
            .selectExpr(
                "_source",
                "case when _fate = 'superseded' and startswith(_winner, _receipt)"
                    + " then 'duplicate_key' else _code end as code")
            .where("code is not null")
            .distinct()
            .collectAsList()) {
      add(row.getString(0), dataset, row.getString(1));
    }
  }

  private void check(SparkSession spark, Dataset dataset) {
    for (var check : dataset.checks()) {
      for (Row row : spark.sql(bound(check.sql())).select("feed_id").distinct().collectAsList()) {
        add(row.getString(0), dataset, check.code().toLowerCase(Locale.ROOT));
      }
    }
  }

  private void add(String feed, Dataset dataset, String code) {
    found
        .computeIfAbsent(feed, f -> new TreeSet<>())
        .add(dataset.name().table().replaceFirst("^transit_", "") + " " + code);
  }

  /** A statement over the views of this test. */
  private static String bound(String sql) {
    return sql.replaceAll("\\b(?:mobility|place)\\.(\\w+)", "broken_$1");
  }
}
