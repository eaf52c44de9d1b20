package plaza.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import plaza.contract.DatasetName;
import plaza.contract.Source;

class CatalogTest {
  @TempDir Path folder = Path.of("");
  private Tree tree = new Tree(Path.of(""));

  @BeforeEach
  void plant() {
    tree = Tree.withYs(folder.resolve("schemas"));
  }

  private static List<String> names(Catalog catalog) {
    return catalog.datasets().keySet().stream().map(DatasetName::toString).toList();
  }

  @Test
  void datasets_are_found_by_walking_the_tree() {
    Catalog catalog =
        tree.filled("mobility.bikes", "city", "id")
            .filled("place.villages", "city")
            .file("mobility/.git/x", "hidden")
            .file("README.md", "no folder")
            .read();
    assertThat(catalog.problems()).isEmpty();
    assertThat(names(catalog)).containsExactly("mobility.bikes", "place.villages");
    assertThat(catalog.cities()).containsOnlyKeys("ys");
    assertThat(catalog.feeds()).containsOnlyKeys("bikes");
    assertThat(catalog.city("ys").country()).isEqualTo("FR");
    assertThat(catalog.feed("bikes").title()).isEqualTo("Bikes");
    assertThatThrownBy(() -> catalog.feed("trams")).isInstanceOf(NoSuchElementException.class);
    Dataset bikes = catalog.findDataset(DatasetName.parse("mobility.bikes")).orElseThrow();
    assertThat(bikes.feeds()).containsExactly("bikes");
    assertThat(bikes.inputs()).isEmpty();
    assertThat(bikes.files())
        .containsExactly(
            tree.root().resolve("mobility/bikes/contract.yaml"),
            tree.root().resolve("mobility/bikes/sources/ys.yaml"));
  }

  @Test
  void each_dataset_is_behind_what_it_reads() {
    Catalog catalog =
        tree.derived("city.a", "select c.x, d.x as y from city.c c join city.d d", "x", "y")
            .derived("city.c", "select x from city.d", "x")
            .derived("city.d", "select x from mobility.z", "x")
            .filled("mobility.z", "x")
            .filled("mobility.other", "x")
            .read();
    assertThat(catalog.problems()).isEmpty();
    assertThat(catalog.upstream(List.of(DatasetName.parse("city.a"))))
        .extracting(dataset -> dataset.name().toString())
        .containsExactly("mobility.z", "city.d", "city.c", "city.a");
    assertThat(catalog.upstream(List.copyOf(catalog.datasets().keySet())))
        .extracting(dataset -> dataset.name().toString())
        .hasSize(5)
        .containsSubsequence("mobility.z", "city.d", "city.c", "city.a");
    assertThat(catalog.upstream(List.of(DatasetName.parse("city.unknown")))).isEmpty();
    assertThat(catalog.readers(DatasetName.parse("city.d")))
        .extracting(DatasetName::toString)
        .containsExactly("city.a", "city.c");
    assertThat(catalog.readers(DatasetName.parse("city.a"))).isEmpty();
  }

  @Test
  void a_circle_is_told_of_each_on_it_and_of_what_reads_them() {
    Catalog catalog =
        tree.derived("city.a", "select x from city.b", "x")
            .derived("city.b", "select x from city.a", "x")
            .derived("city.c", "select x from city.a", "x")
            .derived("city.self", "select x from city.self", "x")
            .filled("mobility.z", "x")
            .read();
    assertThat(names(catalog)).containsExactly("mobility.z");
    assertThat(tree.told(catalog))
        .containsExactly(
            "city/a/query.sql:1: found a query that reads its own result, expected no circle",
            "city/b/query.sql:1: found a query that reads its own result, expected no circle",
            "city/self/query.sql:1: found a query that reads its own result, expected no circle",
            "city/c/query.sql:1: found the dataset city.a, expected a dataset without problem");
  }

  @Test
  void a_broken_file_stops_nothing_else() {
    Catalog catalog =
        tree.filled("mobility.bikes", "city")
            .file("cities/mu.yaml", "name: [\n")
            .file("feeds/trams.yaml", "format: csv\n")
            .file("feeds/notes.txt", "call the harbour board")
            .filled("place.villages", "city")
            .file("place/villages/contract.yaml", "\tname: x\n")
            .filled("place.streets", "city")
            .file("place/streets/sources/mu.yaml", "feed: [\n")
            .derived("city.sums", "select (x from city.a", "x")
            .file("Mobility/stops/contract.yaml", "")
            .read();
    assertThat(names(catalog)).containsExactly("mobility.bikes", "place.streets");
    assertThat(tree.told(catalog))
        .extracting(told -> told.substring(0, told.indexOf(':')))
        .contains(
            "cities/mu.yaml",
            "feeds/trams.yaml",
            "feeds/notes.txt",
            "place/villages/contract.yaml",
            "place/streets/sources/mu.yaml",
            "city/sums/query.sql",
            "Mobility/stops");
  }

  @Test
  void a_source_that_names_what_is_not_declared_is_left_out_and_told_at_its_line() {
    tree.filled("mobility.bikes", "city", "id");
    for (String change : List.of("feed: trams", "city: mu", "wheels: sno", "id: sno +")) {
      String key = change.substring(0, change.indexOf(':'));
      String good = "# A comment.\nfeed: bikes\ncity: ys\ncolumns:\n  city: sno\n  id: sno\n";
      String text =
          key.equals("wheels")
              ? good + "  wheels: sno\n"
              : good.replaceFirst(key + ": \\w+\n(?!  id)", change + "\n");
      tree.file(
          "mobility/bikes/sources/" + key + ".yaml",
          key.equals("id") ? good.replace("id: sno", change) : text);
    }
    Catalog catalog = tree.read();
    assertThat(catalog.findDataset(DatasetName.parse("mobility.bikes")).orElseThrow().sources())
        .extracting(Source::id)
        .containsExactly("ys");
    assertThat(tree.told(catalog))
        .hasSize(4)
        .anySatisfy(told ->
            assertThat(told)
                .isEqualTo(
                    "mobility/bikes/sources/feed.yaml:2: found the feed 'trams', expected a feed"
                        + " declared in feeds/ without problem"))
        .anySatisfy(told ->
            assertThat(told)
                .isEqualTo(
                    "mobility/bikes/sources/city.yaml:3: found the city 'mu', expected a city declared"
                        + " in cities/ without problem"))
        .anySatisfy(told ->
            assertThat(told)
                .isEqualTo(
                    "mobility/bikes/sources/wheels.yaml:7: found the column 'wheels', expected one of"
                        + " [city, id]"))
        .anySatisfy(told ->
            assertThat(told)
                .startsWith("mobility/bikes/sources/id.yaml:6: found ")
                .endsWith(", expected a Spark SQL expression"));
  }

  @Test
  void a_dataset_that_lacks_a_source_with_problems_is_not_whole() {
    assertThat(tree.filled("mobility.bikes", "city", "id").read().datasets().values())
        .allMatch(Dataset::isWhole);
    Catalog misspelt =
        tree.file("mobility/bikes/sources/mu.yaml", "feeed: bikes\ncity: ys\ncolumns: {id: sno}\n")
            .read();
    assertThat(misspelt.datasets().values()).singleElement().matches(d -> !d.isWhole());
    Catalog lost =
        tree.file("mobility/bikes/sources/mu.yaml", "feed: gone\ncity: ys\ncolumns: {id: sno}\n")
            .read();
    assertThat(lost.datasets().values()).singleElement().matches(d -> !d.isWhole());
  }

  @Test
  void a_source_reads_rows_and_no_table() {
    Catalog catalog =
        tree.filled("mobility.bikes", "city", "id")
            .file(
                "mobility/bikes/sources/sly.yaml",
                """
                feed: bikes
                city: ys
                where: sno in (select sno from place.villages)
                columns:
                  city: sno
                  id: (select max(x) from place.villages)
                """)
            .read();
    assertThat(tree.told(catalog))
        .containsExactly(
            "mobility/bikes/sources/sly.yaml:6: found a subquery, though an expression reads no table,"
                + " expected a Spark SQL expression",
            "mobility/bikes/sources/sly.yaml:3: found a subquery, though an expression reads no table,"
                + " expected a Spark SQL expression");
  }

  @Test
  void a_required_column_is_filled_by_every_source() {
    tree.file(
        "mobility/bikes/contract.yaml",
        """
        apiVersion: v3.1.0
        kind: DataContract
        id: mobility.bikes
        version: 1.0.0
        domain: mobility
        schema:
          - name: bikes
            description: Bikes.
            dataGranularityDescription: one row per bike
            properties:
              - {name: city, physicalType: varchar, description: c, primaryKey: true, primaryKeyPosition: 1}
              - {name: feed_id, physicalType: varchar, description: f, required: true}
              - {name: seen_at, physicalType: timestamp(6) with time zone, description: s}
              - {name: seen_date, physicalType: date, description: d, required: true}
              - {name: id, physicalType: varchar, description: i, required: true}
              - {name: note, physicalType: varchar, description: n}
        """);
    String head = "feed: bikes\ncity: ys\ncolumns:\n";
    tree.file("mobility/bikes/sources/good.yaml", head + "  id: sno\n  seen_at: to_timestamp(t)\n");
    tree.file("mobility/bikes/sources/no_day.yaml", head + "  id: sno\n");
    tree.file("mobility/bikes/sources/no_id.yaml", head + "  seen_date: to_date(t)\n");
    Catalog catalog = tree.read();
    assertThat(catalog.findDataset(DatasetName.parse("mobility.bikes")).orElseThrow().sources())
        .extracting(Source::id)
        .containsExactly("good");
    assertThat(tree.told(catalog))
        .containsExactly(
            "mobility/bikes/sources/no_day.yaml:1: found no column 'seen_date', expected it: the"
                + " contract requires it",
            "mobility/bikes/sources/no_id.yaml:1: found no column 'id', expected it: the contract"
                + " requires it");
  }

  @Test
  void a_dataset_has_sources_or_a_query() {
    assertThat(
            tree.contract("city.neither", "x")
                .filled("city.both", "x")
                .file("city/both/query.sql", "select x from city.neither")
                .filled("city.no_source", "x")
                .file("city/no_source/sources/ys.yaml", "feed: [\n")
                .told())
        .contains(
            "city/neither/contract.yaml:1: found neither usable sources nor a usable query,"
                + " expected either sources/*.yaml or query.sql",
            "city/both/contract.yaml:1: found sources and a query, expected either sources/*.yaml"
                + " or query.sql",
            "city/no_source/contract.yaml:1: found neither usable sources nor a usable query,"
                + " expected either sources/*.yaml or query.sql");
  }

  @Test
  void what_is_derived_from_a_broken_dataset_is_told_down_the_line() {
    Catalog catalog =
        tree.contract("city.broken", "x")
            .derived("city.next", "select x from city.broken", "x")
            .derived("city.last", "select x from city.next", "x")
            .read();
    assertThat(catalog.datasets()).isEmpty();
    assertThat(tree.told(catalog))
        .containsExactly(
            "city/broken/contract.yaml:1: found neither usable sources nor a usable query,"
                + " expected either sources/*.yaml or query.sql",
            "city/next/query.sql:1: found the dataset city.broken, expected a dataset without"
                + " problem",
            "city/last/query.sql:1: found the dataset city.next, expected a dataset without"
                + " problem");
  }

  @Test
  void a_query_gives_the_contracts_columns_no_more_and_no_less() {
    tree.filled("mobility.z", "x", "y");
    assertThat(tree.derived("city.a", "select x, y as extra from mobility.z", "x", "y").told())
        .containsExactly(
            "city/a/query.sql:1: found the columns [extra, x], expected the contract's [x, y]");
    assertThat(tree.derived("city.a", "select x, y, y as x from mobility.z", "x", "y").told())
        .containsExactly(
            "city/a/query.sql:1: found the columns [x, x, y], expected the contract's [x, y]");
    assertThat(tree.derived("city.a", "select y, x from mobility.z", "x", "y").told()).isEmpty();
  }

  @Test
  void a_second_tree_adds_a_source_to_a_dataset_of_the_first() {
    tree.filled("mobility.bikes", "city").write();
    Tree second =
        new Tree(folder.resolve("more"))
            .file(
                "cities/mu.yaml",
                "name: Mu\ncountry: FR\ntime_zone: Europe/Paris\nmetric_crs: EPSG:2154\nbounds: [0, 48, 1, 49]\n")
            .file("mobility/bikes/sources/mu.yaml", "feed: bikes\ncity: mu\ncolumns: {city: sno}\n")
            .write();
    Catalog catalog = Catalog.read(List.of(tree.root(), second.root(), tree.root()));
    assertThat(catalog.problems()).isEmpty();
    Dataset bikes = catalog.findDataset(DatasetName.parse("mobility.bikes")).orElseThrow();
    assertThat(bikes.sources()).extracting(Source::city).containsExactly("ys", "mu");
    assertThat(bikes.folders())
        .containsExactly(
            tree.root().resolve("mobility/bikes"), second.root().resolve("mobility/bikes"));
    Catalog alone = Catalog.read(List.of(second.root()));
    assertThat(alone.datasets()).isEmpty();
    assertThat(second.told(alone))
        .contains("mobility/bikes:1: found 0 files contract.yaml of mobility.bikes, expected one");
  }

  @Test
  void a_contract_twice_or_a_city_twice_is_told_where_it_stands_again() {
    tree.filled("mobility.bikes", "city").write();
    Tree second = Tree.withYs(folder.resolve("more")).contract("mobility.bikes", "city").write();
    Catalog catalog = Catalog.read(List.of(tree.root(), second.root()));
    assertThat(catalog.datasets()).isEmpty();
    assertThat(catalog.cities()).containsOnlyKeys("ys");
    assertThat(second.told(catalog))
        .containsExactly(
            "cities/ys.yaml:1: found 'ys' again, expected each name once",
            "feeds/bikes.yaml:1: found 'bikes' again, expected each name once",
            "mobility/bikes/contract.yaml:1: found 2 files contract.yaml of mobility.bikes,"
                + " expected one");
  }

  @Test
  void a_root_that_is_not_there_is_told() {
    Catalog catalog = Catalog.read(List.of(folder.resolve("gone")));
    assertThat(catalog.problems()).hasSize(1);
    assertThat(catalog.datasets()).isEmpty();
  }
}
