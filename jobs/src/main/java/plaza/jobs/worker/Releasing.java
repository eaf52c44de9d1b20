package plaza.jobs.worker;

import static org.apache.spark.sql.functions.col;

import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;
import org.jspecify.annotations.Nullable;
import plaza.catalog.Catalog;
import plaza.catalog.Dataset;
import plaza.contract.City;
import plaza.contract.Limits;
import plaza.contract.Quality;
import plaza.contract.Relationship;
import plaza.contract.Release;
import plaza.contract.SqlCheck;
import plaza.contract.Tier;
import plaza.jobs.stack.Home;
import plaza.jobs.stack.SparkSessions;
import plaza.lake.Database;
import plaza.lake.LandedFiles;
import plaza.lake.Loads;
import plaza.lake.Published;
import plaza.lake.Releases;
import plaza.lake.Standing;
import plaza.lake.Tables;
import plaza.release.Change;
import plaza.release.Difference;
import plaza.release.Manifest;
import plaza.release.Pseudonyms;
import plaza.release.Tiering;
import plaza.release.leak.Attack;

/**
 * Makes of one published version of a table an edition for each tier, and publishes all of them at
 * once, or leaves them waiting for a word. A release that is refused, or dies on the way, leaves
 * the current version as it was.
 */
public final class Releasing {
  private final SparkSession spark;
  private final Catalog catalog;
  private final Home home;
  private final Database database;
  private final List<Attack> attacks;
  private final Progress progress;
  private final Releases releases;

  /** Releases under a home, each attacked first. */
  public Releasing(
      SparkSession spark,
      Catalog catalog,
      Home home,
      Database database,
      List<Attack> attacks,
      Progress progress) {
    this.spark = spark;
    this.catalog = catalog;
    this.home = home;
    this.database = database;
    this.attacks = attacks;
    this.progress = progress;
    this.releases = new Releases(database);
  }

  /** What a release says while it goes on. */
  public interface Progress extends Stoppable {
    /** Another release goes on; this one waits. */
    void waiting();

    /** Of a tier, something is being made. */
    void releasing(String tier, String what);

    /**
     * A step is done that could be the last one of its process: {@code locked}, then for each tier
     * {@code table_written}, {@code files_written}, {@code attacked}, {@code drafted}, then {@code
     * placed} and {@code committed}.
     */
    void step(String name);
  }

  /** How a release ended. */
  public enum State {
    PUBLISHED,
    WAITING,
    REFUSED,
    DRY
  }

  /** What one tier came to. */
  public record TierReport(
      String tier, long rows, long bytes, Difference difference, List<Manifest.Leak> leaks) {}

  /**
   * What a release came to.
   *
   * @param why for refused: what was found; for the others what changes, one a line
   */
  public record Report(String version, State state, List<String> why, List<TierReport> tiers) {}

  /**
   * Releases a table that declares a release.
   *
   * @param only the tiers to make, or none for all
   * @param asOf decides what is old enough
   * @param isDry all is made and attacked, and nothing of it stays
   */
  public Report release(Dataset dataset, Set<Tier> only, Instant asOf, boolean isDry)
      throws Exception {
    return releases.alone(
        progress::waiting,
        () -> {
          progress.step("locked");
          return new One(dataset, only, asOf, isDry).carryOut();
        });
  }

  /** A release on its way. */
  private final class One {
    private final Dataset dataset;
    private final Release release;
    private final Instant asOf;
    private final boolean isDry;
    private final Set<Tier> only;
    private final Map<Tier, Manifest> former = new EnumMap<>(Tier.class);
    private final Map<Tier, Releases.Edition> editions = new EnumMap<>(Tier.class);

    One(Dataset dataset, Set<Tier> only, Instant asOf, boolean isDry) {
      this.dataset = dataset;
      this.release = dataset.findRelease().orElseThrow();
      this.asOf = asOf;
      this.isDry = isDry;
      this.only = only;
    }

    Report carryOut() throws Exception {
      @Nullable Standing standing = new Loads(database).standings().get(dataset.name());
      Optional<Published> published = Published.find(database, dataset.name());
      if (standing == null || published.isEmpty()) {
        return refused("it has no table yet; ./plaza run " + dataset.name() + " builds it");
      }
      if (standing.isLastFailed()) {
        return refused(
            "its last build failed its checks, so its table is out of date; see ./plaza status");
      }
      new Sweep(home, releases).of(dataset.name());
      Optional<Releases.Version> before = releases.findPublished(dataset.name());
      if (before.isPresent()) {
        for (var edition : releases.editions(dataset.name(), before.get().version())) {
          former.put(edition.tier(), Manifest.read(Path.of(edition.folder())));
          editions.put(edition.tier(), edition);
        }
      }
      var rows = precise(published.get());
      SparkSessions.suit(spark, Tables.bytes(rows));
      List<City> cities = cities(rows);
      Map<Tier, Limits> limits = limits(cities);
      if (limits.isEmpty()) {
        return refused("it has no rows of a city with tiers");
      }
      String declared = declared(cities);
      boolean isSame = before.isPresent() && before.get().declared().equals(declared);
      Change change = Change.between(former, latest(), versions(), dataset.contract(), limits);
      var version =
          new Drafting.Version(
              release,
              cities,
              catalog.licences(),
              rows,
              change.version(),
              standing.load(),
              published.get().snapshot(),
              asOf,
              Instant.now().truncatedTo(ChronoUnit.SECONDS),
              new Origins(catalog, new Loads(database)).of(dataset.name()),
              checks());
      return publish(version, limits, change, before, declared, isSame);
    }

    private Report publish(
        Drafting.Version version,
        Map<Tier, Limits> limits,
        Change change,
        Optional<Releases.Version> before,
        String declared,
        boolean isSame)
        throws Exception {
      Drafting drafting = new Drafting(spark, releases, home, attacks, progress, version);
      var shown = tier(version, isSame);
      try {
        List<TierReport> reports = new ArrayList<>();
        List<String> won = new ArrayList<>();
        for (Tier tier : shown.keySet()) {
          progress.checkStop();
          if (!only.isEmpty() && !only.contains(tier)) {
            continue;
          }
          Releases.@Nullable Edition last = editions.get(tier);
          var drafted =
              drafting.draft(
                  Objects.requireNonNull(limits.get(tier)),
                  shown,
                  last == null ? null : Path.of(last.folder()));
          editions.put(tier, drafted.edition());
          reports.add(
              new TierReport(
                  tier.id(),
                  drafted.edition().rows(),
                  drafted.bytes(),
                  drafted.difference(),
                  drafted.leaks()));
          drafted.leaks().stream()
              .filter(Manifest.Leak::isWon)
              .forEach(
                  leak -> won.add("%s: %s: %s".formatted(tier.id(), leak.attack(), leak.seen())));
        }
        editions.keySet().retainAll(limits.keySet());
        boolean waits = change.isBreaking() || !isSame;
        State state =
            !won.isEmpty()
                ? State.REFUSED
                : isDry ? State.DRY : waits ? State.WAITING : State.PUBLISHED;
        if (state == State.REFUSED || state == State.DRY) {
          drafting.discard();
        } else {
          progress.beforePublishing();
          drafting.place();
          progress.step("placed");
          record(version, change, declared, before, waits);
          progress.step("committed");
        }
        return new Report(change.version(), state, won.isEmpty() ? change.what() : won, reports);
      } catch (Exception | Error e) {
        discard(drafting, e);
        throw e;
      } finally {
        shown.values().forEach(each -> each.unpersist());
      }
    }

    // The first failure is the one to be told, whatever else then fails, on a full disk say.
    private void discard(Drafting drafting, Throwable first) {
      try {
        drafting.discard();
      } catch (IOException | SQLException | RuntimeException e) {
        first.addSuppressed(e);
      }
    }

    private void record(
        Drafting.Version version,
        Change change,
        String declared,
        Optional<Releases.Version> before,
        boolean waits)
        throws SQLException {
      Releases.Version recorded =
          new Releases.Version(
              dataset.name(),
              version.number(),
              waits ? Releases.State.WAITING : Releases.State.PUBLISHED,
              version.load(),
              declared,
              String.join("; ", change.what()),
              asOf,
              version.releasedAt(),
              null,
              null);
      List<Releases.Edition> all = List.copyOf(editions.values());
      if (waits) {
        releases.await(recorded, all);
      } else {
        releases.publish(recorded, all, before.map(Releases.Version::version).orElse(null));
      }
    }

    private Report refused(String why) {
      return new Report("", State.REFUSED, List.of(why), List.of());
    }

    private String latest() throws SQLException {
      return releases.list(dataset.name()).stream()
          .filter(version -> version.state().isKnown())
          .map(Releases.Version::version)
          .max(Comparator.comparing(ModuleDescriptor.Version::parse))
          .orElse("");
    }

    private Set<String> versions() throws SQLException {
      return releases.list(dataset.name()).stream()
          .map(Releases.Version::version)
          .collect(Collectors.toSet());
    }

    private org.apache.spark.sql.Dataset<Row> precise(Published published) {
      return new Tables(spark)
          .published(dataset.name(), published.snapshot())
          .select(
              dataset.contract().columns().stream()
                  .map(c -> col(c.name()))
                  .toArray(org.apache.spark.sql.Column[]::new));
    }

    private List<City> cities(org.apache.spark.sql.Dataset<Row> rows) {
      Set<String> ids = new TreeSet<>();
      rows.select("city").distinct().collectAsList().forEach(row -> ids.add(row.getString(0)));
      return ids.stream()
          .filter(id -> catalog.cities().containsKey(id))
          .map(catalog::city)
          .filter(city -> !release.tiers(city).isEmpty())
          .toList();
    }

    // Where cities' ladders differ, the first one's words stand in what is said of the tier.
    private Map<Tier, Limits> limits(List<City> cities) {
      Map<Tier, Limits> limits = new EnumMap<>(Tier.class);
      for (City city : cities) {
        release.tiers(city).forEach(limits::putIfAbsent);
      }
      return limits;
    }

    private String declared(List<City> cities) {
      StringBuilder text = new StringBuilder();
      for (City city : cities) {
        text.append(city.id()).append(release.tiers(city).values()).append('\n');
      }
      text.append(release.subject())
          .append(release.counted())
          .append(release.totals())
          .append(release.opens())
          .append(release.exemptions());
      // Where something stands in its file is no part of what it says.
      byte[] said = text.toString().replaceAll("\\bline=\\d+", "").getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(LandedFiles.sha256().digest(said));
    }

    // What only warns may have warned: of that nothing is signed.
    private List<Manifest.Check> checks() {
      List<Manifest.Check> checks = new ArrayList<>();
      checks.add(
          new Manifest.Check(
              "schema", true, "types, required columns, ranges and the key of the contract"));
      dataset.contract().checks().quality().stream()
          .filter(Quality::isError)
          .forEach(q -> checks.add(new Manifest.Check("quality", true, q.about())));
      dataset.contract().checks().relationships().stream()
          .filter(Relationship::isError)
          .forEach(r ->
              checks.add(
                  new Manifest.Check(
                      "relationship", true, r.from() + " in " + r.to() + " " + r.columns())));
      dataset.checks().stream()
          .filter(SqlCheck::isError)
          .forEach(c -> checks.add(new Manifest.Check(c.code(), true, c.why())));
      return checks;
    }

    private NavigableMap<Tier, org.apache.spark.sql.Dataset<Row>> tier(
        Drafting.Version version, boolean isSame) throws IOException {
      Pseudonyms pseudonyms =
          new Pseudonyms(
              home.secret("release-pseudonyms", Home::token).getBytes(StandardCharsets.UTF_8));
      Tables tables = new Tables(spark);
      NavigableMap<Tier, org.apache.spark.sql.Dataset<Row>> shown = new TreeMap<>();
      for (City city : version.cities()) {
        Map<Tier, org.apache.spark.sql.Dataset<Row>> before = new EnumMap<>(Tier.class);
        for (Tier tier : isSame ? former.keySet() : Set.<Tier>of()) {
          tables
              .findTier(tier, dataset.name())
              .ifPresent(table -> before.put(tier, table.where(col("city").equalTo(city.id()))));
        }
        new Tiering(release, city, pseudonyms, asOf, version.number())
            .tiers(version.precise(), before)
            .forEach(
                (tier, of) -> shown.merge(tier, of, org.apache.spark.sql.Dataset::unionByName));
      }
      shown.replaceAll((tier, of) -> of.persist(StorageLevel.MEMORY_AND_DISK()));
      return shown;
    }
  }
}
