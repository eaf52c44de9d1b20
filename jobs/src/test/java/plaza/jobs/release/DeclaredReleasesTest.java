package plaza.jobs.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import plaza.catalog.Catalog;
import plaza.contract.City;
import plaza.contract.Column;
import plaza.contract.Contract;
import plaza.contract.Limits;
import plaza.contract.Place;
import plaza.contract.Release;
import plaza.contract.Tier;
import plaza.jobs.Checkout;
import plaza.jobs.Engine;
import plaza.jobs.FixtureRows;
import plaza.jobs.stack.SparkSessions;
import plaza.lake.LandedFiles;
import plaza.release.Pseudonyms;
import plaza.release.Tiering;

/**
 * Makes of every dataset's fixtures what its contract gives away, found by walking the tree, and
 * holds it against laws that are reckoned apart from how it is made.
 *
 * <p>The rows are those of {@code fixtures/expected.csv}, or of {@code fixtures/released/rows.csv}
 * where a few rows show nothing that so many people have to stand behind. {@code
 * fixtures/released/CITY/INSTANT/TIER.csv} says by hand what a tier shows as of an instant, with an
 * asterisk for a pseudonym.
 */
class DeclaredReleasesTest {
  private static final Catalog CATALOG = Catalog.read(List.of(Checkout.SCHEMAS));
  private static final Pseudonyms PSEUDONYMS =
      new Pseudonyms("a secret of this test alone".getBytes(StandardCharsets.UTF_8));
  private static final SparkSession SPARK = session();
  private static final Instant LONG_AFTER = Instant.parse("2099-12-31T12:34:56Z");

  private static SparkSession session() {
    SparkSession session = Engine.spark().newSession();
    SparkSessions.suit(session, 0);
    return session;
  }

  @Test
  void something_is_released_in_every_city() {
    assertThat(CATALOG.problems()).isEmpty();
    for (City city : CATALOG.cities().values()) {
      assertThat(city.ladder()).as(city.id()).containsKey(Tier.OPEN);
    }
    assertThat(releases()).isNotEmpty();
  }

  @TestFactory
  Stream<DynamicTest> what_is_released_keeps_what_is_declared() {
    return releases().stream()
        .map(dataset ->
            DynamicTest.dynamicTest(
                dataset.name().toString(),
                () -> {
                  Dataset<Row> rows = rows(dataset).cache();
                  for (City city : cities(rows)) {
                    holds(dataset.findRelease().orElseThrow(), city, rows);
                  }
                  rows.unpersist();
                }));
  }

  @TestFactory
  Stream<DynamicTest> what_is_released_is_what_was_written_down_by_hand() {
    return releases().stream()
        .flatMap(dataset ->
            written(dataset).stream()
                .map(file ->
                    DynamicTest.dynamicTest(
                        dataset.name() + " " + file.getParent().getParent().relativize(file),
                        () -> isAsWritten(dataset, file))));
  }

  private static List<plaza.catalog.Dataset> releases() {
    return CATALOG.datasets().values().stream().filter(d -> d.findRelease().isPresent()).toList();
  }

  private static Path fixtures(plaza.catalog.Dataset dataset) {
    return dataset.folders().getFirst().resolve("fixtures");
  }

  private static Dataset<Row> rows(plaza.catalog.Dataset dataset) throws IOException {
    Path own = fixtures(dataset).resolve("released/rows.csv");
    return FixtureRows.read(
        SPARK,
        Files.exists(own) ? own : fixtures(dataset).resolve("expected.csv"),
        dataset.contract());
  }

  private static List<City> cities(Dataset<Row> rows) {
    return rows.select("city").distinct().collectAsList().stream()
        .map(row -> row.getString(0))
        .filter(id -> CATALOG.cities().containsKey(id))
        .sorted()
        .map(CATALOG::city)
        .toList();
  }

  private static void holds(Release release, City city, Dataset<Row> table) {
    List<Map<String, Object>> rows =
        Reckoning.rows(table.where(functions.col("city").equalTo(city.id())));
    for (Instant asOf : instants(release, city, rows)) {
      @Nullable Shown narrower = null;
      for (Shown shown : shown(release, city, table, asOf).descendingMap().values()) {
        shown.laws(rows, narrower);
        narrower = shown;
      }
    }
  }

  // Long after, when all is old enough; and a second before the youngest is for the widest that
  // waits.
  private static List<Instant> instants(
      Release release, City city, List<Map<String, Object>> rows) {
    NavigableMap<Tier, Limits> tiers = release.tiers(city);
    Optional<Reckoning> waits =
        tiers.values().stream()
            .filter(limits -> !limits.delay().isZero() || !limits.renewal().isNone())
            .map(limits ->
                new Reckoning(release, city, limits, tiers.lastEntry().getValue(), LONG_AFTER))
            .findFirst();
    List<Instant> instants = new ArrayList<>(List.of(LONG_AFTER));
    waits.ifPresent(reckoning ->
        rows.stream()
            .map(reckoning::end)
            .max(Comparator.naturalOrder())
            .map(reckoning::before)
            .ifPresent(instants::add));
    return instants;
  }

  private static NavigableMap<Tier, Shown> shown(
      Release release, City city, Dataset<Row> table, Instant asOf) {
    NavigableMap<Tier, Limits> limits = release.tiers(city);
    NavigableMap<Tier, Shown> shown = new TreeMap<>();
    new Tiering(release, city, PSEUDONYMS, asOf, "1.0.0")
        .tiers(table, Map.of())
        .forEach((tier, rows) ->
            shown.put(
                tier,
                new Shown(
                    new Reckoning(
                        release,
                        city,
                        Objects.requireNonNull(limits.get(tier)),
                        limits.lastEntry().getValue(),
                        asOf),
                    List.of(rows.columns()),
                    Reckoning.rows(rows))));
    return shown;
  }

  /** What a tier shows, and what has to hold of it. */
  private record Shown(Reckoning of, List<String> columns, List<Map<String, Object>> rows) {
    void laws(List<Map<String, Object>> table, @Nullable Shown narrower) {
      String name = of.release().contract().dataset() + " " + of.city().id() + " " + tier();
      assertThat(columns).as(name + ": columns").containsExactlyElementsOf(declared());
      boxes(name);
      cells(name);

      List<Map<String, Object>> old = table.stream().filter(of::isShowable).toList();
      Pairing<Map<String, Object>, Map<String, Object>> origins =
          new Pairing<>(rows, old, of::isOf);
      assertThat(origins.orphans())
          .as(name + " " + of.asOf() + ": made of no row that is old enough")
          .isEmpty();
      if (narrower != null) {
        assertThat(new Pairing<>(rows, narrower.rows, of::isToldFrom).orphans())
            .as(name + ": told by no row of " + narrower.tier())
            .isEmpty();
      }
      if (of.limits().minCount() > 1 && of.release().subject() != null) {
        subjects(name, old);
      }
      if (of.limits().minCount() > 1 && of.release().counted() != null) {
        counts(name, origins.unused());
      }
      boolean isWhole = of.limits().minCount() == 1 && of.limits().time().isNone();
      if (isWhole && (narrower == null || narrower.rows.size() == table.size())) {
        assertThat(rows).as(name + ": withheld without a cause").hasSize(old.size());
      }
    }

    private String tier() {
      return of.limits().tier().id();
    }

    private List<String> declared() {
      List<String> declared = new ArrayList<>(of.limits().columns());
      for (Column place : of.places()) {
        declared.addAll(of.release().contract().bbox(place));
      }
      return declared;
    }

    // The box of a point is the point as it is shown.
    private void boxes(String name) {
      for (Column place : of.places()) {
        List<String> box = of.release().contract().bbox(place);
        for (Map<String, Object> row : rows) {
          if (row.get(place.name()) instanceof List<?> point) {
            assertThat(box.stream().map(row::get).toList())
                .as(name + ": box")
                .isEqualTo(List.of(point.get(0), point.get(1), point.get(0), point.get(1)));
          }
        }
      }
    }

    // Middles are a cell apart, or there would be two grids over each other.
    private void cells(String name) {
      boolean isAged = of.release().findOpening().isPresent();
      if (of.limits().position() instanceof Place.Cell cell && !isAged) {
        for (Column place : of.places()) {
          Set<List<?>> middles =
              rows.stream()
                  .map(row -> row.get(place.name()))
                  .filter(List.class::isInstance)
                  .map(middle -> (List<?>) middle)
                  .collect(Collectors.toSet());
          for (List<?> a : middles) {
            for (List<?> b : middles) {
              assertThat(a.equals(b) ? cell.metres() : Reckoning.distance(a, b))
                  .as(name + ": cells apart")
                  .isGreaterThan(cell.metres() * 0.99);
            }
          }
        }
      }
    }

    private void subjects(String name, List<Map<String, Object>> old) {
      String subject = Objects.requireNonNull(of.release().subject());
      Map<List<@Nullable Object>, Long> groups =
          rows.stream().collect(Collectors.groupingBy(of::group, Collectors.counting()));
      for (Map<String, Object> row : rows) {
        Set<Object> behind = new HashSet<>();
        old.stream()
            .filter(each -> of.isOf(row, each) && each.containsKey(subject))
            .forEach(each -> behind.add(each.get(subject)));
        assertThat(behind).as(name + ": behind " + row).hasSizeGreaterThanOrEqualTo(least());
        assertThat(groups.get(of.group(row))).as(name + ": " + row).isGreaterThanOrEqualTo(least());
      }
    }

    private int least() {
      return of.limits().minCount();
    }

    private void counts(String name, List<Map<String, Object>> withheld) {
      String counted = Objects.requireNonNull(of.release().counted());
      assertThat(rows).as(name).allMatch(row -> row.get(counted) == null || count(row) >= least());
      for (List<String> total : of.release().totals()) {
        Map<List<@Nullable Object>, List<Long>> under = new HashMap<>();
        for (Map<String, Object> row : withheld) {
          under.computeIfAbsent(key(row, total), each -> new ArrayList<>()).add(count(row));
        }
        // A total tells the sum of what is withheld under it, so that is of several, and enough;
        // unless nothing is left to withhold, when the total itself is of few.
        Set<List<@Nullable Object>> left =
            rows.stream()
                .filter(row -> count(row) > 0)
                .map(row -> key(row, total))
                .collect(Collectors.toSet());
        under.forEach((key, counts) -> {
          if (left.contains(key) && counts.stream().anyMatch(count -> count > 0)) {
            assertThat(counts)
                .as("%s: %s told by the total of %s", name, counted, key)
                .hasSizeGreaterThan(1);
            assertThat(counts.stream().mapToLong(Long::longValue).sum())
                .isGreaterThanOrEqualTo(least());
          }
        });
      }
    }

    private static List<@Nullable Object> key(Map<String, Object> row, List<String> columns) {
      List<@Nullable Object> key = new ArrayList<>();
      columns.forEach(column -> key.add(row.get(column)));
      return key;
    }

    private long count(Map<String, Object> row) {
      return row.get(Objects.requireNonNull(of.release().counted())) instanceof Number number
          ? number.longValue()
          : 0;
    }
  }

  private static List<Path> written(plaza.catalog.Dataset dataset) {
    Path released = fixtures(dataset).resolve("released");
    if (!Files.isDirectory(released)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(released, 3)) {
      return files.filter(f -> released.relativize(f).getNameCount() == 3).sorted().toList();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static void isAsWritten(plaza.catalog.Dataset dataset, Path file) throws IOException {
    Release release = dataset.findRelease().orElseThrow();
    Path at = file.getParent();
    City city = CATALOG.city(at.getParent().getFileName().toString());
    Instant asOf = Instant.from(LandedFiles.INSTANT.parse(at.getFileName().toString()));
    Tier tier = Tier.of(file.getFileName().toString().replace(".csv", ""));
    Dataset<Row> shown =
        Objects.requireNonNull(
            new Tiering(release, city, PSEUDONYMS, asOf, "1.0.0")
                .tiers(rows(dataset), Map.of())
                .get(tier));
    Limits limits = Objects.requireNonNull(release.tiers(city).get(tier));
    assertThat(texts(shown, limits, dataset.contract()))
        .containsExactlyInAnyOrderElementsOf(
            FixtureRows.records(file).stream()
                .map(record ->
                    limits.columns().stream()
                        .map(column -> column + "=" + record.getField(column))
                        .collect(Collectors.joining("|")))
                .toList());
  }

  private static List<String> texts(Dataset<Row> shown, Limits limits, Contract contract) {
    org.apache.spark.sql.Column[] texts =
        limits.columns().stream()
            .map(name -> {
              org.apache.spark.sql.Column value = functions.col(name);
              if (contract.findColumn(name).orElseThrow().isGeometry()) {
                value = functions.expr("ST_AsText(ST_GeomFromWKB(" + name + "))");
              } else if (limits.pseudonyms().containsKey(name)) {
                value = functions.when(value.isNotNull(), functions.lit("*"));
              }
              return value;
            })
            .toArray(org.apache.spark.sql.Column[]::new);
    return shown.select(texts).collectAsList().stream()
        .map(row -> {
          List<String> cells = new ArrayList<>();
          for (int i = 0; i < texts.length; i++) {
            cells.add(limits.columns().get(i) + "=" + Objects.toString(row.get(i), ""));
          }
          return String.join("|", cells);
        })
        .toList();
  }
}
