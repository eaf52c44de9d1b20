package plaza.release;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.jspecify.annotations.Nullable;
import plaza.contract.City;
import plaza.contract.Contract;
import plaza.contract.Limits;
import plaza.contract.Opening;
import plaza.contract.Release;
import plaza.contract.Rotation;
import plaza.contract.Tier;

/**
 * Makes of a city's rows what each tier shows. Each is made of the rows that the next narrower one
 * shows, so that no row of a wider tier tells of one that a narrower withholds.
 */
public final class Tiering {
  private static final String SHOWN = "_shown_";

  private final Release release;
  private final City city;
  private final Pseudonyms pseudonyms;
  private final Instant asOf;
  private final String version;

  /**
   * As of an instant, which decides what is old enough.
   *
   * @param version what pseudonyms rotate with where they are of a version
   */
  public Tiering(Release release, City city, Pseudonyms pseudonyms, Instant asOf, String version) {
    this.release = release;
    this.city = city;
    this.pseudonyms = pseudonyms;
    this.asOf = asOf;
    this.version = version;
  }

  /**
   * What each tier shows, in the columns that its limits name and the box of each geometry.
   *
   * @param rows the table's rows, of this and other cities
   * @param former what the tier showed of this city before under the same limits, by tier
   */
  public NavigableMap<Tier, Dataset<Row>> tiers(Dataset<Row> rows, Map<Tier, Dataset<Row>> former) {
    NavigableMap<Tier, Dataset<Row>> tiers = new TreeMap<>();
    NavigableMap<Tier, Limits> limits = release.tiers(city);
    Dataset<Row> all = rows.where(col("city").equalTo(city.id()));
    Dataset<Row> carried = all;
    for (Limits each : limits.descendingMap().values()) {
      carried = surviving(carried, all, each, limits.lastEntry().getValue());
      Dataset<Row> shown = shown(carried, each);
      if (former.containsKey(each.tier()) && each.minCount() > 1) {
        Dataset<Row> last = former.get(each.tier());
        shown = withFinal(shown, last, each);
        carried = withoutChanged(carried, last, each);
      }
      tiers.put(each.tier(), shown);
      carried = carried.select(rows.columns()[0], tail(rows.columns()));
    }
    return tiers;
  }

  private static String[] tail(String[] columns) {
    return java.util.Arrays.copyOfRange(columns, 1, columns.length);
  }

  /** The rows that a tier shows, as they are, with what it shows of them beside. */
  private Dataset<Row> surviving(
      Dataset<Row> rows, Dataset<Row> all, Limits limits, Limits narrowest) {
    Dataset<Row> surviving = rows;
    if (limits.where() != null) {
      surviving = surviving.where(coalesce(expr(limits.where()), lit(false)));
    }
    Optional<Column> end = release.findAge().map(age -> end(age, limits));
    if (end.isPresent()) {
      surviving = surviving.where(Horizon.reaches(end.get(), limits, asOf, city.timeZone()));
    }
    surviving = surviving.withColumns(values(limits, narrowest, end));
    if (isThinned(limits)) {
      Column[] key =
          release.contract().key().stream().map(c -> col(SHOWN + c.name())).toArray(Column[]::new);
      Column[] first =
          release.contract().key().stream().map(c -> col(c.name())).toArray(Column[]::new);
      surviving =
          surviving
              .withColumn("_first", row_number().over(Window.partitionBy(key).orderBy(first)))
              .where(col("_first").equalTo(1))
              .drop("_first");
    }
    if (limits.minCount() > 1 && release.subject() != null) {
      surviving =
          Suppression.ofSubjects(surviving, release.subject(), group(limits), limits.minCount());
    }
    if (limits.minCount() > 1 && release.counted() != null) {
      surviving =
          Suppression.ofCounts(
              surviving,
              all,
              release.counted(),
              release.totals(),
              release.contract().key().stream().map(c -> col(c.name())).toList(),
              limits.minCount());
    }
    return surviving;
  }

  /** When all is over that the tier shows of a row: a day has to end. */
  private Column end(plaza.contract.Column age, Limits limits) {
    List<Column> ends = new ArrayList<>(List.of(end(age)));
    for (plaza.contract.Column column : release.contract().columns()) {
      if (column.type().startsWith("timestamp") && limits.columns().contains(column.name())) {
        ends.add(coalesce(col(column.name()), lit(Instant.EPOCH)));
      }
    }
    return ends.size() == 1
        ? ends.getFirst()
        : when(ends.getFirst().isNotNull(), greatest(ends.toArray(Column[]::new)));
  }

  private Column end(plaza.contract.Column age) {
    return age.type().equals("date")
        ? expr(
            "to_utc_timestamp(cast(date_add(`%s`, 1) as timestamp), '%s')"
                .formatted(age.name(), city.timeZone().getId()))
        : col(age.name());
  }

  private Map<String, Column> values(Limits limits, Limits narrowest, Optional<Column> end) {
    Coarsening coarsening = new Coarsening(city);
    Optional<Opening> opening =
        release.findOpening().filter(o -> o.to().compareTo(limits.tier()) <= 0);
    Map<String, Column> values = new TreeMap<>();
    for (plaza.contract.Column column : release.contract().columns()) {
      if (!limits.columns().contains(column.name())) {
        continue;
      }
      Column value = coarsening.of(column, limits);
      if (opening.isPresent()) {
        Column isOpened = end.orElseThrow().leq(lit(asOf.minus(opening.get().after())));
        Column lifted = coarsening.of(column, limits.lifted(opening.get(), narrowest));
        value = when(isOpened, lifted).otherwise(value);
      }
      if (limits.pseudonyms().containsKey(column.name())) {
        value =
            pseudonyms.of(
                release.contract().dataset(),
                limits.tier(),
                column.name(),
                col(column.name()),
                period(limits.pseudonyms().get(column.name()), coarsening));
      }
      values.put(SHOWN + column.name(), value);
    }
    return values;
  }

  private Column period(Rotation rotation, Coarsening coarsening) {
    if (rotation.isPerVersion() || release.findAge().isEmpty()) {
      return lit("version " + version);
    }
    plaza.contract.Column age = release.findAge().get();
    Column instant =
        age.type().equals("date")
            ? expr(
                "to_utc_timestamp(cast(`%s` as timestamp), '%s')"
                    .formatted(age.name(), city.timeZone().getId()))
            : col(age.name());
    return coalesce(coarsening.start(instant, rotation.period()).cast("string"), lit(""));
  }

  /**
   * Whether rows become several of one shown key, of which one is enough. Where those behind a row
   * are counted, each counts.
   */
  private boolean isThinned(Limits limits) {
    Contract contract = release.contract();
    return limits.minCount() == 1
        && !limits.time().isNone()
        && contract.key().stream().allMatch(c -> limits.columns().contains(c.name()))
        && contract.key().stream().anyMatch(c -> c.type().startsWith("timestamp"));
  }

  /** What a tier shows of a row, but for pseudonyms: rows that agree in it are one group. */
  private static List<Column> group(Limits limits) {
    return limits.columns().stream()
        .filter(name -> !limits.pseudonyms().containsKey(name))
        .map(name -> col(SHOWN + name))
        .toList();
  }

  private Dataset<Row> shown(Dataset<Row> surviving, Limits limits) {
    List<Column> columns = new ArrayList<>();
    limits.columns().forEach(name -> columns.add(col(SHOWN + name).as(name)));
    for (plaza.contract.Column geometry : release.contract().geometries()) {
      if (limits.columns().contains(geometry.name())) {
        List<String> edges = List.of("ST_XMin", "ST_YMin", "ST_XMax", "ST_YMax");
        List<String> bbox = release.contract().bbox(geometry);
        for (int i = 0; i < 4; i++) {
          columns.add(
              expr("%s(ST_GeomFromWKB(`%s%s`))".formatted(edges.get(i), SHOWN, geometry.name()))
                  .as(bbox.get(i)));
        }
      }
    }
    return surviving.select(columns.toArray(Column[]::new));
  }

  /**
   * By which shown columns a group is the same one in another version: by the key and its age,
   * where the key is shown, else by all but pseudonyms and counts.
   */
  private List<String> identity(Limits limits) {
    if (isKeyTold(limits)) {
      return withAge(key(), limits);
    }
    return limits.columns().stream()
        .filter(name -> !limits.pseudonyms().containsKey(name))
        .filter(name -> !name.equals(release.counted()))
        .toList();
  }

  private List<String> key() {
    return release.contract().key().stream().map(plaza.contract.Column::name).toList();
  }

  private boolean isKeyTold(Limits limits) {
    return limits.columns().containsAll(key())
        && key().stream().noneMatch(limits.pseudonyms()::containsKey);
  }

  private List<String> withAge(List<String> columns, Limits limits) {
    List<String> all = new ArrayList<>(columns);
    release
        .findAge()
        .map(plaza.contract.Column::name)
        .filter(limits.columns()::contains)
        .filter(age -> !all.contains(age))
        .ifPresent(all::add);
    return all;
  }

  /**
   * What was shown of a group stays as it was: a difference would tell of those that came since.
   * Nor is more shown under a total of which something was: it was withheld for another's sake, or
   * would tell what was. What has another age by now takes the place of what it was, and so does
   * what has the same count, whatever else it has.
   */
  private Dataset<Row> withFinal(Dataset<Row> shown, Dataset<Row> former, Limits limits) {
    Dataset<Row> fresh = without(shown, former, identity(limits));
    for (List<String> total : release.totals()) {
      List<String> under = withAge(total, limits);
      if (limits.columns().containsAll(under)) {
        fresh = without(fresh, former, under);
      }
    }
    if (!isKeyTold(limits)) {
      return fresh.unionByName(former);
    }
    Dataset<Row> kept = without(former, fresh, key());
    @Nullable String counted = release.counted();
    if (counted != null && limits.columns().contains(counted)) {
      List<String> same = new ArrayList<>(identity(limits));
      same.add(counted);
      Dataset<Row> renewed = joined(shown, former, same, "left_semi");
      kept = without(kept, renewed, identity(limits)).unionByName(renewed);
    }
    return fresh.unionByName(kept);
  }

  private static Dataset<Row> without(
      Dataset<Row> rows, Dataset<Row> others, List<String> columns) {
    return joined(rows, others, columns, "left_anti");
  }

  private static Dataset<Row> joined(
      Dataset<Row> rows, Dataset<Row> others, List<String> columns, String how) {
    Column isSame = lit(true);
    for (String name : columns) {
      isSame = isSame.and(col("these." + name).eqNullSafe(col("those." + name)));
    }
    return rows.as("these")
        .join(
            others
                .select(columns.stream().map(c -> col(c)).toArray(Column[]::new))
                .distinct()
                .as("those"),
            isSame,
            how);
  }

  /**
   * The rows but those of groups that are other than what a tier goes on showing of them: a wider
   * tier that had them would tell, beside this one, of those that came since.
   */
  private Dataset<Row> withoutChanged(Dataset<Row> carried, Dataset<Row> former, Limits limits) {
    List<String> identity = identity(limits);
    @Nullable String counted = release.counted();
    boolean isCounted = counted != null && limits.columns().contains(counted);
    Column[] group = identity.stream().map(name -> col(name)).toArray(Column[]::new);
    Dataset<Row> last =
        former
            .groupBy(group)
            .agg(
                count(lit(1)).as("_last_rows"),
                coalesce(sum(isCounted ? col(counted) : lit(0)), lit(0)).as("_last_count"))
            .as("last");
    Column isSame = lit(true);
    for (String name : identity) {
      isSame = isSame.and(col("now." + SHOWN + name).eqNullSafe(col("last." + name)));
    }
    WindowSpec groups =
        Window.partitionBy(identity.stream().map(name -> col(SHOWN + name)).toArray(Column[]::new));
    return carried
        .withColumn("_rows", count(lit(1)).over(groups))
        .withColumn(
            "_count", coalesce(sum(isCounted ? col(SHOWN + counted) : lit(0)).over(groups), lit(0)))
        .as("now")
        .join(last, isSame, "left_outer")
        .where(
            col("_last_rows")
                .isNull()
                .or(
                    col("_last_rows")
                        .equalTo(col("_rows"))
                        .and(col("_last_count").equalTo(col("_count")))))
        .select("now.*")
        .drop("_rows", "_count");
  }
}
