package plaza.jobs.worker;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import plaza.contract.Bounds;
import plaza.contract.City;
import plaza.contract.Contract;
import plaza.contract.DatasetName;
import plaza.contract.Licences;
import plaza.contract.Limits;
import plaza.contract.Release;
import plaza.contract.Tier;
import plaza.jobs.stack.Home;
import plaza.lake.Releases;
import plaza.lake.Tables;
import plaza.release.Change;
import plaza.release.Difference;
import plaza.release.Edition;
import plaza.release.Manifest;
import plaza.release.RowFiles;
import plaza.release.Signer;
import plaza.release.TierContract;
import plaza.release.document.Documents;
import plaza.release.leak.Attack;
import plaza.release.leak.Target;

/**
 * Makes the editions of one version out of sight, a tier at a time: table, files, documents, the
 * report of attacks, the signed manifest.
 */
final class Drafting {
  // Where what is released can be looked up: what its documents say of themselves begins with it.
  private static final URI ADDRESS =
      URI.create(
          Objects.requireNonNullElse(
              System.getenv("PLAZA_RELEASES_URL"), "https://releases.invalid/"));

  private final SparkSession spark;
  private final Tables tables;
  private final Releases releases;
  private final Home home;
  private final List<Attack> attacks;
  private final Releasing.Progress progress;
  private final Version version;
  private final Map<Path, Path> places = new LinkedHashMap<>();
  private final List<Path> made = new ArrayList<>();

  /**
   * What is said of all tiers of a version.
   *
   * @param cities those whose rows are released
   * @param precise the table that is released from
   */
  record Version(
      Release release,
      List<City> cities,
      Licences licences,
      Dataset<Row> precise,
      String number,
      String load,
      long snapshot,
      Instant asOf,
      Instant releasedAt,
      List<Manifest.Origin> origins,
      List<Manifest.Check> checks) {

    DatasetName name() {
      return release.contract().dataset();
    }
  }

  /** What was made for a tier, and what it shows beside the former edition. */
  record Drafted(
      Releases.Edition edition, Difference difference, long bytes, List<Manifest.Leak> leaks) {}

  Drafting(
      SparkSession spark,
      Releases releases,
      Home home,
      List<Attack> attacks,
      Releasing.Progress progress,
      Version version) {
    this.spark = spark;
    this.tables = new Tables(spark);
    this.releases = releases;
    this.home = home;
    this.attacks = attacks;
    this.progress = progress;
    this.version = version;
  }

  /**
   * Makes a tier's edition.
   *
   * @param shown what this and the other tiers show
   * @param former the folder of the edition that consumers see now, or null
   */
  Drafted draft(Limits limits, NavigableMap<Tier, Dataset<Row>> shown, @Nullable Path former)
      throws IOException, SQLException {
    Tier tier = limits.tier();
    DatasetName name = version.name();
    Contract contract = TierContract.of(version.release().contract(), limits);
    progress.releasing(tier.id(), "its table");
    Dataset<Row> rows = Objects.requireNonNull(shown.get(tier));
    long count = rows.count();
    Path table = folder(home.tables(tier), name).resolve(number() + "-" + token());
    made.add(table);
    tables.writeTier(rows, count, contract, tier, Home.uri(table));
    String metadata = releases.draft(tier, name);
    progress.step("table_written");
    Dataset<Row> written = tables.drafted(tier, name);
    progress.releasing(tier.id(), "its files");
    Path place = folder(home.releases(tier), name).resolve(number());
    Path draft = place.resolveSibling(".draft-" + number() + "-" + token());
    made.add(draft);
    Files.createDirectories(draft);
    List<Edition.File> files = new RowFiles(contract, draft).write(written);
    new Documents(ADDRESS, version.cities(), version.licences())
        .write(edition(limits, contract, written, count, files), draft);
    progress.step("files_written");
    progress.releasing(tier.id(), "attacked");
    List<Path> reachable = new ArrayList<>(files(table));
    reachable.addAll(files(draft));
    List<Manifest.Leak> leaks =
        attack(limits, written, former != null, shown.tailMap(tier, false), reachable);
    progress.step("attacked");
    Difference difference =
        former == null
            ? Difference.first(count)
            : Difference.between(rows(spark, former, name), rows(spark, draft, name), contract);
    manifest(limits, count, RowFiles.all(draft), leaks).write(draft, Signer.of(signer()));
    places.put(draft, place);
    progress.step("drafted");
    return new Drafted(
        new Releases.Edition(tier, count, place.toString(), metadata),
        difference,
        files.stream().mapToLong(Edition.File::bytes).sum(),
        leaks);
  }

  /** Gives all editions the place where consumers look them up once they are recorded. */
  void place() throws IOException {
    for (var each : places.entrySet()) {
      // Of a release that died between this and its record.
      FileUtils.deleteDirectory(each.getValue().toFile());
      Files.move(each.getKey(), each.getValue(), StandardCopyOption.ATOMIC_MOVE);
      made.add(each.getValue());
    }
  }

  /** Takes away all that was made. */
  void discard() throws IOException, SQLException {
    for (Path each : made) {
      FileUtils.deleteDirectory(each.toFile());
    }
    releases.clearDrafts(version.name());
  }

  /** The rows of an edition, as its files give them. */
  static Dataset<Row> rows(SparkSession spark, Path folder, DatasetName name) {
    return spark.read().parquet(folder.resolve(name.table() + ".parquet").toUri().toString());
  }

  private String number() {
    return version.number();
  }

  private static String token() {
    return UUID.randomUUID().toString().substring(0, 8);
  }

  private static Path folder(Path root, DatasetName name) {
    return root.resolve(name.domain()).resolve(name.table());
  }

  private String signer() throws IOException {
    return home.secret("release-signer", Signer::generate);
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private List<Manifest.Leak> attack(
      Limits limits,
      Dataset<Row> written,
      boolean isLater,
      Map<Tier, Dataset<Row>> narrower,
      List<Path> reachable) {
    List<Manifest.Leak> leaks = new ArrayList<>();
    for (City city : version.cities()) {
      @Nullable Limits own = version.release().tiers(city).get(limits.tier());
      if (own == null) {
        continue;
      }
      List<Dataset<Row>> before =
          isLater
              ? tables.findTier(limits.tier(), version.name()).map(t -> of(city, t)).stream()
                  .toList()
              : List.of();
      Map<Tier, Dataset<Row>> finer = new TreeMap<>();
      narrower.forEach((tier, rows) -> finer.put(tier, of(city, rows)));
      Target target =
          new Target(
              version.release(),
              own,
              city,
              version.asOf(),
              of(city, version.precise()),
              of(city, written),
              before,
              finer,
              reachable);
      for (Attack attack : attacks) {
        progress.checkStop();
        attack
            .on(target)
            .ifPresent(o ->
                leaks.add(
                    new Manifest.Leak(
                        attack.name(), city.id(), o.measured(), o.allowed(), o.isWon(), o.seen())));
      }
    }
    return leaks;
  }

  private static Dataset<Row> of(City city, Dataset<Row> rows) {
    return rows.where(col("city").equalTo(city.id()));
  }

  private Edition edition(
      Limits limits,
      Contract contract,
      Dataset<Row> written,
      long count,
      List<Edition.File> files) {
    @Nullable Bounds bounds = null;
    if (!contract.geometries().isEmpty()) {
      List<String> box = contract.bbox(contract.geometries().getFirst());
      Row row =
          written.agg(min(box.get(0)), min(box.get(1)), max(box.get(2)), max(box.get(3))).head();
      bounds =
          row.isNullAt(0)
              ? null
              : Bounds.around(
                  row.getDouble(0), row.getDouble(1), row.getDouble(2), row.getDouble(3));
    }
    @Nullable Instant from = null;
    @Nullable Instant until = null;
    String age = version.release().findAge().map(plaza.contract.Column::name).orElse("");
    if (contract.findColumn(age).isPresent()) {
      Row row =
          written.agg(min(col(age).cast("timestamp")), max(col(age).cast("timestamp"))).head();
      from = (Instant) row.get(0);
      until = (Instant) row.get(1);
    }
    return new Edition(
        version.release(),
        limits,
        number(),
        version.releasedAt(),
        version.load(),
        count,
        bounds,
        from,
        until,
        files,
        version.origins().stream()
            .map(o ->
                new Edition.Origin(
                    o.feed(), o.title(), o.publisher(), o.license(), o.attribution()))
            .toList());
  }

  private Manifest manifest(
      Limits limits, long rows, List<Manifest.File> files, List<Manifest.Leak> leaks) {
    Contract contract = version.release().contract();
    return new Manifest(
        Manifest.FORM,
        version.name().toString(),
        limits.tier().id(),
        number(),
        contract.version(),
        version.releasedAt().toString(),
        version.asOf().toString(),
        version.load(),
        version.snapshot(),
        rows,
        Change.columns(contract, limits),
        Change.limits(limits),
        limits.offer().license(),
        version.origins(),
        version.checks(),
        leaks,
        files);
  }
}
