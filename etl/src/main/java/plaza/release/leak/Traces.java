package plaza.release.leak;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import plaza.contract.Rotation;

/**
 * Where and when sampled subjects were, as the tier shows it: for each the points of the period in
 * which one pseudonym covers the most of them.
 */
final class Traces {
  private static final int SUBJECTS = 300;
  private static final StructType KNOWN =
      new StructType().add("_subject", DataTypes.StringType).add("_point", DataTypes.LongType);

  private final Target target;
  private final AsShown asShown;
  private final String followed;
  private final Compared compared;

  /** How precise and shown values are brought together. */
  enum Compared {
    /** As if nothing were coarse. */
    EXACTLY,
    /** Precise values as they would be shown, with what is shown. */
    AS_SHOWN,
    /** Both made coarse: for what is shown otherwise than declared. */
    COARSELY
  }

  /** Of a target that shows pseudonyms of subjects. */
  Traces(Target target, Compared compared) {
    this.target = target;
    this.compared = compared;
    this.asShown = new AsShown(target);
    this.followed = target.findFollowed().orElseThrow();
  }

  /** A sample of subjects, the same for the same table. */
  List<String> subjects() {
    return asShown
        .considered()
        .where(col(followed).isNotNull())
        .select(col(followed))
        .distinct()
        .orderBy(xxhash64(lit("subject"), col(followed)))
        .limit(SUBJECTS)
        .collectAsList()
        .stream()
        .map(row -> row.getString(0))
        .toList();
  }

  /** The shown points of each subject that has any, in a sequence that tells nothing. */
  Map<String, List<Long>> points(List<String> subjects) {
    Rotation rotation = Objects.requireNonNull(target.limits().pseudonyms().get(followed));
    Column period =
        rotation.isPerVersion() || target.release().findAge().isEmpty()
            ? lit(0L)
            : coalesce(
                asShown
                    .start(
                        asShown.begin(target.release().findAge().orElseThrow()), rotation.period())
                    .cast("long"),
                lit(0L));
    Dataset<Row> own =
        target
            .precise()
            .sparkSession()
            .createDataset(subjects, org.apache.spark.sql.Encoders.STRING())
            .toDF("_subject");
    List<Row> rows =
        seen(asShown.considered().join(broadcast(own), col(followed).equalTo(col("_subject"))))
            .select(
                col("_subject"),
                period.as("_period"),
                AsShown.number(AsShown.PREFIX, what()).as("_point"))
            .distinct()
            .join(trails().select("_point").distinct(), new String[] {"_point"}, "left_semi")
            .select("_subject", "_period", "_point")
            .collectAsList();
    Map<String, Map<Long, List<Long>>> byPeriod = new TreeMap<>();
    rows.forEach(row ->
        byPeriod
            .computeIfAbsent(row.getString(0), s -> new TreeMap<>())
            .computeIfAbsent(row.getLong(1), p -> new ArrayList<>())
            .add(row.getLong(2)));
    Map<String, List<Long>> points = new TreeMap<>();
    byPeriod.forEach((subject, periods) ->
        points.put(
            subject,
            periods.values().stream()
                .max(Comparator.comparingInt(List::size))
                .orElseThrow()
                .stream()
                .sorted()
                .toList()));
    return points;
  }

  /**
   * The pseudonyms that were at all of the points known of a subject: {@code _subject, _pseudonym}.
   */
  Dataset<Row> candidates(Map<String, List<Long>> known) {
    List<Row> rows = new ArrayList<>();
    known.forEach(
        (subject, points) -> points.forEach(p -> rows.add(RowFactory.create(subject, p))));
    List<Row> sizes = new ArrayList<>();
    known.forEach((subject, points) -> sizes.add(RowFactory.create(subject, (long) points.size())));
    Dataset<Row> size =
        target.precise().sparkSession().createDataFrame(sizes, KNOWN).toDF("_subject", "_size");
    return trails()
        .join(broadcast(target.precise().sparkSession().createDataFrame(rows, KNOWN)), "_point")
        .groupBy("_subject", "_pseudonym")
        .agg(count(lit(1)).as("_met"))
        .join(broadcast(size), "_subject")
        .where("_met = _size")
        .select("_subject", "_pseudonym");
  }

  /**
   * The best of some outcome over all ways to compare; the coarsest, which costs the most, only
   * where the others find few of those who are looked for.
   */
  static Attack.Outcome best(Target target, Attempt attempt) {
    Attack.Outcome best = null;
    int most = 0;
    List<String> subjects = new Traces(target, Compared.EXACTLY).subjects();
    for (Compared each : Compared.values()) {
      if (each == Compared.COARSELY && 2 * most > subjects.size()) {
        break;
      }
      Traces traces = new Traces(target, each);
      Map<String, List<Long>> points = traces.points(subjects);
      Attack.Outcome outcome = attempt.with(traces, points);
      if (best == null
          || outcome.measured() > best.measured()
          || (outcome.measured() == best.measured() && points.size() > most)) {
        best = outcome;
      }
      most = Math.max(most, points.size());
    }
    return Objects.requireNonNull(best);
  }

  /** What is made of traces and the shown points of subjects. */
  interface Attempt {
    Attack.Outcome with(Traces traces, Map<String, List<Long>> points);
  }

  private Dataset<Row> seen(Dataset<Row> rows) {
    return compared == Compared.EXACTLY ? AsShown.exactly(rows, what()) : asShown.of(rows, what());
  }

  private Dataset<Row> trails() {
    Dataset<Row> shown = target.released().where(col(followed).isNotNull());
    return (compared == Compared.COARSELY
            ? asShown.again(shown, what())
            : AsShown.exactly(shown, what()))
        .select(AsShown.number(AsShown.PREFIX, what()).as("_point"), col(followed).as("_pseudonym"))
        .distinct();
  }

  /** What someone knows who saw a subject somewhere: when, where, and what is there. */
  private List<String> what() {
    return target.columns().stream()
        .filter(c ->
            c.isGeometry()
                || c.isKey()
                || c.type().startsWith("timestamp")
                || c.type().equals("date"))
        .map(plaza.contract.Column::name)
        .filter(target.traits()::contains)
        .toList();
  }
}
